//! What the program finds in its environment: one list, from which the documentation comes too.

use std::collections::BTreeMap;
use std::path::Path;

use crate::platforms::PLATFORMS;
use crate::world::World;

/// What the variables are made from.
pub(super) struct Scene<'a> {
    /// The server's URL, without a slash at the end.
    pub(super) url: &'a str,
    /// The URL of the admin API.
    pub(super) admin: &'a str,
    /// The file with the certificate of the development CA.
    pub(super) certificate: &'a Path,
    /// The file with that certificate and those of the authorities that this machine trusts anyway.
    pub(super) bundle: &'a Path,
    /// The world.
    pub(super) world: &'a World,
    /// What the program would have found anyway.
    pub(super) inherited: &'a BTreeMap<String, String>,
}

/// A variable that does not belong to a platform.
struct General {
    /// Its names; several where programs do not agree on one.
    names: &'static [&'static str],
    /// What it holds, in a sentence without its full stop.
    about: &'static str,
    /// Whether it is about the proxy, and left alone if that is not wanted.
    is_proxy: bool,
    value: fn(&Scene<'_>) -> String,
}

/// The one list of those that do not belong to a platform.
const GENERAL: &[General] = &[
    General {
        names: &["BACKLOT_URL"],
        about: "where Backlot plays: the base of every platform's URLs, without a slash at the end",
        is_proxy: false,
        value: |scene| scene.url.to_owned(),
    },
    General {
        names: &["BACKLOT_ADMIN_URL"],
        about: "the URL of the admin API, with a slash at the end",
        is_proxy: false,
        value: |scene| scene.admin.to_owned(),
    },
    General {
        names: &["BACKLOT_SEED"],
        about: "where randomness started",
        is_proxy: false,
        value: |scene| scene.world.rng().seed().to_string(),
    },
    General {
        names: &["BACKLOT_CA"],
        about: "the file with the certificate of the development CA, for `https` under the platforms' own names",
        is_proxy: false,
        value: |scene| scene.certificate.display().to_string(),
    },
    General {
        names: &["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"],
        about: "Backlot as the proxy, which answers for the platforms' own hosts and refuses all others",
        is_proxy: true,
        value: |scene| scene.url.to_owned(),
    },
    General {
        names: &["no_proxy", "NO_PROXY"],
        about: "this machine's own names, which are reached directly, on top of those that were there already",
        is_proxy: true,
        value: no_proxy,
    },
    General {
        names: &["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "AWS_CA_BUNDLE"],
        about: "the development CA and the authorities that this machine trusts, for OpenSSL, Python, Ruby, Go, curl and others",
        is_proxy: true,
        value: |scene| scene.bundle.display().to_string(),
    },
    General {
        names: &["NODE_EXTRA_CA_CERTS", "DENO_CERT"],
        about: "the development CA, for Node and Deno, which trust it on top of their own",
        is_proxy: true,
        value: |scene| scene.certificate.display().to_string(),
    },
    General {
        names: &["NODE_USE_ENV_PROXY"],
        about: "1, so that a Node that can (22.21, 24 and newer) uses the proxy for `fetch` and `http`",
        is_proxy: true,
        value: |_| "1".to_owned(),
    },
];

/// Every variable with its value, the platforms' own included.
pub(super) fn of(scene: &Scene<'_>, proxy: bool) -> Vec<(String, String)> {
    let wanted = GENERAL.iter().filter(|one| proxy || !one.is_proxy);
    let general = wanted.flat_map(|one| {
        let value = (one.value)(scene);
        one.names.iter().map(move |name| ((*name).to_owned(), value.clone()))
    });
    let platforms = PLATFORMS.iter().flat_map(|platform| platform.variables());
    general.chain(platforms.flat_map(|variable| variable.assign(scene.world, scene.url))).collect()
}

/// The list for `--help`.
pub(super) fn help() -> String {
    let mut text = "The program finds in its environment:\n".to_owned();
    for (names, about) in listed() {
        text += &format!("  {}\n          {about}\n", names.join(", "));
    }
    text
}

/// Every variable with what it holds: the general ones first, then those of the platforms.
fn listed() -> Vec<(Vec<&'static str>, &'static str)> {
    let general = GENERAL.iter().map(|one| (one.names.to_vec(), one.about));
    let platforms = PLATFORMS.iter().flat_map(|platform| platform.variables());
    general.chain(platforms.map(|one| (vec![one.name], one.about))).collect()
}

fn no_proxy(scene: &Scene<'_>) -> String {
    let known = ["no_proxy", "NO_PROXY"].iter().find_map(|name| scene.inherited.get(*name));
    let known = known.into_iter().flat_map(|known| known.split(',')).map(str::trim).filter(|name| !name.is_empty());
    let mut names: Vec<_> = known.collect();
    for own in ["localhost", "127.0.0.1", "::1"] {
        if !names.contains(&own) {
            names.push(own);
        }
    }
    names.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_lists_what_there_is() {
        let mut table = "| variable | what it holds |\n| --- | --- |\n".to_owned();
        for (names, about) in listed() {
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            table += &format!("| {} | {about} |\n", names.join(", "));
        }
        let page = include_str!("../../../docs/exec.md");
        let (begin, end) = ("<!-- variables -->\n", "<!-- /variables -->");
        let written = page.split(begin).nth(1).and_then(|rest| rest.split(end).next()).unwrap_or_default();
        assert!(written == table, "docs/exec.md should say between {} and {end}:\n\n{table}", begin.trim());
    }
}
