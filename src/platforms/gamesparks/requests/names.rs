//! The names of requests and responses: every class of request that the platform had, and the class of its response.

use std::borrow::Cow;

use crate::platforms::fidelity::{Row, documented, observed};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "request.response-names",
        "the class of a response is that of the request with Response for Request; every connect request and that of a device give AuthenticationResponse, everything that buys goods BuyVirtualGoodResponse, SocialLeaderboardDataRequest LeaderboardDataResponse",
        "request pages, and the scripts that games attach to responses",
    ),
    observed(
        "request.error-response",
        "an error that has no better class is a GameSparksErrorResponse",
        "the portal's list of responses that scripts can be attached to",
    ),
];

/// The class of an error that has no better one.
pub const ERROR_RESPONSE: &str = "GameSparksErrorResponse";

/// Every class of request that the platform had in 2021.
pub const NAMES: &[&str] = &[
    "AcceptChallengeRequest",
    "AccountDetailsRequest",
    "AmazonBuyGoodsRequest",
    "AmazonConnectRequest",
    "AnalyticsRequest",
    "AroundMeLeaderboardRequest",
    "AuthenticationRequest",
    "BatchAdminRequest",
    "BuyVirtualGoodsRequest",
    "CancelBulkJobAdminRequest",
    "ChangeUserDetailsRequest",
    "ChatOnChallengeRequest",
    "ConsumeVirtualGoodRequest",
    "CreateChallengeRequest",
    "CreateTeamRequest",
    "DeclineChallengeRequest",
    "DeviceAuthenticationRequest",
    "DismissMessageRequest",
    "DismissMultipleMessagesRequest",
    "DropTeamRequest",
    "EndSessionRequest",
    "FacebookConnectRequest",
    "FindChallengeRequest",
    "FindMatchRequest",
    "FindPendingMatchesRequest",
    "GameCenterConnectRequest",
    "GetChallengeRequest",
    "GetDownloadableRequest",
    "GetLeaderboardEntriesRequest",
    "GetMessageRequest",
    "GetMyTeamsRequest",
    "GetPropertyRequest",
    "GetPropertySetRequest",
    "GetTeamRequest",
    "GetUploadUrlRequest",
    "GetUploadedRequest",
    "GooglePlayBuyGoodsRequest",
    "GooglePlayConnectRequest",
    "GooglePlusConnectRequest",
    "IOSBuyGoodsRequest",
    "JoinChallengeRequest",
    "JoinPendingMatchRequest",
    "JoinTeamRequest",
    "KongregateConnectRequest",
    "LeaderboardDataRequest",
    "LeaderboardsEntriesRequest",
    "LeaveTeamRequest",
    "ListAchievementsRequest",
    "ListBulkJobsAdminRequest",
    "ListChallengeRequest",
    "ListChallengeTypeRequest",
    "ListGameFriendsRequest",
    "ListInviteFriendsRequest",
    "ListLeaderboardsRequest",
    "ListMessageDetailRequest",
    "ListMessageRequest",
    "ListMessageSummaryRequest",
    "ListTeamChatRequest",
    "ListTeamsRequest",
    "ListTransactionsRequest",
    "ListVirtualGoodsRequest",
    "LogChallengeEventRequest",
    "LogEventRequest",
    "MatchDetailsRequest",
    "MatchmakingRequest",
    "NXConnectRequest",
    "PSNAccountConnectRequest",
    "PSNConnectRequest",
    "PsnBuyGoodsRequest",
    "PushRegistrationRequest",
    "QQConnectRequest",
    "RegistrationRequest",
    "RevokePurchaseGoodsRequest",
    "ScheduleBulkJobAdminRequest",
    "SendFriendMessageRequest",
    "SendTeamChatMessageRequest",
    "SocialDisconnectRequest",
    "SocialLeaderboardDataRequest",
    "SocialStatusRequest",
    "SteamBuyGoodsRequest",
    "SteamConnectRequest",
    "TwitchConnectRequest",
    "TwitterConnectRequest",
    "UpdateMessageRequest",
    "ViberConnectRequest",
    "WeChatConnectRequest",
    "WindowsBuyGoodsRequest",
    "WithdrawChallengeRequest",
    "XBOXLiveConnectRequest",
    "XboxOneConnectRequest",
];

/// The class of the response to a request of that class.
pub fn response_to(request: &str) -> Cow<'static, str> {
    let Some(about) = request.strip_suffix("Request") else { return Cow::Borrowed(ERROR_RESPONSE) };
    if about.ends_with("Connect") || about == "DeviceAuthentication" {
        Cow::Borrowed("AuthenticationResponse")
    } else if about.ends_with("BuyGoods") || about == "BuyVirtualGoods" {
        Cow::Borrowed("BuyVirtualGoodResponse")
    } else if about == "SocialLeaderboardData" {
        Cow::Borrowed("LeaderboardDataResponse")
    } else {
        Cow::Owned(format!("{about}Response"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_are_named_after_their_requests_but_for_some() {
        for (request, response) in [
            ("LogEventRequest", "LogEventResponse"),
            ("RegistrationRequest", "RegistrationResponse"),
            ("DeviceAuthenticationRequest", "AuthenticationResponse"),
            ("FacebookConnectRequest", "AuthenticationResponse"),
            ("IOSBuyGoodsRequest", "BuyVirtualGoodResponse"),
            ("BuyVirtualGoodsRequest", "BuyVirtualGoodResponse"),
            ("SocialLeaderboardDataRequest", "LeaderboardDataResponse"),
            ("nonsense", "GameSparksErrorResponse"),
        ] {
            assert_eq!(response_to(request), response);
        }
        assert_eq!(NAMES.len(), 90);
        assert!(NAMES.is_sorted());
    }
}
