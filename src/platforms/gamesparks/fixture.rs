//! What a fixture says of GameSparks, and what a snapshot keeps: the same form, read and written here.

use std::path::Path;

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::Value as Json;

use super::boards::Board;
use super::cloud_code::{CloudCode, Script, ScriptId, check, load};
use super::config::{Config, PropertySet};
use super::data::Data;
use super::data::schedule::{Bulk, Scheduled};
use super::data::uploads::{Awaited, Upload};
use super::state::data_type::DataType;
use super::state::{
    Challenge, Credential, Event, Flags, Game, Letter, LogLevel, Match, PendingMatch, Player, PlayerId, RestPolicy,
    Settings, Stage, Store, Team, Transaction, credential,
};
use super::stored::{self, CollectionFixture, DownloadableFixture, ItemFixture, RedisFixture};
use crate::diag::{Code, Diagnostic, Source, quoted};
use crate::tree::{Decoding, Spanned};
use crate::world::rng::Rng;

crate::tree::record! {
    /// GameSparks: the games of this world.
    pub struct Fixture {
        /// The games, by the key that names them in URLs.
        pub games: IndexMap<Spanned<String>, GameFixture> = IndexMap::new(),
    }
}

crate::tree::record! {
    /// A game.
    pub struct GameFixture {
        /// Which of its copies this is.
        pub stage: Stage = Stage::Preview,
        /// Whether it was published already, as it is in a snapshot. Else system/GS_GAME_PUBLISH.js runs when the game is set up.
        pub is_published: bool as "published" = false,
        /// The folder with the portal's export of its Cloud Code, relative to this file.
        pub cloud_code: Option<Spanned<String>>,
        /// Scripts, by folder and file as in a portal's export (callbacks/server.js). One that is in the folder too is replaced.
        pub scripts: IndexMap<ScriptId, Spanned<String>> = IndexMap::new(),
        /// Who may call in, by name. The system's credentials (server, debug, server-send, sftp, device) are always there.
        pub credentials: IndexMap<Spanned<String>, CredentialFixture> = IndexMap::new(),
        /// The players, by id: 24 hexadecimal digits.
        pub players: IndexMap<PlayerId, Player> = IndexMap::new(),
        /// What the portal configures: goods, achievements, leaderboards, teams…
        pub config: Config = Config::default(),
        /// What each leaderboard holds, by its short code.
        pub boards: IndexMap<String, Board> = IndexMap::new(),
        /// The challenges, by id.
        pub challenges: IndexMap<String, Challenge> = IndexMap::new(),
        /// The matches that were made, by id.
        pub matches: IndexMap<String, Match> = IndexMap::new(),
        /// The players who look for a match, by the id of their pending match; the oldest first.
        pub pending_matches: IndexMap<String, PendingMatch> = IndexMap::new(),
        /// The teams, by id.
        pub teams: IndexMap<String, Team> = IndexMap::new(),
        /// The messages that players were sent, oldest first.
        pub mailbox: Vec<Letter> = Vec::new(),
        /// What changed in what players own, oldest first.
        pub transactions: Vec<Transaction> = Vec::new(),
        /// The events, by short code.
        pub events: IndexMap<String, Event> = IndexMap::new(),
        /// The tokens of open sessions, and the players whose they are.
        pub tokens: IndexMap<String, PlayerId> = IndexMap::new(),
        /// Collections of documents, by the names under which they are stored: meta.NAME, script.NAME. A list of documents in
        /// JSON or extended JSON, the name of a file with them, or a map with documents and indexes.
        pub collections: IndexMap<Spanned<String>, CollectionFixture> = IndexMap::new(),
        /// The types of the Game Data Service, by short code.
        pub data_types: IndexMap<String, DataType> = IndexMap::new(),
        /// Items of the Game Data Service, by type and id.
        pub items: IndexMap<Spanned<String>, IndexMap<Spanned<String>, ItemFixture>> = IndexMap::new(),
        /// What scripts keep in Redis, by key: a text, or a map with text, list, set, hash or sorted, and expires.
        pub redis: IndexMap<String, RedisFixture> = IndexMap::new(),
        /// The modules that are to run later.
        pub schedule: Vec<Scheduled> = Vec::new(),
        /// Scripts that run once for each of many players, by id.
        pub bulk_jobs: IndexMap<String, Bulk> = IndexMap::new(),
        /// Files that were uploaded, by id.
        pub uploads: IndexMap<String, Upload> = IndexMap::new(),
        /// URLs to which players may upload a file, by the id that the upload will have.
        pub upload_urls: IndexMap<String, Awaited> = IndexMap::new(),
        /// Files to download, by short code: a file's name, relative to this file, or a map with its text.
        pub downloadables: IndexMap<String, DownloadableFixture> = IndexMap::new(),
        /// The properties, by short code.
        pub properties: IndexMap<String, Json> = IndexMap::new(),
        /// Sets of properties, by short code: for each key the short code of a property, or a map with that property and others for
        /// players who are in certain segments.
        pub property_sets: IndexMap<String, PropertySet> = IndexMap::new(),
        /// How many ids the game has made, so that they go on.
        pub ids_made: u32 = 0,
        /// Which log entries are written: those of this level and above.
        pub log_level: LogLevel = LogLevel::Debug,
        /// Limits, and where the platform was strict.
        pub settings: Settings = Settings::default(),
    }
}

