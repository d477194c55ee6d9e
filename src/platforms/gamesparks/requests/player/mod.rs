//! Requests about the player who asks: details, messages, friends, transactions.

pub mod change_user_details;
pub mod dismiss_message;
pub mod dismiss_multiple_messages;
pub mod end_session;
pub mod get_message;
pub mod list_achievements;
pub mod list_friends;
pub mod list_messages;
pub mod list_transactions;
pub mod push_registration;
pub mod send_friend_message;
pub mod social_disconnect;
pub mod social_status;
pub mod update_message;
