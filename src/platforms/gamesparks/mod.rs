//! GameSparks: the callback URL, and the Cloud Code behind it.

pub mod charset;
pub mod cloud_code;
pub mod content_type;
pub mod fixture;
pub mod input;
pub mod output;
pub mod state;