crate::tree::record! {
    /// A credential.
    pub struct CredentialFixture {
        /// What proves it. Drawn from the world's seed if it is not given.
        pub secret: Option<Spanned<String>>,
        /// Whether players connect with it. Not for the system's credentials, whose types are locked.
        pub player: Option<Spanned<bool>>,
        /// Whether servers listen with it. A credential for players always does.
        pub listener: Option<Spanned<bool>>,
        /// Whether callbacks are made with it.
        pub callback: Option<Spanned<bool>>,
        /// Whether requests over /rs/ may be made with it: all but sftp may unless this says otherwise.
        pub rest: Option<RestPolicy>,
    }
}

impl Fixture {
    /// The games, with what was not given drawn from `rng`, and made `now`. What is wrong is reported to `cx`.
    pub fn games(self, rng: &Rng, now: Timestamp, cx: &mut Decoding<'_>) -> Vec<Game> {
        self.games.into_iter().map(|(api_key, game)| game.game(&api_key, rng, now, cx)).collect()
    }

    /// What is in `games`.
    pub fn of<'g>(games: impl IntoIterator<Item = &'g Game>) -> Self {
        let game = |game: &Game| (Spanned::made(game.api_key.clone()), GameFixture::of(game));
        Self { games: games.into_iter().map(game).collect() }
    }
}

impl GameFixture {
    fn game(self, api_key: &Spanned<String>, rng: &Rng, now: Timestamp, cx: &mut Decoding<'_>) -> Game {
        check_segment(api_key, "a game's key", cx);
        let mut game = Game::new(api_key.value.clone(), rng).with_ids(rng, self.ids_made);
        game.stage = self.stage;
        if self.is_published {
            game.mark_published();
        }
        game.settings = self.settings;
        self.config.check(&self.events, cx);
        game.config = self.config;
        game.events = self.events;
        for (name, credential) in self.credentials {
            let credential = credential.credential(&name, api_key, rng, cx);
            game.credentials.insert(name.value, credential);
        }
        if let Some(folder) = self.cloud_code {
            let base = folder.span.source().folder().unwrap_or(Path::new(""));
            load::load(&base.join(&*folder.value), api_key, &folder.span, &mut game.cloud_code, cx.problems());
        }
        for (id, text) in self.scripts {
            let source = Source::new(id.to_string(), text.value);
            game.cloud_code.insert(Script::new(id, source));
        }
        check::check(&game.cloud_code, cx.problems());
        stored::check_property_sets(&self.property_sets, &self.properties, cx);
        game.property_sets = self.property_sets;
        game.properties = self.properties;
        game.data_types = self.data_types;
        game.downloadables = stored::downloadables(self.downloadables, now);
        let mut data = Data {
            collections: stored::collections(self.collections, &game, now, cx),
            items: stored::items(self.items, cx),
            redis: stored::redis(self.redis),
            ..Data::default()
        };
        for scheduled in self.schedule {
            data.schedule.put(scheduled, None);
        }
        self.bulk_jobs.into_iter().for_each(|(id, job)| data.schedule.submit(id, job));
        for (id, upload) in self.uploads {
            upload.check(cx);
            data.uploads.put(id, upload);
        }
        self.upload_urls.into_iter().for_each(|(id, awaited)| data.uploads.expect(id, awaited));
        game.with_store(Store {
            players: self.players,
            tokens: self.tokens,
            boards: self.boards,
            challenges: self.challenges,
            matches: self.matches,
            pending_matches: self.pending_matches,
            teams: self.teams,
            mailbox: self.mailbox,
            transactions: self.transactions,
            log_level: self.log_level,
            data,
        })
    }

