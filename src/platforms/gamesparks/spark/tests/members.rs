//! The whole table of the Spark API. Every member that the documentation lists is called by a script in `members/`, which also
//! checks what comes of it, or is absent and has a row that says why.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value as Json, json};

use super::super::class::{Class, called};
use super::super::{
    bulk_scheduler, cache, challenge, collection, config, cursor, data_item, data_result, data_service, digest, files,
    http, http_response, leaderboards, log, messages, multiplayer, options, player, properties, redis, root, scheduler,
    send_grid, teams, xml_reader,
};
use super::ALICE;
use super::calls::Echo;
use crate::diag::{Diagnostics, Source};
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Known, Row};
use crate::platforms::gamesparks::GameSparks;
use crate::platforms::gamesparks::cloud_code::{Folder, Script, ScriptId};
use crate::platforms::gamesparks::requests::REQUESTS;
use crate::platforms::gamesparks::requests::names::{ERROR_RESPONSE, NAMES, response_to};
use crate::platforms::gamesparks::run::{Task, run};
use crate::platforms::gamesparks::state::State;
use crate::platforms::{Platform as _, new_world, set_up};
use crate::tree::read;
use crate::world::Settings;
use crate::world::clock::Clock;

/// The classes that there are. A new one is a line here, and a script that calls its members.
static CLASSES: &[&Class] = &[
    &bulk_scheduler::CLASS,
    &bulk_scheduler::JOB,
    &cache::CLASS,
    &challenge::CLASS,
    &collection::CLASS,
    &config::CLASS,
    &config::achievement::CLASS,
    &config::challenge_type::CLASS,
    &config::currency::CLASS,
    &config::good::CLASS,
    &config::segment::CLASS,
    &config::segment::VALUE,
    &config::team_type::CLASS,
    &cursor::CLASS,
    &data_item::CLASS,
    &data_item::PERSISTOR,
    &data_result::CURSOR,
    &data_result::GET,
    &data_result::QUERY,
    &data_result::RESULT,
    &data_service::CLASS,
    &data_service::CONDITION,
    &data_service::NUMBER,
    &data_service::SORT,
    &data_service::STRING,
    &digest::CLASS,
    &files::CLASS,
    &files::UTILS,
    &http::CLASS,
    &http_response::CLASS,
    &config::downloadable::CLASS,
    &leaderboards::CLASS,
    &leaderboards::board::CLASS,
    &leaderboards::board::PARTITION,
    &leaderboards::entry::CLASS,
    &leaderboards::entry::CURSOR,
    &leaderboards::operations::CLASS,
    &log::CLASS,
    &messages::CLASS,
    &multiplayer::CLASS,
    &multiplayer::config::CLASS,
    &multiplayer::config::THRESHOLD,
    &multiplayer::made::CLASS,
    &multiplayer::made::PARTICIPANT,
    &multiplayer::made::SERVER,
    &multiplayer::pending::CLASS,
    &multiplayer::pending::PLAYER,
    &options::CLASS,
    &player::CLASS,
    &player::account::EXPERIMENT,
    &player::account::REGISTRATION,
    &properties::CLASS,
    &redis::CLASS,
    &root::CLASS,
    &scheduler::CLASS,
    &send_grid::CLASS,
    &teams::CHAT,
    &teams::CLASS,
    &teams::TEAM,
    &xml_reader::CLASS,
];

/// What calls them.
const SCRIPTS: &[(&str, &str)] = &[
    ("boards", include_str!("members/boards.js")),
    ("collections", include_str!("members/collections.js")),
    ("config", include_str!("members/config.js")),
    ("digests", include_str!("members/digests.js")),
    ("http", include_str!("members/http.js")),
    ("items", include_str!("members/items.js")),
    ("multiplayer", include_str!("members/multiplayer.js")),
    ("player", include_str!("members/player.js")),
    ("redis", include_str!("members/redis.js")),
    ("requests", include_str!("members/requests.js")),
    ("services", include_str!("members/services.js")),
    ("spark", include_str!("members/spark.js")),
    ("together", include_str!("members/together.js")),
];

/// A class as the documentation lists it.
struct Listed {
    name: &'static str,
    /// The member that leads to it, where there is another stage of absence than that of its members.
    through: Option<&'static str>,
    members: Vec<&'static str>,
}

fn listed() -> Vec<Listed> {
    let lines = include_str!("members/listed.txt").lines().filter(|line| !line.starts_with('#'));
    let read = |line: &'static str| {
        let (head, members) = line.split_once(": ").unwrap();
        let (name, through) = match head.strip_suffix(')').and_then(|head| head.split_once(" (")) {
            Some((name, through)) => (name, Some(through)),
            None => (head, None),
        };
        Listed { name, through, members: members.split(' ').collect() }
    };
    lines.map(read).collect()
}

fn class(name: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.name == name).copied()
}

/// Whether the class of `path` has the member, and is not only known to lack it: `SparkPlayer.getUserName`.
fn is_there(path: &str) -> bool {
    let (name, member) = path.split_once('.').unwrap();
    class(name).is_some_and(|class| class.names().contains(&member) && !class.absent.contains(&member))
}

