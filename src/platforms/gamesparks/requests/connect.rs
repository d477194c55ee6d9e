//! Requests that log in, or connect the player who asks, with an account of another system: Facebook, Steam, Google Play…
//! One table: each system has its two letters, the fields that prove who it is, and its own way of complaining.

use serde_json::Value;

use super::{
    Document, Errors, Field, FieldKind, Handling, RequestKind, optional, registration, required, session, text,
};
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::config::Account;
use crate::platforms::gamesparks::state::{Player, PlayerId, Store};

/// A system, and the request that connects with it.
pub(super) struct Connect {
    /// The request's class.
    name: &'static str,
    /// The two letters of the system.
    system: &'static str,
    /// The fields of which one proves who it is, the first that is given.
    proofs: &'static [&'static str],
    /// The fields that must be there, with what is said where one is not.
    needed: &'static [&'static str],
    /// What is said where none of the proofs is there.
    missing: &'static str,
    /// What is said where the proof is not accepted.
    refused: &'static str,
    /// What is said where the account belongs to another player.
    linked: &'static str,
    /// What is said where the game is not configured for the system: key and code.
    unconfigured: Option<(&'static str, &'static str)>,
    /// Its other fields.
    fields: &'static [Field],
    /// How we know.
    rows: &'static [Row],
}

/// How we know, for all of them.
pub const FIDELITY: &[Row] = &[
    documented(
        "connect.codes",
        "a proof that the system does not accept is NOTAUTHENTICATED, one that is missing REQUIRED, an account of another player ACCOUNT_ALREADY_LINKED, a child COPPA restricted, and a system that the game is not set up for NOT_CONFIGURED",
        "request pages of the systems",
    ),
    documented(
        "connect.link",
        "a player who is logged in is connected with the account, unless doNotLinkToCurrentPlayer is set; without one, the account's player logs in, or is made unless doNotCreateNewPlayer is set",
        "request pages of the systems",
    ),
    documented(
        "connect.switch",
        "where the account has a player and somebody else is logged in, switchIfPossible changes to the account's player, and errorOnSwitch gives switchSummary with that player",
        "request pages of the systems",
    ),
    documented("connect.failed", "a connect request that fails has newPlayer: false", "tutorials that show responses"),
    documented(
        "connect.display-name",
        "syncDisplayName takes the name that the system has",
        "request pages of the systems",
    ),
    inferred(
        "connect.accounts",
        "whom a proof belongs to is what the fixture says under external-accounts, by the two letters of the system",
        "the systems themselves are not played",
    ),
    chosen(
        "connect.not-configured",
        "a system is configured if the fixture has accounts of it; where the page has no NOT_CONFIGURED, every proof is NOTAUTHENTICATED",
        "there is nothing to ask",
    ),
    chosen(
        "connect.nobody",
        "with doNotCreateNewPlayer an account without a player is refused as not authenticated",
        "no page names the error",
    ),
];

/// The fields of one, with those that all of them have.
macro_rules! fields {
    ($($field:expr),* $(,)?) => {
        &[
            $($field,)*
            optional("doNotCreateNewPlayer", FieldKind::Flag),
            optional("doNotLinkToCurrentPlayer", FieldKind::Flag),
            optional("errorOnSwitch", FieldKind::Flag),
            optional("segments", FieldKind::Json),
            optional("switchIfPossible", FieldKind::Flag),
            optional("syncDisplayName", FieldKind::Flag),
        ]
    };
}

/// One of the table.
macro_rules! connect {
    (
        $static:ident: $name:literal, $system:literal, proofs $proofs:expr, needed $needed:expr,
        missing $missing:literal, refused $refused:literal, linked $linked:literal, unconfigured $unconfigured:expr,
        fields [$($field:expr),* $(,)?]
    ) => {
        pub(super) static $static: Connect = Connect {
            name: $name,
            system: $system,
            proofs: $proofs,
            needed: $needed,
            missing: $missing,
            refused: $refused,
            linked: $linked,
            unconfigured: $unconfigured,
            fields: fields![$($field),*],
            rows: const { &[documented(
                concat!("connect.", $system, ".", $name),
                concat!($name, " connects with the accounts that are under ", $system),
                concat!($name, " page"),
            )] },
        };
    };
}

const TEXT: FieldKind = FieldKind::Text;

connect!(AMAZON: "AmazonConnectRequest", "AM", proofs &["accessToken"], needed &[],
    missing "accessToken", refused "accessToken", linked "accessToken", unconfigured None,
    fields [optional("accessToken", TEXT)]);