    fn of(game: &Game) -> Self {
        let Store {
            players,
            tokens,
            boards,
            challenges,
            matches,
            pending_matches,
            teams,
            mailbox,
            transactions,
            log_level,
            data,
        } = game.lock().clone();
        Self {
            stage: game.stage,
            is_published: game.is_published(),
            // The texts themselves, so that a snapshot needs no folder.
            cloud_code: None,
            scripts: scripts(&game.cloud_code),
            credentials: game
                .credentials
                .iter()
                .map(|(name, credential)| (Spanned::made(name.clone()), CredentialFixture::of(name, credential)))
                .collect(),
            players,
            config: game.config.clone(),
            boards,
            challenges,
            matches,
            pending_matches,
            teams,
            mailbox,
            transactions,
            events: game.events.clone(),
            tokens,
            collections: stored::of_collections(&data.collections),
            data_types: game.data_types.clone(),
            items: stored::of_items(&data.items),
            redis: stored::of_redis(&data.redis),
            schedule: data.schedule.modules.into_values().map(|waiting| waiting.scheduled).collect(),
            bulk_jobs: data.schedule.bulk,
            uploads: data.uploads.iter().map(|(id, upload)| (id.to_owned(), upload.clone())).collect(),
            upload_urls: data.uploads.awaited().clone(),
            downloadables: stored::of_downloadables(&game.downloadables),
            properties: game.properties.clone(),
            property_sets: game.property_sets.clone(),
            ids_made: game.ids_made(),
            log_level,
            settings: game.settings.clone(),
        }
    }
}

fn scripts(code: &CloudCode) -> IndexMap<ScriptId, Spanned<String>> {
    code.iter().map(|script| (script.id.clone(), Spanned::made(script.text().to_owned()))).collect()
}

impl CredentialFixture {
    fn credential(self, name: &Spanned<String>, api_key: &str, rng: &Rng, cx: &mut Decoding<'_>) -> Credential {
        check_segment(name, "a credential's name", cx);
        if let Some(secret) = &self.secret {
            check_segment(secret, "a secret", cx);
        }
        let flags = match credential::system(name) {
            Some(flags) => {
                for given in [&self.player, &self.listener, &self.callback].into_iter().flatten() {
                    let message = format!("the type of the system's credential {} is locked", quoted(name));
                    let problem = Diagnostic::error(Code::ConflictingKeys, given.span.clone(), message);
                    cx.report(problem.help("remove this, or give the credential a name of its own"));
                }
                flags
            }
            None => self.flags(cx),
        };
        let secret = self.secret.map(|secret| secret.value);
        Credential {
            secret: secret.unwrap_or_else(|| credential::secret(rng, api_key, name)),
            flags,
            rest: self.rest.unwrap_or_else(|| RestPolicy::usual(name)),
        }
    }

    fn flags(&self, cx: &mut Decoding<'_>) -> Flags {
        let is = |flag: &Option<Spanned<bool>>| flag.as_ref().is_some_and(|flag| flag.value);
        if let (Some(player), Some(callback)) = (&self.player, &self.callback)
            && player.value
            && callback.value
        {
            let message = "a credential is for players or for callbacks, and not for both";
            let problem = Diagnostic::error(Code::ConflictingKeys, callback.span.clone(), message);
            cx.report(problem.also(player.span.clone(), "for players"));
        }
        let player = is(&self.player);
        Flags { player, listener: player || is(&self.listener), callback: is(&self.callback) }
    }

