//! cluster over real sockets: the registration API as Creator Kit calls it, the call to the creator's server with every way
//! to fail, and `backlot call`.

mod any_order;
mod calls;
mod command;
mod faults;
mod files;
mod items;
mod limits;
mod registering;
mod registration;

use std::sync::Arc;

use backlot::platforms;
use backlot::platforms::cluster::account::Account;
use backlot::platforms::cluster::call::{self, Call, Caller, Outcome};
use backlot::platforms::cluster::profile::Profile;
use backlot::platforms::cluster::rate::Rate;
use backlot::platforms::cluster::space::Space;
use backlot::platforms::cluster::space::item::{Item, Kind};
use backlot::platforms::cluster::state::{Data, State};
use backlot::world::clock::Clock;
use backlot::world::{Settings, World};

/// A world with the creators Yuki and Momo. The space `plaza` is Yuki's, with her world item `lamp` and a craft item `cat` that
/// Momo made.
fn world(clock: Clock) -> Arc<World> {
    let account = |name: &str| (name.to_owned(), Account { access_token: format!("{name}-kit"), ..Account::default() });
    let cat = Kind::Craft { creator: "momo".to_owned(), calls: Rate::default() };
    let items = [("lamp", Kind::World), ("door", Kind::World), ("cat", cat)];
    let plaza = Space {
        creator: "yuki".to_owned(),
        items: items.map(|(name, kind)| (name.to_owned(), Item::new(kind, name))).into(),
        ..Space::default()
    };
    let data = Data {
        accounts: [account("yuki"), account("momo")].into(),
        spaces: [("plaza".to_owned(), plaza)].into(),
        ..Data::default()
    };
    let world = platforms::new_world(Settings { clock, seed: 7, ..Settings::named("default") });
    *world.state::<State>().lock() = data;
    world
}

/// Registers `url` for the account the legacy way, and gives the token.
fn register(world: &World, account: &str, url: &str) -> String {
    let now = world.clock().now();
    let mut data = world.state::<State>().lock();
    data.accounts.get_mut(account).unwrap().register(url, world.rng(), now).unwrap()
}

fn set_profile(world: &World, account: &str, profile: Profile) {
    world.state::<State>().lock().accounts.get_mut(account).unwrap().set_profile = Some(profile);
}

/// The item calls with `request`.
async fn call(world: &Arc<World>, item: &str, request: &str) -> Outcome {
    let call = Call {
        caller: Caller::Item(item.to_owned()),
        endpoint: None,
        request: request.to_owned(),
        meta: "a label".to_owned(),
    };
    call::call(world, &call).await
}

/// The name of the failure with the name of the check that failed, and the sentence.
fn failed(outcome: &Outcome) -> (String, String) {
    let reason = outcome.result.as_ref().unwrap_err();
    let check = outcome.verdict.checks.last().unwrap();
    (format!("{} at {}", reason.name(), check.name), reason.to_string())
}