connect!(FACEBOOK: "FacebookConnectRequest", "FB", proofs &["accessToken", "code"], needed &[],
    missing "accessToken", refused "accessToken", linked "accessToken", unconfigured None,
    fields [optional("accessToken", TEXT), optional("code", TEXT)]);
connect!(GAME_CENTER: "GameCenterConnectRequest", "GC", proofs &["externalPlayerId"],
needed &["publicKeyUrl", "timestamp", "signature", "salt", "externalPlayerId", "displayName"],
missing "externalPlayerId", refused "signature", linked "externalPlayerId", unconfigured None,
fields [
    optional("displayName", TEXT), optional("externalPlayerId", TEXT), optional("publicKeyUrl", TEXT),
    optional("salt", TEXT), optional("signature", TEXT), optional("timestamp", FieldKind::Number)
]);
connect!(GOOGLE_PLAY: "GooglePlayConnectRequest", "GP", proofs &["accessToken", "code"], needed &["displayName"],
missing "accessToken|code", refused "code", linked "code", unconfigured Some(("GOOGLE_PLAY", "NOT_CONFIGURED")),
fields [
    optional("accessToken", TEXT), optional("code", TEXT), optional("displayName", TEXT),
    optional("googlePlusScope", FieldKind::Flag), optional("profileScope", FieldKind::Flag), optional("redirectUri", TEXT)
]);
connect!(GOOGLE_PLUS: "GooglePlusConnectRequest", "GP", proofs &["accessToken", "code"], needed &[],
    missing "accessToken|code", refused "code", linked "code", unconfigured Some(("GOOGLE_PLUS", "NOT_CONFIGURED")),
    fields [optional("accessToken", TEXT), optional("code", TEXT), optional("redirectUri", TEXT)]);
connect!(KONGREGATE: "KongregateConnectRequest", "KO", proofs &["gameAuthToken"], needed &["userId", "gameAuthToken"],
    missing "gameAuthToken", refused "gameAuthToken", linked "userId", unconfigured None,
    fields [optional("gameAuthToken", TEXT), optional("userId", TEXT)]);
connect!(NX: "NXConnectRequest", "NX", proofs &["nsaIdToken"], needed &["nsaIdToken", "displayName"],
    missing "nsaIdToken", refused "nsaIdToken", linked "accessToken", unconfigured Some(("NX", "NOT_CONFIGURED")),
    fields [optional("accountPerLoginId", FieldKind::Flag), optional("displayName", TEXT), optional("nsaIdToken", TEXT)]);
connect!(PSN_ACCOUNT: "PSNAccountConnectRequest", "PS", proofs &["authorizationCode"], needed &[],
    missing "authorizationCode", refused "authorizationCode", linked "authorizationCode",
    unconfigured Some(("PSN", "NOT_CONFIGURED")),
    fields [optional("authorizationCode", TEXT), optional("redirectUri", TEXT)]);
connect!(PSN: "PSNConnectRequest", "PS", proofs &["authorizationCode"], needed &[],
    missing "authorizationCode", refused "authorizationCode", linked "authorizationCode",
    unconfigured Some(("PSN", "NOT_CONFIGURED")),
    fields [optional("authorizationCode", TEXT), optional("redirectUri", TEXT)]);
connect!(QQ: "QQConnectRequest", "QQ", proofs &["accessToken"], needed &[],
    missing "accessToken", refused "accessToken", linked "accessToken", unconfigured None,
    fields [optional("accessToken", TEXT)]);
connect!(STEAM: "SteamConnectRequest", "ST", proofs &["sessionTicket"], needed &[],
    missing "sessionTicket", refused "sessionTicket", linked "sessionTicket", unconfigured None,
    fields [optional("sessionTicket", TEXT)]);
connect!(TWITCH: "TwitchConnectRequest", "TC", proofs &["accessToken"], needed &[],
    missing "accessToken", refused "accessToken", linked "accessToken", unconfigured None,
    fields [optional("accessToken", TEXT)]);
connect!(TWITTER: "TwitterConnectRequest", "TW", proofs &["accessToken"], needed &["accessToken", "accessSecret"],
    missing "accessToken", refused "accessToken", linked "accessToken", unconfigured None,
    fields [optional("accessSecret", TEXT), optional("accessToken", TEXT)]);
connect!(VIBER: "ViberConnectRequest", "VB", proofs &["accessToken"], needed &[],
    missing "accessToken", refused "accessToken", linked "accessToken", unconfigured Some(("viber", "NOT_ENABLED")),
    fields [required("accessToken", TEXT), optional("doNotRegisterForPush", FieldKind::Flag)]);
