//! What the authority signs: its own certificate, and those for the names under which it lets the server show itself.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyPair,
    KeyUsagePurpose, NameConstraints, SanType, SerialNumber, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest as _, Sha256};

use super::Unmade;
use crate::platforms::PLATFORMS;
use crate::world::clock::Clock;

/// How long its own certificate is valid, in days: so long that nobody has to think of it.
const DAYS: i64 = 3650;

/// When a certificate is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Validity {
    /// For as long as it is used.
    Now,
    /// It was.
    Over,
    /// It will be.
    ToCome,
}

/// How long those that it signs are valid, in days: some systems believe none that lasts longer than 825.
const LEAF_DAYS: i64 = 397;

/// The names of this machine, and of machines beside it, for which it may sign; names below them are meant too.
const NEAR: [&str; 5] = ["backlot", "internal", "local", "localhost", "test"];

/// The addresses of this machine, and of private networks: of IPv4 and of IPv6, each with the length of its prefix.
const NEAR_V4: [([u8; 4], u8); 5] =
    [([127, 0, 0, 0], 8), ([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16), ([169, 254, 0, 0], 16)];
const NEAR_V6: [([u16; 8], u8); 3] =
    [([0, 0, 0, 0, 0, 0, 0, 1], 128), ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10)];

/// What it may sign for: names, with those below them. Addresses of private networks come on top.
pub fn permitted() -> Vec<&'static str> {
    let hosts = PLATFORMS.iter().flat_map(|platform| platform.hosts());
    hosts.map(|host| host.strip_prefix("*.").unwrap_or(host)).chain(NEAR).collect()
}

/// A key with the certificate that it signed for itself, both as PEM.
pub(super) struct Made {
    pub(super) key: String,
    pub(super) certificate: String,
}

impl Made {
    /// One that is valid from now on.
    pub(super) fn now() -> Result<Self, Unmade> {
        let key = KeyPair::generate().map_err(signing)?;
        let certificate = own(&key, today()).self_signed(&key).map_err(signing)?;
        Ok(Self { key: key.serialize_pem(), certificate: certificate.pem() })
    }

    /// One that was made before; an error if it is not whole.
    pub(super) fn of(key: &str, certificate: &str) -> Result<Self, Unmade> {
        KeyPair::from_pem(key).map_err(signing)?;
        CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(signing)?;
        Ok(Self { key: key.to_owned(), certificate: certificate.to_owned() })
    }
}

/// Signs.
#[derive(Debug)]
pub(super) struct Issuer {
    signer: rcgen::Issuer<'static, KeyPair>,
    certificate: String,
    /// The key of everything that it signs; it never leaves this process.
    leaf: KeyPair,
}

impl Issuer {
    pub(super) fn new(made: Made) -> Result<Self, Unmade> {
        let key = KeyPair::from_pem(&made.key).map_err(signing)?;
        // What a signer needs of its own certificate follows from its key.
        let signer = rcgen::Issuer::new(own(&key, today()), key);
        Ok(Self { signer, certificate: made.certificate, leaf: KeyPair::generate().map_err(signing)? })
    }

    pub(super) fn certificate(&self) -> &str {
        &self.certificate
    }

    /// How a server shows itself as `name`.
    pub(super) fn config(&self, name: &str, validity: Validity) -> Result<ServerConfig, Unmade> {
        let leaf = leaf(name, &self.leaf, today(), validity)?.signed_by(&self.leaf, &self.signer).map_err(signing)?;
        let own = CertificateDer::from_pem_slice(self.certificate.as_bytes()).map_err(signing)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.leaf.serialize_der()));
        // `ring` is named, because rustls panics when it has to guess between two providers.
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(signing)?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone(), own], key)
            .map_err(signing)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

fn signing(error: impl std::fmt::Display) -> Unmade {
    Unmade::Signing(error.to_string())
}

fn today() -> Timestamp {
    Clock::real(None).now()
}

/// The certificate of an authority with this key.
fn own(key: &KeyPair, today: Timestamp) -> CertificateParams {
    let mut params = CertificateParams::default();
    valid(&mut params, today, -2, DAYS);
    // Two authorities must not have the same name, or a certificate of one is held against the key of the other.
    let mark: String = fingerprint(&[key.public_key_raw()])[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, format!("Backlot development CA {mark}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let names = permitted().into_iter().map(|name| GeneralSubtree::DnsName(name.to_owned()));
    let v4 = NEAR_V4.map(|(address, prefix)| (IpAddr::from(address), prefix));
    let v6 = NEAR_V6.map(|(address, prefix)| (IpAddr::from(address), prefix));
    let addresses = v4.into_iter().chain(v6);
    let addresses =
        addresses.map(|(address, prefix)| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, prefix)));
    params.name_constraints =
        Some(NameConstraints { permitted_subtrees: names.chain(addresses).collect(), excluded_subtrees: Vec::new() });
    params
}

/// The certificate of a server that shows itself as `name`.
fn leaf(name: &str, key: &KeyPair, today: Timestamp, validity: Validity) -> Result<CertificateParams, Unmade> {
    let mut params = CertificateParams::new([name.to_owned()]).map_err(signing)?;
    if name == "localhost" {
        params
            .subject_alt_names
            .extend(["127.0.0.1", "::1"].iter().filter_map(|ip| ip.parse().ok().map(SanType::IpAddress)));
    }
    // From two days ago, because clocks differ.
    let (from, to) = match validity {
        Validity::Now => (-2, LEAF_DAYS),
        Validity::Over => (-LEAF_DAYS, -2),
        Validity::ToCome => (2, LEAF_DAYS),
    };
    valid(&mut params, today, from, to);
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, "Backlot");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    // Certificates of one authority must differ in their numbers.
    let mut serial = fingerprint(&[name.as_bytes(), &[validity as u8], key.public_key_raw()])[..16].to_vec();
    serial[0] &= 0x7f;
    params.serial_number = Some(SerialNumber::from(serial));
    Ok(params)
}

/// Valid from one day to another, both counted from today.
fn valid(params: &mut CertificateParams, today: Timestamp, from: i64, to: i64) {
    let day = |offset: i64| {
        let at = today.checked_add(SignedDuration::from_hours(24 * offset)).unwrap_or(today);
        let date = at.to_zoned(TimeZone::UTC).date();
        date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
    };
    params.not_before = day(from);
    params.not_after = day(to);
}

fn fingerprint(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}
