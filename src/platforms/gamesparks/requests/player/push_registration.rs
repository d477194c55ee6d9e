//! `PushRegistrationRequest`: a device of the player that gets pushed messages.

use serde_json::json;

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, required, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::state::{PlayerId, PushRegistration as Registered};

/// The kind.
pub(in super::super) struct PushRegistration;

/// The systems that a device may have.
const SYSTEMS: [&str; 7] = ["IOS", "ANDROID", "WP8", "W8", "KINDLE", "VIBER", "FCM"];

impl RequestKind for PushRegistration {
    fn name(&self) -> &'static str {
        "PushRegistrationRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("deviceOS", FieldKind::Text), required("pushId", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let system = text(request, "deviceOS").unwrap_or_default().to_ascii_lowercase();
        if !SYSTEMS.contains(&&*system.to_ascii_uppercase()) {
            return Err(Errors::one("deviceOS", SYSTEMS.join("|")));
        }
        let push_id = text(request, "pushId").unwrap_or_default().to_owned();
        let fresh = PlayerId::draw(cx.world).to_string();
        let id = cx.with_player(|player| {
            let same = |one: &Registered| one.push_id == push_id && one.device_os == system;
            let known = player.push_registrations.iter().find(|(_, one)| same(one)).map(|(id, _)| id.clone());
            known.unwrap_or_else(|| {
                player.push_registrations.insert(fresh.clone(), Registered { device_os: system, push_id });
                fresh
            })
        })?;
        Ok(Document::from_iter([("registrationId".to_owned(), json!(id))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.push",
                    "gives the id of the registration; another deviceOS is deviceOS: IOS|ANDROID|WP8|W8|KINDLE|VIBER|FCM",
                    "PushRegistrationRequest page",
                ),
                chosen("request.push-again", "a device that registers again keeps its id", "unknown"),
            ]
        }
    }
}
