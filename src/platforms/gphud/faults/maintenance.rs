//! `maintenance`: the platform is down, and a web server in front of it says so.

use super::Answers;
use crate::platforms::gphud::NAME;
use crate::platforms::gphud::dialect::Dialect;
use crate::platforms::gphud::pipeline::Answer;
use crate::tree::record;
use crate::world::faults::{Effect, Group, Kind};

/// The page.
const PAGE: &str = "<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n\
    <center><h1>503 Service Temporarily Unavailable</h1></center>\r\n</body>\r\n</html>\r\n";

pub(super) const KIND: Kind = Kind::of::<Maintenance>(
    "maintenance",
    Group::Platform(NAME),
    "GPHUD is down for maintenance: the web server in front of it answers with 503 and a page of HTML.",
);

record! {
    /// The platform is down.
    #[derive(PartialEq)]
    pub(super) struct Maintenance {}
}

impl Effect for Maintenance {
    fn label(&self) -> String {
        "maintenance".to_owned()
    }
}

impl Answers for Maintenance {
    fn answer(&self, _: &'static Dialect) -> Answer {
        Answer::Down(PAGE)
    }
}
