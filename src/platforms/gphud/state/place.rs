//! Where characters are: regions, and the zones in them.

use super::ids::{InstanceId, RegionId, ZoneId};
use super::kv;
use super::table::row;

/// A region of Second Life that an instance runs in. Its name belongs to the whole platform.
#[derive(Debug)]
pub struct Region {
    /// Its number.
    pub id: RegionId,
    /// The instance that runs in it.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// Whether it was given up.
    pub retired: bool,
    /// Whether its region server takes messages for the HUDs in it.
    pub online: bool,
    /// Its configuration.
    pub kv: kv::Store,
}

row!(Region: RegionId, named everywhere, called "region");

/// A part of a region that means something to an instance.
#[derive(Debug)]
pub struct Zone {
    /// Its number.
    pub id: ZoneId,
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// Its configuration.
    pub kv: kv::Store,
}

row!(Zone: ZoneId, named within its instance, called "zone");
