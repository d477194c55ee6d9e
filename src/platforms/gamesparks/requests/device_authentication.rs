//! `DeviceAuthenticationRequest`: logs in by the id of a device, and makes the player at the first time.

use super::registration::segments;
use super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, session, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::state::Player;

/// The systems that a device may have.
const SYSTEMS: [&str; 3] = ["IOS", "ANDROID", "WP8"];

/// The kind.
pub(super) struct DeviceAuthentication;

impl RequestKind for DeviceAuthentication {
    fn name(&self) -> &'static str {
        "DeviceAuthenticationRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                required("deviceId", FieldKind::Text),
                required("deviceOS", FieldKind::Text),
                optional("deviceModel", FieldKind::Text),
                optional("deviceName", FieldKind::Text),
                optional("deviceType", FieldKind::Text),
                optional("displayName", FieldKind::Text),
                optional("operatingSystem", FieldKind::Text),
                optional("segments", FieldKind::Json),
            ]
        }
    }

    fn needs_player(&self) -> bool {
        false
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let system = text(request, "deviceOS").unwrap_or_default().to_ascii_uppercase();
        if !SYSTEMS.contains(&&*system) {
            return Err(Errors::one("deviceOS", SYSTEMS.join("|")));
        }
        let device = text(request, "deviceId").unwrap_or_default();
        let game = cx.game;
        let mut store = game.lock();
        let is_its = |player: &Player| player.devices.iter().any(|known| known == device);
        let known = store.players.iter().find(|(_, player)| is_its(player)).map(|(id, _)| id.clone());
        let is_new = known.is_none();
        let id = known.unwrap_or_else(|| {
            let player = Player {
                user_name: Some(device.to_lowercase()),
                display_name: text(request, "displayName").map(str::to_owned),
                devices: vec![device.to_owned()],
                segments: segments(request),
                ..Player::default()
            };
            session::create(cx, &mut store, player)
        });
        session::log_in(cx, &mut store, id, is_new)
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.device",
                    "logs in by the id of a device, and makes the player at the first time; another deviceOS than IOS, ANDROID and WP8 is deviceOS: IOS|ANDROID|WP8",
                    "DeviceAuthenticationRequest page",
                ),
                chosen(
                    "request.device-name",
                    "such a player's user name is the device's id in lower case; deviceOS is read whatever its case",
                    "the documents say only that it is generated from the id",
                ),
            ]
        }
    }
}
