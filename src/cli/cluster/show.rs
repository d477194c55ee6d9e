//! What `backlot cluster` prints for people.

use std::fmt::Write as _;

use serde_json::Value;

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// An account that was made.
pub(super) fn account(made: &Value) -> String {
    let name = text(made, "account");
    format!(
        "account        {name}\naccess token   {}\nin Creator Kit {}\n\nregister its server:  backlot cluster register URL --account {name}\n",
        text(made, "accessToken"),
        text(made, "creatorKitToken")
    )
}

/// A token that was made.
pub(super) fn token(made: &Value) -> String {
    format!(
        "verify token  {}\nits id        {}\n\nIt is shown this one time: give it to the server now, as verify in each answer.\n",
        text(made, "verifyToken"),
        text(made, "tokenId")
    )
}

/// A URL that was registered the legacy way.
pub(super) fn legacy(made: &Value) -> String {
    format!(
        "url           {}\nverify token  {}\n\nThe token is shown this one time, and the one before it has ended: give it to the server now.\n",
        text(made, "url"),
        text(made, "verifyToken")
    )
}

/// A URL that was registered the current way.
pub(super) fn endpoint(made: &Value, has_token: bool) -> String {
    let id = text(made, "endpointId");
    let mut said = format!("url          {}\nendpoint id  {id}\n", text(made, "url"));
    let _ = write!(said, "\nin the item script:\n  $.callExternal(new ExternalEndpointId(\"{id}\"), request, meta);\n");
    if !has_token {
        said += "\nThe account has no verify token yet: backlot cluster token makes one.\n";
    }
    said
}

/// Everything that is registered.
pub(super) fn list(all: &Value) -> String {
    let mut said = format!("{}  access token {}\n", text(all, "account"), text(all, "accessToken"));
    if let Some(token) = all["creatorKitToken"].as_str() {
        let _ = writeln!(said, "  in Creator Kit  {token}");
    }
    let legacy = all["legacy"]["url"].as_str();
    let _ = writeln!(said, "  legacy URL      {}", legacy.unwrap_or("none"));
    let list = |said: &mut String, title: &str, key: &str, most: &str, line: fn(&Value) -> String| {
        let entries = all[key].as_array().map_or(&[][..], Vec::as_slice);
        let _ = writeln!(said, "  {title:<15} {} of {}", entries.len(), all[most]);
        entries.iter().for_each(|entry| {
            let _ = writeln!(said, "    {}", line(entry));
        });
    };
    list(&mut said, "endpoints", "endpoints", "mostEndpoints", |one| {
        format!("{}  {}", text(one, "endpointId"), text(one, "url"))
    });
    list(&mut said, "verify tokens", "tokens", "mostTokens", |one| {
        format!("{}  made {}", text(one, "tokenId"), text(one, "registeredAt"))
    });
    said
}
