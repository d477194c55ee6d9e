//! The files of the authority: one with its key and its certificate, which only its owner may read, and one with the
//! certificate alone, for everybody who is to trust it.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Unmade;
use super::issue::{Made, permitted};

/// The file with the key, and with the certificate that belongs to it.
pub(super) fn key_file(folder: &Path) -> PathBuf {
    folder.join("ca-key.pem")
}

/// The file with the certificate.
pub(super) fn certificate_file(folder: &Path) -> PathBuf {
    folder.join("ca.pem")
}

/// The first line of the file with the key: what the authority may sign for. One for other names is not used any more.
pub(super) fn head() -> String {
    format!("Backlot development CA for {}", permitted().join(" "))
}

/// The authority in `folder`; one is made if there is none, or if it is for other names.
pub(super) fn read_or_make(folder: &Path) -> Result<Made, Unmade> {
    let failed = |what| {
        move |error: io::Error| Unmade::File { folder: folder.display().to_string(), what, error: error.to_string() }
    };
    let file = key_file(folder);
    let made = match std::fs::read_to_string(&file) {
        Ok(text) if text.lines().next() == Some(&head()) => parse(&text).map_err(failed("read"))?,
        Ok(_) => {
            std::fs::remove_file(&file).or_else(gone).map_err(failed("written"))?;
            make(folder, &file).map_err(failed("written"))?
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(folder, &file).map_err(failed("written"))?,
        Err(error) => return Err(failed("read")(error)),
    };
    let public = certificate_file(folder);
    if std::fs::read_to_string(&public).ok().as_deref() != Some(&made.certificate) {
        write(folder, &public, &made.certificate, 0o644, true).map_err(failed("written"))?;
    }
    Ok(made)
}

/// Somebody else removed it first.
fn gone(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// Makes one. If somebody else makes one at the same time, the first is the one.
fn make(folder: &Path, file: &Path) -> io::Result<Made> {
    create_folder(folder)?;
    let made = Made::now().map_err(io::Error::other)?;
    let text = format!("{}\n{}{}", head(), made.key, made.certificate);
    match write(folder, file, &text, 0o600, false) {
        Ok(()) => Ok(made),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => parse(&std::fs::read_to_string(file)?),
        Err(error) => Err(error),
    }
}

fn parse(text: &str) -> io::Result<Made> {
    let at = text.find("-----BEGIN CERTIFICATE-----");
    let at = at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "there is no certificate beside the key"))?;
    let (key, certificate) = text.split_at(at);
    Made::of(key, certificate).map_err(io::Error::other)
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file beside its place and moves it there, so that nobody reads half of it; `replaces` says whether one that is
/// there already makes way.
fn write(folder: &Path, file: &Path, text: &str, mode: u32, replaces: bool) -> io::Result<()> {
    let part = folder.join(format!(".{}-{:x}", std::process::id(), unique()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let written = options.open(&part).and_then(|mut file| file.write_all(text.as_bytes()));
    let moved = written.and_then(|()| match replaces {
        true => std::fs::rename(&part, file),
        // A link is made only where nothing is.
        false => std::fs::hard_link(&part, file),
    });
    let _ = std::fs::remove_file(&part);
    moved
}

/// A number that this process uses once.
fn unique() -> u64 {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}
