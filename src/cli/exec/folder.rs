//! A folder of this run alone: the files that the program is pointed at, and the socket of its keeper. It ends with the run.

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::client::trust;
use crate::server::authority::Authority;

/// The longest path of a socket that every system takes, in bytes.
const LONGEST_SOCKET: usize = 100;

/// A folder that ends with this value.
pub(super) struct Folder(tempfile::TempDir);

impl Folder {
    /// A new one.
    pub(super) fn new() -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("backlot-");
        let usual = builder.tempdir()?;
        let is_short = usual.path().as_os_str().len() + "/keeper".len() <= LONGEST_SOCKET;
        Ok(Self(if is_short { usual } else { builder.tempdir_in("/tmp")? }))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes the certificate of `authority`, and all that this machine trusts with it: the paths of both files.
    pub(super) fn certificates(&self, authority: &Authority) -> Result<(PathBuf, PathBuf), String> {
        let own = authority.certificate().map_err(|error| error.to_string())?;
        let certificate = match authority.file() {
            Some(file) => file,
            None => self.write("ca.pem", own)?,
        };
        let mut all = own.to_owned();
        trust::machine().iter().for_each(|authority| all += &pem(authority));
        Ok((certificate, self.write("ca-bundle.pem", &all)?))
    }

    fn write(&self, name: &str, text: &str) -> Result<PathBuf, String> {
        let path = self.path().join(name);
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(path)
    }
}

/// A certificate as text, in lines of 64 characters.
fn pem(certificate: &[u8]) -> String {
    let mut text = "-----BEGIN CERTIFICATE-----\n".to_owned();
    let mut rest = STANDARD.encode(certificate);
    while !rest.is_empty() {
        let next = rest.split_off(rest.len().min(64));
        text += &rest;
        text.push('\n');
        rest = next;
    }
    text + "-----END CERTIFICATE-----\n"
}