connect!(WE_CHAT: "WeChatConnectRequest", "WC", proofs &["accessToken"], needed &["accessToken", "openId"],
    missing "accessToken", refused "accessToken", linked "accessToken", unconfigured None,
    fields [optional("accessToken", TEXT), optional("openId", TEXT)]);
connect!(XBOX_LIVE: "XBOXLiveConnectRequest", "XB", proofs &["stsTokenString"], needed &[],
    missing "accessToken", refused "accessToken", linked "accessToken", unconfigured None,
    fields [optional("displayName", TEXT), optional("stsTokenString", TEXT)]);
connect!(XBOX_ONE: "XboxOneConnectRequest", "X1", proofs &["token"], needed &[],
    missing "token", refused "token", linked "accessToken", unconfigured None,
    fields [optional("sandbox", TEXT), optional("token", TEXT)]);

impl RequestKind for Connect {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fields(&self) -> &'static [Field] {
        self.fields
    }

    fn needs_player(&self) -> bool {
        false
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let game = cx.game;
        cx.besides.insert("newPlayer".into(), Value::Bool(false));
        let account = self.account(cx, request)?;
        let mut store = game.lock();
        let owner = owner(&store, self.system, &account.id);
        let flag = |name: &str| request.get(name).and_then(Value::as_bool).unwrap_or_default();
        let current = cx.player.clone().filter(|_| !flag("doNotLinkToCurrentPlayer"));
        let (id, is_new) = match (current, owner) {
            (Some(me), Some(owner)) if me != owner => {
                if flag("errorOnSwitch") {
                    cx.besides.insert("switchSummary".into(), super::shown::player(&store, &owner));
                }
                if flag("errorOnSwitch") || !flag("switchIfPossible") {
                    return Err(Errors::one(self.linked, "ACCOUNT_ALREADY_LINKED"));
                }
                (owner, false)
            }
            (_, Some(owner)) => (owner, false),
            (Some(me), None) => {
                if let Some(player) = store.players.get_mut(&me) {
                    player.external_ids.insert(self.system.to_owned(), account.id.clone());
                }
                (me, false)
            }
            (None, None) if flag("doNotCreateNewPlayer") => return Err(Errors::one(self.refused, "NOTAUTHENTICATED")),
            (None, None) => (self.create(cx, &mut store, account, request), true),
        };
        if flag("syncDisplayName")
            && let (Some(name), Some(player)) = (&account.display_name, store.players.get_mut(&id))
        {
            player.display_name = Some(name.clone());
        }
        session::log_in(cx, &mut store, id, is_new)
    }

    fn fidelity(&self) -> &'static [Row] {
        self.rows
    }
}

impl Connect {
    /// The account that the request proves.
    fn account<'a>(&self, cx: &Handling<'a>, request: &Document) -> Result<&'a Account, Errors> {
        let mut errors = Errors::none();
        for field in self.needed {
            if request.get(*field).is_none_or(Value::is_null) {
                errors.add(*field, "REQUIRED");
            }
        }
        let proof = self.proofs.iter().find_map(|field| text(request, field));
        if proof.is_none() {
            errors.add(self.missing, "REQUIRED");
        }
        errors.or_ok()?;
        let accounts = cx.game.config.external_accounts.get(self.system);
        if let (None, Some((key, code))) = (accounts, self.unconfigured) {
            return Err(Errors::one(key, code));
        }
        let account = accounts.and_then(|accounts| accounts.get(proof.unwrap_or_default()));
        let account = account.ok_or_else(|| Errors::one(self.refused, "NOTAUTHENTICATED"))?;
        if account.is_restricted {
            return Err(Errors::one("authentication", "COPPA restricted"));
        }
        Ok(account)
    }

    fn create(&self, cx: &Handling<'_>, store: &mut Store, account: &Account, request: &Document) -> PlayerId {
        let given = text(request, "displayName").map(str::to_owned);
        let player = Player {
            user_name: Some(account.id.to_lowercase()),
            display_name: given.or_else(|| account.display_name.clone()),
            external_ids: [(self.system.to_owned(), account.id.clone())].into_iter().collect(),
            segments: registration::segments(request),
            ..Player::default()
        };
        session::create(cx, store, player)
    }
}

/// The player whose account it is.
fn owner(store: &Store, system: &str, id: &str) -> Option<PlayerId> {
    let is_its = |player: &Player| player.external_ids.get(system).is_some_and(|own| own == id);
    store.players.iter().find(|(_, player)| is_its(player)).map(|(id, _)| id.clone())
}
