//! What a program finds of GameSparks in its environment.

use super::callback::address::PREFIX;
use super::rs;
use super::state::State;
use super::state::credential::DEFAULT;
use crate::platforms::variable::Variable;
use crate::world::World;

/// The one list.
pub(super) const VARIABLES: &[Variable] = &[
    Variable {
        name: "BACKLOT_GAMESPARKS_API_KEY",
        about: "the API key of a game",
        values: |world, _| games(world, |game| vec![(String::new(), game.api_key.to_string())]),
    },
    Variable {
        name: "BACKLOT_GAMESPARKS_CALLBACK_URL",
        about: "a callback URL; that of each credential that serves callbacks is there with its name, behind that of the game where there are several games",
        values: |world, base| {
            games(world, |game| {
                let serving = game.credentials.iter().filter(|(_, credential)| credential.flags.callback);
                let url = |name: &str, secret: &str| format!("{base}{PREFIX}/{}/{name}/{secret}/", game.api_key);
                serving.map(|(name, credential)| (name.to_string(), url(name, &credential.secret))).collect()
            })
        },
    },
    Variable {
        name: "BACKLOT_GAMESPARKS_REQUEST_URL",
        about: "where requests of a game's server go, with its secret in it: add a slash and the name of the request",
        values: |world, base| {
            games(world, |game| {
                let server = game.credentials.get(DEFAULT);
                let url = server.map(|server| format!("{base}{}/{DEFAULT}/{}", rs::PREFIX, server.secret));
                url.into_iter().map(|url| (String::new(), url)).collect()
            })
        },
    },
    Variable {
        name: "BACKLOT_GAMESPARKS_SECRET",
        about: "a credential's secret; each credential's own is there with its name, as above",
        values: |world, _| {
            games(world, |game| {
                let credentials = game.credentials.iter();
                credentials.map(|(name, credential)| (name.to_string(), credential.secret.clone())).collect()
            })
        },
    },
];

/// What each game has; whose it is says the game too if there are several.
fn games(world: &World, of: impl Fn(&super::state::game::Game) -> Vec<(String, String)>) -> Vec<(String, String)> {
    let games = world.state::<State>().games();
    let named = |whose: String, game: &super::state::game::Game| match (games.len(), whose.as_str()) {
        (0 | 1, _) => whose,
        (_, "") => game.api_key.to_string(),
        _ => format!("{} {whose}", game.api_key),
    };
    let each = games.iter().flat_map(|game| of(game).into_iter().map(|(whose, value)| (named(whose, game), value)));
    each.collect()
}
