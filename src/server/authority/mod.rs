//! The development CA: made on this machine when it is first needed, so that a program that insists on `https` can be answered
//! under the platforms' own names. Whoever trusts it trusts little: it can sign for the platforms' hosts and for this
//! machine, and for nothing else.

mod issue;
mod kept;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;
use parking_lot::Mutex;
use rustls::ServerConfig;

pub use issue::permitted;
use issue::{Issuer, Made, Validity};

use crate::world::faults::plan::{BadCertificate, WRONG_NAME};

/// The most names for which certificates are kept ready; the oldest goes first.
const MOST_LEAVES: usize = 256;

/// A certificate authority for development. It is read, or made, when it is first used.
#[derive(Debug)]
pub struct Authority {
    home: Option<PathBuf>,
    issuer: OnceLock<Result<Issuer, Unmade>>,
    leaves: Mutex<IndexMap<String, Arc<ServerConfig>>>,
}

/// Why there is no authority, or no certificate for a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmade {
    /// Its files could not be read or written.
    #[error("the development CA in {folder} could not be {what}: {error}")]
    File {
        /// The folder that it is kept in.
        folder: String,
        /// `read` or `written`.
        what: &'static str,
        /// What the system said.
        error: String,
    },
    /// It could not be made, or it could not sign.
    #[error("no certificate could be made: {0}")]
    Signing(String),
}

impl Authority {
    /// The one that is kept in `folder`.
    pub fn kept_in(folder: PathBuf) -> Self {
        Self { home: Some(folder), issuer: OnceLock::new(), leaves: Mutex::default() }
    }

    /// One that ends with this value.
    pub fn fleeting() -> Self {
        Self { home: None, issuer: OnceLock::new(), leaves: Mutex::default() }
    }

    /// Its own certificate as PEM, which is what a program must trust.
    pub fn certificate(&self) -> Result<&str, Unmade> {
        Ok(self.issuer()?.certificate())
    }

    /// The file with that certificate; none if it is not kept.
    pub fn file(&self) -> Option<PathBuf> {
        self.home.as_deref().map(kept::certificate_file)
    }

    /// Every file that it is kept in.
    pub fn files(&self) -> Vec<PathBuf> {
        self.home.iter().flat_map(|folder| [kept::key_file(folder), kept::certificate_file(folder)]).collect()
    }

    /// How a server shows itself as `name`: a host, or without one the address `local`.
    pub(super) fn config(&self, name: Option<&str>, local: IpAddr) -> Result<Arc<ServerConfig>, Unmade> {
        let name = name.map_or_else(|| local.to_canonical().to_string(), str::to_ascii_lowercase);
        if let Some(config) = self.leaves.lock().get(&name) {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(self.issuer()?.config(&name, Validity::Now)?);
        let mut leaves = self.leaves.lock();
        if leaves.len() >= MOST_LEAVES {
            leaves.shift_remove_index(0);
        }
        leaves.insert(name, Arc::clone(&config));
        Ok(config)
    }

    /// As [`Authority::config`], with a certificate that no careful client accepts. Made each time: faults are rare.
    pub(super) fn bad_config(
        &self,
        name: Option<&str>,
        local: IpAddr,
        how: BadCertificate,
    ) -> Result<Arc<ServerConfig>, Unmade> {
        let name = name.map_or_else(|| local.to_canonical().to_string(), str::to_ascii_lowercase);
        let config = match how {
            BadCertificate::Untrusted => Issuer::new(Made::now()?)?.config(&name, Validity::Now)?,
            BadCertificate::WrongName => self.issuer()?.config(WRONG_NAME, Validity::Now)?,
            BadCertificate::Expired => self.issuer()?.config(&name, Validity::Over)?,
            BadCertificate::NotYetValid => self.issuer()?.config(&name, Validity::ToCome)?,
        };
        Ok(Arc::new(config))
    }

    fn issuer(&self) -> Result<&Issuer, Unmade> {
        let made = self.issuer.get_or_init(|| match &self.home {
            None => Issuer::new(Made::now()?),
            Some(folder) => Issuer::new(kept::read_or_make(folder)?),
        });
        made.as_ref().map_err(Clone::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local() -> IpAddr {
        IpAddr::from([127, 0, 0, 1])
    }

    #[test]
    fn it_is_made_once_and_found_again() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("ca");
        let first = Authority::kept_in(folder.clone());
        let again = Authority::kept_in(folder.clone());
        assert_eq!(first.certificate().unwrap(), again.certificate().unwrap());
        assert_eq!(std::fs::read_to_string(first.file().unwrap()).unwrap(), first.certificate().unwrap());
        again.config(Some("sl.coagulate.net"), local()).unwrap();
        assert_ne!(Authority::fleeting().certificate().unwrap(), first.certificate().unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_its_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("ca");
        Authority::kept_in(folder.clone()).certificate().unwrap();
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&kept::key_file(&folder)), 0o600);
    }

    #[test]
    fn many_at_once_make_one() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("ca");
        let seen: std::collections::BTreeSet<_> = std::thread::scope(|scope| {
            let make = || Authority::kept_in(folder.clone()).certificate().unwrap().to_owned();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(seen.len(), 1);
    }

    #[test]
    fn one_for_other_names_is_made_anew() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().to_owned();
        let old = Authority::kept_in(folder.clone()).certificate().unwrap().to_owned();
        let file = kept::key_file(&folder);
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replacen("localhost", "elsewhere", 1)).unwrap();
        assert_ne!(Authority::kept_in(folder).certificate().unwrap(), old);
    }

    #[test]
    fn what_cannot_be_read_says_where_and_why() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(kept::key_file(home.path()), format!("{}\nnonsense\n", kept::head())).unwrap();
        let problem = Authority::kept_in(home.path().to_owned()).certificate().unwrap_err();
        assert!(problem.to_string().contains("could not be read: "), "{problem}");
        assert!(problem.to_string().contains(&home.path().display().to_string()), "{problem}");
    }

    #[test]
    fn the_names_that_are_kept_ready_are_bounded() {
        let authority = Authority::fleeting();
        for at in 0..MOST_LEAVES + 10 {
            authority.config(Some(&format!("game{at}.live.gamesparks.net")), local()).unwrap();
        }
        assert_eq!(authority.leaves.lock().len(), MOST_LEAVES);
    }
}
