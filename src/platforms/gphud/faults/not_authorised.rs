//! `not-authorised`: the instance has taken its grant back.

use super::{Answers, replied};
use crate::platforms::gphud::NAME;
use crate::platforms::gphud::dialect::Dialect;
use crate::platforms::gphud::pipeline::Answer;
use crate::platforms::gphud::reply::Reply;
use crate::tree::record;
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<NotAuthorised>(
    "not-authorised",
    Group::Platform(NAME),
    "GPHUD answers as if the instance had taken its grant back: a TerminateResponse that says so.",
);

record! {
    /// The instance has taken its grant back.
    #[derive(PartialEq)]
    pub(super) struct NotAuthorised {}
}

impl Effect for NotAuthorised {
    fn label(&self) -> String {
        "not-authorised".to_owned()
    }
}

impl Answers for NotAuthorised {
    fn answer(&self, dialect: &'static Dialect) -> Answer {
        replied(Reply::Terminate("Your developer ID is not authorised at this instance".into()), dialect)
    }
}
