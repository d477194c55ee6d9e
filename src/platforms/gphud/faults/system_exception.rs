//! `system-exception`: something went wrong inside the platform.

use super::{Answers, refused};
use crate::platforms::gphud::NAME;
use crate::platforms::gphud::dialect::Dialect;
use crate::platforms::gphud::pipeline::Answer;
use crate::platforms::gphud::reply::Refusal;
use crate::tree::record;
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<SystemException>(
    "system-exception",
    Group::Platform(NAME),
    "GPHUD answers with a SystemException, which tells nothing but that something went wrong inside.",
);

record! {
    /// Something went wrong inside the platform.
    #[derive(PartialEq)]
    pub(super) struct SystemException {}
}

impl Effect for SystemException {
    fn label(&self) -> String {
        "system-exception".to_owned()
    }
}

impl Answers for SystemException {
    fn answer(&self, dialect: &'static Dialect) -> Answer {
        refused(Refusal::system("a fault made it so"), dialect)
    }
}