/// Whether a row says that what `words` name is absent, and why.
fn is_told_absent(words: &[&str]) -> bool {
    let tells = |row: &Row| {
        row.known == Known::Absent
            && !row.source.is_empty()
            && words.iter().all(|word| row.behaviour.split([' ', ':', ',']).any(|part| part == *word))
    };
    GameSparks.fidelity().iter().any(tells)
}

/// Runs the script in a world of its own; gives the members that were called, and what it found that it did not expect.
fn play(name: &str, text: &str) -> (BTreeSet<(&'static str, &'static str)>, Json) {
    let clock = Clock::frozen("2020-05-01T12:00:00Z".parse().unwrap());
    let world = new_world(Settings { seed: 7, clock, ..Settings::named(name) });
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new("game.yaml", include_str!("members/game.yaml")), &mut problems);
    if let Some(node) = node {
        set_up(&world, node.as_map().unwrap(), &mut problems);
    }
    assert!(problems.is_empty(), "{:?}", problems.ordered());
    world.upstreams().play("https://partner.example".parse().unwrap(), Arc::new(Echo));
    let game = world.state::<State>().games().pop().unwrap();

    let id = ScriptId::new(Folder::Callbacks, name);
    let script = Script::new(id.clone(), Source::new(id.to_string(), format!("{PRELUDE}{text}")));
    let mut responses = Map::new();
    for request in NAMES {
        let mut classes = vec![format!(".{}", response_to(request))];
        if !REQUESTS.iter().any(|kind| kind.name() == *request) {
            classes.push(format!(".{ERROR_RESPONSE}"));
        }
        responses.insert((*request).to_owned(), json!(classes));
    }
    let data = [("name".to_owned(), json!("Sky")), ("responses".to_owned(), Json::Object(responses))];
    let task = Task { data: data.into_iter().collect(), player: ALICE.parse().ok(), ..Task::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut checks = Checks::new();
    let ran = runtime.block_on(run(&world, &game, &script, task, &mut checks));
    assert_eq!(ran.failure, None, "{name}");
    (called::by(&world), ran.script_data.get("wrong").cloned().unwrap_or_default())
}

const PRELUDE: &str = include_str!("members/prelude.js");

/// The members that the scripts call, `Class.member`.
fn all_called() -> &'static BTreeSet<String> {
    static CALLED: OnceLock<BTreeSet<String>> = OnceLock::new();
    CALLED.get_or_init(|| {
        let mut wrong = BTreeMap::new();
        let mut called = BTreeSet::new();
        for (name, text) in SCRIPTS {
            let (members, found) = play(name, text);
            called.extend(members.into_iter().map(|(class, member)| format!("{class}.{member}")));
            if found != json!([]) {
                wrong.insert(*name, found);
            }
        }
        assert!(wrong.is_empty(), "{}", serde_json::to_string_pretty(&wrong).unwrap());
        called
    })
}

#[test]
fn every_listed_member_is_called_by_a_script_or_told_to_be_absent() {
    let (mut count, mut wrong) = (0, Vec::new());
    for Listed { name, through, members } in listed() {
        count += members.len();
        let Some(class) = class(name) else {
            match through.filter(|through| !is_there(through)) {
                Some(through) if is_told_absent(&[through.split_once('.').unwrap().1]) => {}
                _ => wrong.push(format!("{name} is no class")),
            }
            continue;
        };
        for member in members {
            if class.absent.contains(&member) {
                if !is_told_absent(&[name, member]) {
                    wrong.push(format!("{name}.{member} is absent, and no row says so"));
                }
            } else if !class.names().contains(&member) {
                wrong.push(format!("{name}.{member} is not there"));
            } else if !all_called().contains(&format!("{name}.{member}")) {
                wrong.push(format!("{name}.{member} is called by no script"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 686, "members that the documentation lists");
}

#[test]
fn every_member_that_there_is_has_one_name_and_is_listed() {
    let listed = listed();
    for class in CLASSES {
        let mut names = class.names();
        let members = listed.iter().find(|one| one.name == class.name).map(|one| &one.members);
        for name in &names {
            let is_listed = members.is_some_and(|members| members.contains(name));
            assert!(is_listed, "{}.{name} is in no list", class.name);
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{} has a member twice", class.name);
    }
}

#[test]
fn the_most_used_members_are_all_there() {
    let lines: Vec<_> = include_str!("members/most-used.txt").lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines.len(), 80);
    let called = all_called();
    for member in lines.iter().flat_map(|line| line.split(' ')) {
        match member {
            // No members of a class: the scripts that the others are called by use them.
            "require" | "requireOnce" | "SparkRequests" | "SparkRequests.Send" | "Spark.data" => {
                let used = member.strip_prefix("SparkRequests.").unwrap_or(member);
                assert!(SCRIPTS.iter().any(|(_, text)| text.contains(used)), "{member} is used by no script");
            }
            _ => assert!(is_there(member) && called.contains(member), "{member} is absent, or called by no script"),
        }
    }
}

#[test]
fn every_request_is_answered_or_told_to_be_absent() {
    let missing = NAMES.iter().filter(|name| !REQUESTS.iter().any(|kind| kind.name() == **name));
    let missing: Vec<_> = missing.collect();
    let is_told = GameSparks.fidelity().iter().any(|row| row.id == "request.others" && row.known == Known::Absent);
    assert!(missing.is_empty() || is_told, "requests that are absent, and no row says so: {missing:?}");
}
