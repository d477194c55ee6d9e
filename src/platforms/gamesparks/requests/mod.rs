//! Requests: what players and servers ask of a game, over `/rs/` or from a script. One list, [`REQUESTS`]; one file for each
//! kind. A new kind is a file with an implementation of [`RequestKind`], and a line in the list; everything else (the way in,
//! its fields and their errors, the scripts that are attached to it, `SparkRequests`, the rows) comes from there.

pub mod account_details;
pub mod admin;
pub mod authentication;
pub mod challenges;
pub mod connect;
pub mod device_authentication;
pub mod errors;
pub mod field;
pub mod files;
pub mod handling;
pub mod leaderboards;
pub mod log_event;
pub mod multiplayer;
pub mod names;
pub mod pipeline;
pub mod player;
pub mod properties;
pub mod registration;
pub mod sending;
pub mod session;
pub mod shown;
pub mod store;
pub mod teams;

use serde_json::{Map, Value};

pub use errors::Errors;
pub use field::{Field, FieldKind, optional, required};
pub use handling::Handling;

use super::cloud_code::ScriptId;
use crate::platforms::fidelity::Row;
use challenges::answering::Word;
use player::list_messages::Shown::{Detail, Summary, Whole};

/// The one list: every kind of request that is emulated.
pub const REQUESTS: &[&dyn RequestKind] = &[
    &challenges::answering::Answering { name: "AcceptChallengeRequest", word: Word::Accept },
    &account_details::AccountDetails,
    &store::buy_goods::AMAZON,
    &connect::AMAZON,
    &player::end_session::Analytics,
    &leaderboards::around_me::AroundMeLeaderboard,
    &authentication::Authentication,
    &admin::batch::BatchAdmin,
    &store::buy_virtual_goods::BuyVirtualGoods,
    &admin::bulk_jobs::CancelBulkJob,
    &player::change_user_details::ChangeUserDetails,
    &challenges::answering::Answering { name: "ChatOnChallengeRequest", word: Word::Chat },
    &store::consume_virtual_good::ConsumeVirtualGood,
    &challenges::create::CreateChallenge,
    &teams::create::CreateTeam,
    &challenges::answering::Answering { name: "DeclineChallengeRequest", word: Word::Decline },
    &device_authentication::DeviceAuthentication,
    &player::dismiss_message::DismissMessage,
    &player::dismiss_multiple_messages::DismissMultipleMessages,
    &teams::drop_team::DropTeam,
    &player::end_session::EndSession,
    &connect::FACEBOOK,
    &challenges::find::FindChallenge,
    &multiplayer::find_match::FindMatch,
    &multiplayer::pending::FindPendingMatches,
    &connect::GAME_CENTER,
    &challenges::get::GetChallenge,
    &files::GetDownloadable,
    &leaderboards::entries::LeaderboardEntries { name: "GetLeaderboardEntriesRequest", gives_all: false },
    &player::get_message::GetMessage,
    &teams::get::GetMyTeams,
    &properties::GetProperty,
    &properties::GetPropertySet,
    &teams::get::GetTeam,
    &files::GetUploadUrl,
    &files::GetUploaded,
    &store::buy_goods::GOOGLE_PLAY,
    &connect::GOOGLE_PLAY,
    &connect::GOOGLE_PLUS,
    &store::buy_goods::IOS,
    &challenges::join::JoinChallenge,
    &multiplayer::pending::JoinPendingMatch,
    &teams::join::JoinTeam,
    &connect::KONGREGATE,
    &leaderboards::data::LeaderboardData { name: "LeaderboardDataRequest", is_social: false },
    &leaderboards::entries::LeaderboardEntries { name: "LeaderboardsEntriesRequest", gives_all: true },
    &teams::leave::LeaveTeam,
    &player::list_achievements::ListAchievements,
    &admin::bulk_jobs::ListBulkJobs,
    &challenges::list::ListChallenge,
    &challenges::get::ListChallengeType,
    &player::list_friends::ListGameFriends,
    &player::list_friends::ListInviteFriends,
    &leaderboards::list::ListLeaderboards,
    &player::list_messages::ListMessages { name: "ListMessageDetailRequest", shown: Detail },
    &player::list_messages::ListMessages { name: "ListMessageRequest", shown: Whole },
    &player::list_messages::ListMessages { name: "ListMessageSummaryRequest", shown: Summary },
    &teams::chat::ListTeamChat,
    &teams::list::ListTeams,
    &player::list_transactions::ListTransactions,
    &store::list_virtual_goods::ListVirtualGoods,
    &challenges::log_event::LogChallengeEvent,
    &log_event::LogEvent,
    &multiplayer::details::MatchDetails,
    &multiplayer::matchmaking::Matchmaking,
    &connect::NX,
    &connect::PSN_ACCOUNT,
    &connect::PSN,
    &store::buy_goods::PSN,
    &player::push_registration::PushRegistration,
    &connect::QQ,
    &registration::Registration,
    &admin::revoke_purchase_goods::RevokePurchaseGoods,
    &admin::bulk_jobs::ScheduleBulkJob,
    &player::send_friend_message::SendFriendMessage,
    &teams::chat::SendTeamChatMessage,
    &player::social_disconnect::SocialDisconnect,
    &leaderboards::data::LeaderboardData { name: "SocialLeaderboardDataRequest", is_social: true },
    &player::social_status::SocialStatus,
    &store::buy_goods::STEAM,
    &connect::STEAM,
    &connect::TWITCH,
    &connect::TWITTER,
    &player::update_message::UpdateMessage,
    &connect::VIBER,
    &connect::WE_CHAT,
    &store::buy_goods::WINDOWS,
    &challenges::answering::Answering { name: "WithdrawChallengeRequest", word: Word::Withdraw },
    &connect::XBOX_LIVE,
    &connect::XBOX_ONE,
];

