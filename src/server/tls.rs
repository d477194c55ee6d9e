//! TLS on the port that speaks everything: the name that the other end asks for decides which certificate it is shown.

use std::sync::Arc;

use rustls::server::{Acceptor, ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{AlertDescription, ServerConfig};
use tokio_rustls::LazyConfigAcceptor;

use super::stream::Stream;
use super::{Arrival, Served};
use crate::platforms;
use crate::world::clock::{Elapsed, transport};
use crate::world::faults::plan::BadCertificate;

/// What a TLS connection starts with, and no request in clear text does: the type of a handshake record.
pub(super) const FIRST: u8 = 0x16;

/// Shakes hands over `stream`, with a bad certificate if a fault says so. An error is what the journal says of it.
pub(super) async fn accept(
    stream: Stream,
    arrival: Arrival,
    served: &Served,
    bad: Option<BadCertificate>,
) -> Result<Stream, String> {
    match transport::timeout(served.service.limits.head, shake(stream, arrival, served, bad)).await {
        Ok(shaken) => shaken,
        Err(Elapsed) => Err("the TLS handshake did not come to its end in time".to_owned()),
    }
}

async fn shake(
    stream: Stream,
    arrival: Arrival,
    served: &Served,
    bad: Option<BadCertificate>,
) -> Result<Stream, String> {
    let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await;
    let start = start.map_err(|error| format!("the TLS handshake could not be begun: {error}"))?;
    let name = start.client_hello().server_name().map(str::to_owned);
    let (config, refusal) = match config(name.as_deref(), arrival, served, bad) {
        Ok(config) => (config, None),
        Err(refusal) => (refusing().map_err(|error| error.to_string())?, Some(refusal)),
    };
    match (start.into_stream(config).await, refusal) {
        (_, Some(refusal)) => Err(refusal),
        (Ok(tls), None) => Ok(Stream::tls(tls)),
        (Err(error), None) => match bad {
            Some(how) => Err(format!("the other end did not accept the bad certificate of a fault ({how}): {error}")),
            None => Err(explained(&error)),
        },
    }
}

/// How this server shows itself as `name`, if it may.
fn config(
    name: Option<&str>,
    arrival: Arrival,
    served: &Served,
    bad: Option<BadCertificate>,
) -> Result<Arc<ServerConfig>, String> {
    let service = &served.service;
    if let Some(name) = name
        && platforms::owner(name).is_none()
        && !super::names::is_this_machine(name, &service.hosts, Some(arrival.local.ip()))
    {
        return Err(format!("a TLS handshake asked for '{name}', which is no host of a platform and not this machine"));
    }
    let local = arrival.local.ip();
    let config = match bad {
        Some(how) => service.authority.bad_config(name, local, how),
        None => service.authority.config(name, local),
    };
    config.map_err(|error| error.to_string())
}

/// A configuration that has no certificate for anybody, and says so to the other end.
fn refusing() -> Result<Arc<ServerConfig>, rustls::Error> {
    #[derive(Debug)]
    struct Nobody;

    impl ResolvesServerCert for Nobody {
        fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
            None
        }
    }

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(builder.with_no_client_auth().with_cert_resolver(Arc::new(Nobody))))
}

/// What went wrong with a handshake, with what most probably helps.
fn explained(error: &std::io::Error) -> String {
    let alert = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match alert {
        Some(rustls::Error::AlertReceived(
            AlertDescription::UnknownCA | AlertDescription::BadCertificate | AlertDescription::CertificateUnknown,
        )) => "the other end does not trust the development CA; 'backlot ca' says how it can".to_owned(),
        _ => format!("the TLS handshake failed: {error}"),
    }
}
