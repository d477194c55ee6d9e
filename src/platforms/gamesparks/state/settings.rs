//! What can be set about a game apart from its content: limits, and where the platform was strict.

use std::time::Duration as StdDuration;

use super::limit::Limit;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::tree::Duration;

/// How we know.
pub const FIDELITY: &[Row] = &[
    chosen(
        "limit.script-time",
        "a script may run for 5 s of its own time; waiting for an answer of SparkHttp does not count",
        "the platform had a limit (longRunningScriptError), no source gives its length",
    ),
    chosen("limit.script-memory", "a script may use 64 MiB", "no source gives a limit; games' scripts need far less"),
    documented("limit.request", "a request has at most 256 KB", "System Limits page, which speaks of API requests"),
    documented("limit.response", "an answer has at most 4 MB", "System Limits page; a later copy says 256 KB"),
    chosen(
        "limit.response-status",
        "a longer one is not sent: the answer has status 500 and the error RESPONSE_LIMIT",
        "how the platform refused is unknown",
    ),
    chosen(
        "limit.none",
        "each of these but the memory of a script can be none in a game's settings",
        "so that nothing of it stands in the way of a test about something else",
    ),
    documented(
        "limit.usage",
        "a game may make so many requests in a second of each stage; the error is named RUNTIME_API_REQUESTS_PREVIEW_SECOND or RUNTIME_API_REQUESTS_LIVE_SECOND, and requests of scripts count too",
        "System Limits page, and Cloud Code Best Practices page",
    ),
    chosen(
        "limit.usage-number",
        "there is no such limit unless requests-per-second sets one; callbacks count; over it, the answer is 429 with that name under errors",
        "the numbers, and how a callback reports them, are unknown",
    ),
];

crate::tree::choice! {
    /// What a callback URL without a player needs at its end.
    pub enum TrailingSlash {
        /// The slash after the secret may be left out.
        Optional = "optional",
        /// The slash after the secret must be there, as the documents say.
        Required = "required",
    }
}

crate::tree::choice! {
    /// Whether scripts can write to meta collections.
    pub enum MetaCollections {
        /// They can.
        Writable = "writable",
        /// On the live stage they cannot, as the documents say.
        ReadOnlyWhenLive = "read-only-when-live",
    }
}

crate::tree::choice! {
    /// Whether scripts can write to runtime collections.
    pub enum RuntimeCollections {
        /// They can, as in games made before 2018.
        Writable = "writable",
        /// They cannot, as in games made since.
        Refused = "refused",
    }
}

crate::tree::choice! {
    /// From which number on errors count lines.
    pub enum ErrorLines {
        /// The first line is 1, as in an editor.
        FromOne = "from-1",
        /// The first line is 0, as one screenshot of the platform has it.
        FromZero = "from-0",
    }
}

impl ErrorLines {
    /// The number of the first line.
    pub fn first(self) -> u32 {
        match self {
            Self::FromOne => 1,
            Self::FromZero => 0,
        }
    }
}

crate::tree::choice! {
    /// In which order the keys of script data are written.
    pub enum KeyOrder {
        /// As they were set.
        AsSet = "as-set",
        /// As Java's HashMap has them, which is how the platform showed them.
        HashMap = "hash-map",
    }
}

crate::tree::record! {
    /// Limits of a game, and where the platform was strict.
    #[derive(PartialEq)]
    pub struct Settings {
        /// How long a script may run, or none. The time in which it waits for an answer of SparkHttp does not count.
        pub script_time_limit: Limit<Duration> = Self::default().script_time_limit,
        /// How much memory a script may use, in MiB.
        pub script_memory_mib: u32 = 64,
        /// The longest body of a request, in bytes, or none. At most 4 MiB, whatever is set.
        pub request_limit_bytes: Limit<u32> = Self::default().request_limit_bytes,
        /// The longest answer of a callback or a request, in bytes, or none.
        pub response_limit_bytes: Limit<u32> = Self::default().response_limit_bytes,
        /// How many callbacks and requests there may be in one second of the world's clock, those of scripts included. None
        /// unless it is set.
        pub requests_per_second: Limit<u32> = Limit(None),
        /// How many players may be connected at once. None unless it is set.
        pub connected_players: Limit<u32> = Limit(None),
        /// How long a call of SparkHttp waits for its answer unless the script says otherwise; with none, for as long as it
        /// takes.
        pub http_timeout: Limit<Duration> = Self::default().http_timeout,
        /// Where matches in real time are played, as clients are told. Backlot plays no real-time sessions: what listens there is
        /// yours.
        pub realtime_host: String = "localhost".to_owned(),
        /// The port there.
        pub realtime_port: u16 = 5000,
        /// Whether a callback URL without a player must end with a slash.
        pub trailing_slash: TrailingSlash = TrailingSlash::Optional,
        /// Hosts that scripts may really call: names, *.name for everything below one, or * for all. The loopback and stubs
        /// can always be called.
        pub allowed_hosts: Vec<String> = Vec::new(),
        /// From which number on the errors of scripts count lines.
        pub error_lines: ErrorLines = ErrorLines::FromOne,
        /// In which order the keys of script data are written.
        pub key_order: KeyOrder = KeyOrder::AsSet,
        /// Whether scripts can write to meta collections.
        pub meta_collections: MetaCollections = MetaCollections::Writable,
        /// Whether scripts can write to runtime collections.
        pub runtime_collections: RuntimeCollections = RuntimeCollections::Writable,
        /// How much all documents of the collections may take, in MiB, or none.
        pub database_limit_mib: Limit<u32> = Self::default().database_limit_mib,
    }
}

/// What stands for a time without a limit.
const FOREVER: StdDuration = Duration::MAX.0;

impl Settings {
    /// How long a script may run.
    pub fn script_time(&self) -> StdDuration {
        self.script_time_limit.0.map_or(FOREVER, |limit| limit.0)
    }

    /// How long a call of SparkHttp waits unless the script says otherwise.
    pub fn http_time(&self) -> StdDuration {
        self.http_timeout.0.map_or(FOREVER, |limit| limit.0)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            script_time_limit: Limit(Some(Duration(StdDuration::from_secs(5)))),
            script_memory_mib: 64,
            request_limit_bytes: Limit(Some(256 * 1024)),
            response_limit_bytes: Limit(Some(4 * 1024 * 1024)),
            requests_per_second: Limit(None),
            connected_players: Limit(None),
            http_timeout: Limit(Some(Duration(StdDuration::from_secs(30)))),
            realtime_host: "localhost".to_owned(),
            realtime_port: 5000,
            trailing_slash: TrailingSlash::Optional,
            allowed_hosts: Vec::new(),
            error_lines: ErrorLines::FromOne,
            key_order: KeyOrder::AsSet,
            meta_collections: MetaCollections::Writable,
            runtime_collections: RuntimeCollections::Writable,
            database_limit_mib: Limit(Some(256)),
        }
    }
}
