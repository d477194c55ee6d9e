//! From the host in a URL to the addresses to try, in order.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use async_trait::async_trait;
use url::Host;

use super::failure::Failure;

/// Finds the addresses of a name.
#[async_trait]
pub trait Resolve: Send + Sync {
    /// The addresses of `name`, the best first; an error in words if it has none.
    async fn resolve(&self, name: &str) -> Result<Vec<IpAddr>, String>;
}

/// The machine's own resolver.
#[derive(Debug, Default)]
pub struct System;

#[async_trait]
impl Resolve for System {
    async fn resolve(&self, name: &str) -> Result<Vec<IpAddr>, String> {
        let found = tokio::net::lookup_host((name, 0)).await.map_err(|error| error.to_string())?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// The addresses of `host`. Numbers are their own address, `localhost` is this machine (127.0.0.1 first) and `.invalid`
/// never exists, both without asking anybody: RFC 6761.
pub(super) async fn addresses(resolver: &dyn Resolve, host: &Host<&str>) -> Result<Vec<IpAddr>, Failure> {
    let name = match host {
        Host::Ipv4(address) => return Ok(vec![IpAddr::V4(*address)]),
        Host::Ipv6(address) => return Ok(vec![IpAddr::V6(*address)]),
        Host::Domain(name) => *name,
    };
    let not_found = |detail: &str| Failure::Dns { host: name.to_owned(), detail: detail.to_owned() };
    let labels = name.strip_suffix('.').unwrap_or(name);
    if is_or_is_below(labels, "localhost") {
        return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    }
    if is_or_is_below(labels, "invalid") {
        return Err(not_found("names that end in .invalid never exist"));
    }
    match resolver.resolve(name).await {
        Ok(found) if found.is_empty() => Err(not_found("it has no address")),
        Ok(mut found) => {
            // Resolvers repeat an address once per socket type.
            let mut seen = Vec::with_capacity(found.len());
            found.retain(|address| {
                !seen.contains(address) && {
                    seen.push(*address);
                    true
                }
            });
            Ok(found)
        }
        Err(detail) => Err(not_found(&detail)),
    }
}

fn is_or_is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Twice;

    #[async_trait]
    impl Resolve for Twice {
        async fn resolve(&self, _: &str) -> Result<Vec<IpAddr>, String> {
            Ok(vec![Ipv4Addr::new(192, 0, 2, 1).into(), Ipv4Addr::new(192, 0, 2, 1).into()])
        }
    }

    async fn found(host: &str) -> Result<Vec<String>, Failure> {
        let addresses = addresses(&Twice, &Host::Domain(host)).await?;
        Ok(addresses.iter().map(ToString::to_string).collect())
    }

    #[tokio::test]
    async fn special_names_need_no_resolver() {
        assert_eq!(found("localhost").await.unwrap(), ["127.0.0.1", "::1"]);
        assert_eq!(found("lamp.localhost.").await.unwrap(), ["127.0.0.1", "::1"]);
        assert!(matches!(found("creator.invalid").await, Err(Failure::Dns { .. })));
        assert_eq!(found("notlocalhost").await.unwrap(), ["192.0.2.1"]);
    }
}
