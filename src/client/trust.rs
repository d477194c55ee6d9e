//! Whom the client believes in a TLS handshake: the machine's own authorities, read once and only when the first `https`
//! URL is called, those that a user names on top, or everybody.

use std::sync::{Arc, LazyLock, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::failure::{Failure, TlsProblem};

/// Whom the client believes. Share one among all clients: reading the machine's authorities takes a while.
#[derive(Debug, Default)]
pub struct Trust {
    extra: Vec<CertificateDer<'static>>,
    insecure: bool,
    config: OnceLock<Arc<ClientConfig>>,
}

/// The certificates of the authorities that this machine trusts, as far as they can be read: what cannot is left out, for the
/// rest is still worth having.
pub fn machine() -> Vec<CertificateDer<'static>> {
    rustls_native_certs::load_native_certs().certs
}

/// A file that should hold certificates does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCertificates {
    /// It is not PEM.
    #[error("not a PEM file with certificates: {0}")]
    NotPem(String),
    /// It is PEM, but without a certificate.
    #[error("no certificate in it")]
    Empty,
    /// A certificate in it cannot be an authority.
    #[error("not a certificate of an authority: {0}")]
    NotAnAuthority(String),
}

/// See [`Trust::shared`].
static SHARED: LazyLock<Arc<Trust>> = LazyLock::new(|| Arc::new(Trust::machine()));

impl Trust {
    /// The authorities that this machine trusts.
    pub fn machine() -> Self {
        Self::default()
    }

    /// The authorities that this machine trusts, the same value for the whole process, so that they are read once.
    pub fn shared() -> Arc<Self> {
        Arc::clone(&SHARED)
    }

    /// Everybody: certificates are not looked at.
    pub fn everybody() -> Self {
        Self { insecure: true, ..Self::default() }
    }

    /// Trusts the authorities in `pem` on top; an error if there is none or one cannot be read.
    pub fn with_pem(mut self, pem: &[u8]) -> Result<Self, BadCertificates> {
        let mut found = 0;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| BadCertificates::NotPem(error.to_string()))?;
            RootCertStore::empty()
                .add(certificate.clone())
                .map_err(|error| BadCertificates::NotAnAuthority(error.to_string()))?;
            self.extra.push(certificate);
            found += 1;
        }
        if found == 0 { Err(BadCertificates::Empty) } else { Ok(self) }
    }

    /// The configuration for TLS 1.2 and 1.3 with HTTP/2 and HTTP/1.1 on offer, made at the first call.
    pub(super) fn config(&self) -> Result<Arc<ClientConfig>, Failure> {
        if let Some(config) = self.config.get() {
            return Ok(Arc::clone(config));
        }
        // `ring` is named, because rustls panics when it has to guess between two providers.
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| Failure::Tls {
                host: String::new(),
                problem: TlsProblem::Handshake { detail: error.to_string() },
            })?;
        let mut config = if self.insecure {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(Everybody { provider })).with_no_client_auth()
        } else {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(machine());
            roots.add_parsable_certificates(self.extra.iter().cloned());
            builder.with_root_certificates(roots).with_no_client_auth()
        };
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::clone(self.config.get_or_init(|| Arc::new(config))))
    }
}

/// Accepts every certificate, but still checks that the other end holds its key.
#[derive(Debug)]
struct Everybody {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Everybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_an_error_that_says_so() {
        assert_eq!(Trust::machine().with_pem(b"hello").unwrap_err(), BadCertificates::Empty);
        let cut = b"-----BEGIN CERTIFICATE-----\nnot base64!\n";
        assert!(matches!(Trust::machine().with_pem(cut), Err(BadCertificates::NotPem(_))));
        let nonsense = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(Trust::machine().with_pem(nonsense), Err(BadCertificates::NotAnAuthority(_))));
    }
}
