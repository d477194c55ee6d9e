//! `bad-certificate`: the server shows a certificate that no careful client accepts.

use serde_json::Value as Json;

use super::{short, short_schema};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::{self, Plan};
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<BadCertificate>(
    "bad-certificate",
    Group::Connection,
    "TLS is spoken with a certificate that no careful client accepts: `expired` (without saying so), `not-yet-valid`, `wrong-name`, or `untrusted` (of an authority that nobody knows). A client that goes on all the same is answered. Connections without TLS are left alone.",
);

#[derive(Debug, Clone, PartialEq)]
struct BadCertificate(Entry);

record! {
    /// What is wrong with the certificate.
    #[derive(PartialEq)]
    struct Entry {
        /// What.
        how: plan::BadCertificate = plan::BadCertificate::Expired,
    }
}

impl Decode for BadCertificate {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |how| Self(Entry { how }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let how = plan::BadCertificate::schema(schemas);
        short_schema(how, Entry::schema(schemas))
    }
}

impl Effect for BadCertificate {
    fn label(&self) -> String {
        format!("bad-certificate, {}", self.0.how)
    }

    fn applied(&self) -> bool {
        false
    }

    fn answering(&self, plan: &mut Plan, _: &Hit) {
        plan.tls.certificate = Some(self.0.how);
    }
}
