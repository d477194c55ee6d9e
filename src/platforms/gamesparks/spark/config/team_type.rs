//! `SparkTeamType`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::super::class::{Call, Class, member};
use super::code;
use crate::platforms::gamesparks::config::TeamType;

fn give<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&TeamType) -> Json) -> Result<Value<'js>, Error> {
    super::give_seen(call, |config| &config.team_types, read)
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkTeamType",
    members: &[
        member("getShortCode", &[0], code),
        member("getName", &[0], |call| give(call, |team| json!(team.name))),
        member("getSocial", &[0], |call| give(call, |team| json!(team.is_social))),
        member("getExtendedSocial", &[0], |call| give(call, |team| json!(team.is_extended_social))),
        member("getMaxMembers", &[0], |call| give(call, |team| json!(team.max_members))),
        member("getMaxMembershipPerUser", &[0], |call| give(call, |team| json!(team.max_memberships))),
        member("getMaxOwnershipPerUser", &[0], |call| give(call, |team| json!(team.max_owned))),
    ],
    absent: &[],
};
