//! Under which names this server is addressed: as this machine, or as a platform's own host.

use std::net::IpAddr;

/// Whether `host` means this machine whoever says it: an address of the loopback, the one that was connected to, a name that
/// always is the loopback, or one of `allowed`.
pub fn is_this_machine(host: &str, allowed: &[String], local: Option<IpAddr>) -> bool {
    let bare = bare(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        let address = address.to_canonical();
        return address.is_loopback() || local == Some(address) || allowed.iter().any(|allowed| allowed == bare);
    }
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(&name))
}

/// A host as it stands in a URL, an address of IPv6 without its brackets.
pub(super) fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}
