//! What can be set about a game apart from its content: limits, and where the platform was strict.

use std::time::Duration as StdDuration;

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

crate::tree::record! {
    /// Limits of a game, and where the platform was strict.
    #[derive(PartialEq)]
    pub struct Settings {
        /// How long a script may run. The time in which it waits for an answer of SparkHttp does not count.
        pub script_time_limit: Duration = Duration(StdDuration::from_secs(5)),
        /// How much memory a script may use, in MiB.
        pub script_memory_mib: u32 = 64,
        /// The longest body of a request, in bytes. At most 4 MiB, whatever is set.
        pub request_limit_bytes: u32 = 256 * 1024,
        /// The longest answer of a callback or a request, in bytes.
        pub response_limit_bytes: u32 = 4 * 1024 * 1024,
        /// How many callbacks and requests there may be in one second of the world's clock, those of scripts included. As many
        /// as there are unless it is set.
        pub requests_per_second: Option<u32>,
        /// How many players may be connected at once. As many as there are unless it is set.
        pub connected_players: Option<u32>,
        /// How long a call of SparkHttp waits for its answer unless the script says otherwise.
        pub http_timeout: Duration = Duration(StdDuration::from_secs(30)),
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
        /// Whether scripts can write to meta collections.
        pub meta_collections: MetaCollections = MetaCollections::Writable,
        /// Whether scripts can write to runtime collections.
        pub runtime_collections: RuntimeCollections = RuntimeCollections::Writable,
        /// How much all documents of the collections may take, in MiB.
        pub database_limit_mib: u32 = 256,
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            script_time_limit: Duration(StdDuration::from_secs(5)),
            script_memory_mib: 64,
            request_limit_bytes: 256 * 1024,
            response_limit_bytes: 4 * 1024 * 1024,
            requests_per_second: None,
            connected_players: None,
            http_timeout: Duration(StdDuration::from_secs(30)),
            realtime_host: "localhost".to_owned(),
            realtime_port: 5000,
            trailing_slash: TrailingSlash::Optional,
            allowed_hosts: Vec::new(),
            meta_collections: MetaCollections::Writable,
            runtime_collections: RuntimeCollections::Writable,
            database_limit_mib: 256,
        }
    }
}
