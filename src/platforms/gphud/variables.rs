//! What a program finds of GPHUD in its environment.

use super::PATH;
use super::state::State;
use super::state::ids::Id as _;
use super::state::table::Row as _;
use crate::platforms::variable::Variable;

/// The one list.
pub(super) const VARIABLES: &[Variable] = &[
    Variable {
        name: "BACKLOT_GPHUD_URL",
        about: "the URL of the External Access API",
        values: |_, base| vec![(String::new(), format!("{base}{PATH}"))],
    },
    Variable {
        name: "BACKLOT_GPHUD_DEVELOPERKEY",
        about: "a developer's key; each developer's own is there with the name of the avatar",
        values: |world, _| {
            let database = world.state::<State>().lock();
            let developers = database.avatars.iter();
            developers.filter_map(|avatar| Some((avatar.name.clone(), avatar.developer_key.clone()?))).collect()
        },
    },
    Variable {
        name: "BACKLOT_GPHUD_INSTANCE_ID",
        about: "the id of an instance, for `runasinstanceid`; each instance's own is there with its name",
        values: |world, _| {
            let database = world.state::<State>().lock();
            let instances = database.instances.iter();
            instances.map(|instance| (instance.name().to_owned(), instance.id().number().to_string())).collect()
        },
    },
];
