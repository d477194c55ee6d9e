//! Names in steps that are nearly those of what the game has: slips, most probably. What has quite another name is not warned of:
//! a scenario may well ask for what does not exist, to see what the platform says, or a script may make it.

use std::sync::Arc;

use crate::diag::suggest::nearest;
use crate::diag::{Code, Diagnostic, quoted};
use crate::platforms::gamesparks::cloud_code::Folder;
use crate::platforms::gamesparks::state::{Game, State};
use crate::tree::{Decoding, Node, template};
use crate::world::World;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    Credential,
    Event,
    Leaderboard,
    ChallengeType,
    MatchConfig,
    TeamType,
    VirtualGood,
    Module,
    Collection,
}

/// The members of requests that name something of the game.
const MEMBERS: &[(&str, Thing)] = &[
    ("eventKey", Thing::Event),
    ("leaderboardShortCode", Thing::Leaderboard),
    ("challengeShortCode", Thing::ChallengeType),
    ("matchShortCode", Thing::MatchConfig),
    ("teamType", Thing::TeamType),
];

impl Thing {
    fn what(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::Event => "event",
            Self::Leaderboard => "leaderboard",
            Self::ChallengeType => "type of challenges",
            Self::MatchConfig => "match",
            Self::TeamType => "type of teams",
            Self::VirtualGood => "virtual good",
            Self::Module => "module",
            Self::Collection => "collection",
        }
    }

    fn known(self, game: &Game) -> Vec<String> {
        let config = &game.config;
        match self {
            Self::Credential => game.credentials.keys().cloned().collect(),
            Self::Event => game.events.keys().cloned().collect(),
            Self::Leaderboard => config.leaderboards.keys().cloned().collect(),
            Self::ChallengeType => config.challenge_types.keys().cloned().collect(),
            Self::MatchConfig => config.matches.keys().cloned().collect(),
            Self::TeamType => config.team_types.keys().cloned().collect(),
            Self::VirtualGood => config.virtual_goods.keys().cloned().collect(),
            Self::Module => {
                let modules = game.cloud_code.iter().filter(|script| script.id.folder == Folder::Modules);
                modules.map(|script| script.id.short_code.clone()).collect()
            }
            Self::Collection => game.lock().data.collections.iter().map(|(name, _)| name.to_owned()).collect(),
        }
    }
}

/// The game that the step in `node` means, if that can be said.
pub(super) fn game(node: &Node, world: &World, cx: &mut Decoding<'_>) -> Option<Arc<Game>> {
    let state = world.state::<State>();
    let games = state.games();
    let Some(typed) = node.get("game").filter(|typed| !cx.is_open(typed)) else {
        return match &games[..] {
            [only] => Some(Arc::clone(only)),
            _ => None,
        };
    };
    let key = typed.as_text()?;
    let found = state.game(key);
    if found.is_none() {
        let known: Vec<_> = games.iter().map(|game| game.api_key.clone()).collect();
        warn(typed, "this world has no game", key, &known, cx);
    }
    found
}

/// Warns if what stands in `node` is nearly the name of a thing that `game` has.
pub(super) fn examine(node: Option<&Node>, thing: Thing, game: &Game, cx: &mut Decoding<'_>) {
    let Some(node) = node.filter(|node| !cx.is_open(node)) else { return };
    let Some(typed) = node.as_text().filter(|text| !template::is_template(text)) else { return };
    let known = thing.known(game);
    if !known.iter().any(|known| known == typed) {
        warn(node, &format!("the game has no {}", thing.what()), typed, &known, cx);
    }
}

/// Warns of what the members of a request name.
pub(super) fn examine_body(request: &Node, body: Option<&Node>, game: &Game, cx: &mut Decoding<'_>) {
    let Some(body) = body else { return };
    for (member, thing) in MEMBERS {
        examine(body.get(member), *thing, game, cx);
    }
    if request.as_text() == Some("BuyVirtualGoodsRequest") {
        examine(body.get("shortCode"), Thing::VirtualGood, game, cx);
    }
}

/// Whether a step expects to be refused.
pub(super) fn expects_refusal(expects: Option<&Node>) -> bool {
    let Some(map) = expects.and_then(Node::as_map) else { return false };
    let is_error = |node: &Node| ["error", "errors"].iter().any(|key| node.get(key).is_some());
    map.get("status").is_some_and(|status| status.to_json() != 200)
        || ["error", "errors", "failure"].iter().any(|key| map.get(key).is_some())
        || map.get("json").is_some_and(is_error)
}

fn warn(node: &Node, missing: &str, typed: &str, known: &[String], cx: &mut Decoding<'_>) {
    if let Some(near) = nearest(typed, known.iter().map(String::as_str)) {
        let problem = Diagnostic::warning(Code::UnknownName, node.place(), format!("{missing} {}", quoted(typed)));
        cx.report(problem.help(format!("did you mean {}?", quoted(near))));
    }
}
