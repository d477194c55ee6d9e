//! What the commands that call a creator server have in common: its URL, the rules that apply, and whom to trust.

use std::path::Path;

use clap::ValueEnum;

use super::context::Context;
use crate::client::Trust;
use crate::platforms::cluster::account::{self, Address};
use crate::platforms::cluster::profile::Profile;

/// The rules that apply to a call.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Rules {
    Legacy,
    Current,
}

impl From<Rules> for Profile {
    fn from(rules: Rules) -> Self {
        match rules {
            Rules::Legacy => Self::Legacy,
            Rules::Current => Self::Current,
        }
    }
}

/// The URL that a server would be registered with.
pub(super) fn address(url: &str) -> Result<Address, String> {
    account::callable(url).map_err(|refusal| refusal.to_string())
}

/// Whom to believe in a TLS handshake: everybody, or the machine's authorities and those in a file.
pub(super) fn trust(context: &Context, insecure: bool, ca: Option<&Path>) -> Result<Trust, String> {
    if insecure {
        return Ok(Trust::everybody());
    }
    let Some(path) = ca else { return Ok(Trust::machine()) };
    let shown = path.display();
    let pem =
        std::fs::read(context.directory.join(path)).map_err(|error| format!("could not read {shown}: {error}"))?;
    Trust::machine().with_pem(&pem).map_err(|error| format!("{shown}: {error}"))
}