/// How we know, apart from the rows of each kind.
pub const FIDELITY: &[&[Row]] = &[
    pipeline::FIDELITY,
    field::FIDELITY,
    names::FIDELITY,
    session::FIDELITY,
    sending::FIDELITY,
    shown::FIDELITY,
    connect::FIDELITY,
    leaderboards::FIDELITY,
    leaderboards::filling::FIDELITY,
    multiplayer::FIDELITY,
    store::buy_goods::FIDELITY,
];

/// A request, or a response: its members, `@class` first.
pub type Document = Map<String, Value>;

/// A kind of request.
pub trait RequestKind: Sync {
    /// Its class: `LogEventRequest`.
    fn name(&self) -> &'static str;

    /// The members that it may have, besides those of every request.
    fn fields(&self) -> &'static [Field];

    /// Whether it may have members that are not among its fields.
    fn takes_others(&self) -> bool {
        false
    }

    /// Whether somebody must be logged in to make it.
    fn needs_player(&self) -> bool {
        true
    }

    /// Whether its response may come later than what it does. Such a request cannot be made for many players at once.
    fn waits(&self) -> bool {
        false
    }

    /// Completes and checks `request` before any script sees it, beyond what its fields say.
    fn prepare(&self, cx: &mut Handling<'_>, request: &mut Document) -> Result<(), Errors> {
        let _ = (cx, request);
        Ok(())
    }

    /// The script that runs for `request` between the one attached to its class and the platform's own part.
    fn script(&self, request: &Document) -> Option<ScriptId> {
        let _ = request;
        None
    }

    /// The platform's own part: what it changes, and the members of the response. Everything it changes it changes under one
    /// lock of the game's store, so that of two requests at once none sees the half of the other.
    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors>;

    /// How we know.
    fn fidelity(&self) -> &'static [Row];
}

/// The kind of that class.
pub fn named(name: &str) -> Option<&'static dyn RequestKind> {
    REQUESTS.iter().copied().find(|kind| kind.name() == name)
}

/// `text` of `request`, where it has one under `name`.
pub fn text<'r>(request: &'r Document, name: &str) -> Option<&'r str> {
    request.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_a_class_that_the_platform_had_and_is_there_once() {
        let mut seen = Vec::new();
        for kind in REQUESTS {
            assert!(names::NAMES.contains(&kind.name()), "{}", kind.name());
            assert!(!seen.contains(&kind.name()), "{} twice", kind.name());
            assert!(!kind.fidelity().is_empty(), "{} says nothing of itself", kind.name());
            seen.push(kind.name());
        }
        assert_eq!(seen.len(), names::NAMES.len(), "every class that the platform had");
        assert!(seen.is_sorted(), "in the order of their names");
    }
}