    fn of(name: &str, credential: &Credential) -> Self {
        let Credential { secret, flags, rest } = credential;
        let flag = |value: bool| (value && credential::system(name).is_none()).then(|| Spanned::made(true));
        Self {
            secret: Some(Spanned::made(secret.clone())),
            player: flag(flags.player),
            listener: flag(flags.listener),
            callback: flag(flags.callback),
            rest: (*rest != RestPolicy::usual(name)).then_some(*rest),
        }
    }
}

/// What stands in a URL between slashes is not empty, and has none.
fn check_segment(text: &Spanned<String>, what: &str, cx: &mut Decoding<'_>) {
    if text.value.is_empty() || text.value.contains('/') {
        let message = format!("{what} stands in URLs: it is not empty and has no slash in it");
        cx.report(Diagnostic::error(Code::BadValue, text.span.clone(), message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostics;
    use crate::tree::{Decode as _, Templates, read};

    fn games(text: &str) -> (Vec<Game>, Vec<String>) {
        let mut problems = Diagnostics::new();
        let source = Source::in_folder("game.yaml", text, Some("fixtures".into()));
        let node = read::document(&source, &mut problems).unwrap();
        let mut cx = Decoding::new(&mut problems, Templates::Text);
        let games =
            Fixture::decode(&node, &mut cx).map(|fixture| fixture.games(&Rng::new(7), Timestamp::UNIX_EPOCH, &mut cx));
        let said = problems.ordered().iter().map(|one| format!("{} {}", one.span, one.message)).collect();
        (games.unwrap_or_default(), said)
    }

    const WHOLE: &str = "
games:
  a123456bcdef:
    stage: live
    scripts:
      callbacks/server.js: |
        Spark.setScriptData('a', 1);
      modules/TOOLS.js: var x;
    credentials:
      server: { secret: SERVERSECRET }
      partner: { secret: PARTNERSECRET, callback: true }
      app: { player: true }
    players:
      5B2F9C0E4D3A1F0001A2B3C4: { user-name: alice, script-data: { level: 3, tags: [a] } }
    settings: { trailing-slash: required, script-time-limit: 200ms, allowed-hosts: [api.example] }
  b: {}
";

    #[test]
    fn a_fixture_describes_games() {
        let (games, problems) = games(WHOLE);
        assert_eq!(problems, Vec::<String>::new());
        let game = &games[0];
        assert_eq!((game.stage, game.cloud_code.iter().len()), (Stage::Live, 2));
        assert_eq!(game.credentials["server"].secret, "SERVERSECRET");
        assert!(game.credentials["partner"].flags.callback && game.credentials["app"].flags.listener);
        assert_eq!(game.credentials.len(), 7);
        assert_eq!(game.lock().players[0].script_data["level"], 3);
        assert_eq!(games[1].credentials["server"].secret.len(), credential::SECRET_LENGTH);
    }

    #[test]
    fn a_snapshot_is_a_fixture_that_makes_the_same_games() {
        let (made, _) = games(WHOLE);
        let snapshot = serde_json::to_string(&Fixture::of(&made)).unwrap();
        let (again, problems) = games(&snapshot);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(serde_json::to_string(&Fixture::of(&again)).unwrap(), snapshot);
        insta::assert_json_snapshot!(Fixture::of(&made[..1]));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let (_, problems) = games(
            "games:
  a/b:
    cloud-code: nowhere
    scripts: { callback/server.js: x, server.js: x }
    credentials:
      device: { callback: true }
      both: { player: true, callback: true, secret: '' }
    players: { alice: {} }
    settings: { script-time-limit: 5 }
",
        );
        insta::assert_snapshot!(problems.join("\n"));
        let (_, problems) = games(
            "games:\n  a/b: { cloud-code: nowhere, credentials: { device: { callback: true }, both: { player: true, callback: true, secret: '' } } }\n",
        );
        insta::assert_snapshot!(problems.join("\n"));
    }
}
