//! GameSparks: the callback URL, and the Cloud Code behind it.

pub mod charset;
pub mod cloud_code;
pub mod content_type;
pub mod fixture;
pub mod http;
pub mod input;
pub mod output;
pub mod run;
pub mod spark;
pub mod state;

/// Its name in files, paths and messages.
pub const NAME: &str = "gamesparks";
