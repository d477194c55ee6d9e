//! `backlot ca`: the development CA of this machine, and how to make programs trust it.

use std::path::PathBuf;

use clap::Subcommand;

use super::context::Context;
use super::exit::Exit;
use crate::report::ink::Ink;
use crate::server::authority::{Authority, permitted};

/// The environment variable that says in which folder the development CA is kept.
pub(super) const VARIABLE: &str = "BACKLOT_CA_DIR";

/// Show the development CA of this machine, and how to trust it; it is made when it is first needed.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print the path of its certificate
    Path,
    /// Print its certificate as PEM
    Print,
    /// Copy its certificate, without the key, to a file
    Export {
        /// Where to
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Delete it; nothing trusts what comes after it
    Remove,
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let Some(folder) = folder(context) else {
        return could_not(context, &format!("find a folder for the development CA: set {VARIABLE} to one"));
    };
    let authority = Authority::kept_in(folder.clone());
    if matches!(args.what, Some(What::Remove)) {
        return match remove(&authority) {
            Ok(()) => Exit::Passed,
            Err(error) => could_not(context, &format!("delete the development CA in {}: {error}", folder.display())),
        };
    }
    let (certificate, file) = match (authority.certificate(), authority.file()) {
        (Ok(certificate), Some(file)) => (certificate, file),
        (Err(error), _) => {
            context.terminal.err(&format!("backlot: {error}\n"));
            return Exit::CouldNotRun;
        }
        (_, None) => return could_not(context, "find the file of the development CA"),
    };
    let file = file.display().to_string();
    match &args.what {
        None => context.terminal.out(&how_to(&file, Ink { colour: context.terminal.colour })),
        Some(What::Path) => context.terminal.out(&format!("{file}\n")),
        Some(What::Print) => context.terminal.out(certificate),
        Some(What::Export { file }) => {
            if let Err(error) = std::fs::write(context.directory.join(file), certificate) {
                return could_not(context, &format!("write {}: {error}", file.display()));
            }
        }
        Some(What::Remove) => {}
    }
    Exit::Passed
}

/// The development CA of this machine. Where no folder can be found for it, one that ends with this process.
pub(super) fn authority(context: &Context) -> Authority {
    folder(context).map_or_else(Authority::fleeting, Authority::kept_in)
}

/// Where it is kept: where the environment says, or else beside the data of the user's other programs.
fn folder(context: &Context) -> Option<PathBuf> {
    let set = |name: &str| context.env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = set(VARIABLE) {
        return Some(context.directory.join(folder));
    }
    let data = if cfg!(windows) {
        set("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("backlot"))
}

/// What is not there need not be deleted.
fn remove(authority: &Authority) -> std::io::Result<()> {
    for file in authority.files() {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn how_to(file: &str, ink: Ink) -> String {
    let sections = [
        (
            "One program, without changing the machine",
            vec![
                "backlot exec -- YOUR PROGRAM        sets everything by itself".to_owned(),
                format!("curl --cacert '{file}' …"),
                format!("SSL_CERT_FILE='{file}' …            OpenSSL, Python, Ruby, Go, PHP"),
                format!("REQUESTS_CA_BUNDLE='{file}' …       Python's requests"),
                format!("NODE_EXTRA_CA_CERTS='{file}' …      Node"),
            ],
        ),
        (
            "The whole machine (undo it when you are done)",
            vec![
                format!(
                    "Debian, Ubuntu  sudo cp '{file}' /usr/local/share/ca-certificates/backlot.crt && sudo update-ca-certificates"
                ),
                format!("Fedora          sudo trust anchor '{file}'"),
                format!(
                    "macOS           sudo security add-trusted-cert -d -k /Library/Keychains/System.keychain '{file}'"
                ),
                format!("Windows         certutil -user -addstore Root '{file}'"),
                format!("Java            keytool -importcert -cacerts -alias backlot -file '{file}'"),
            ],
        ),
    ];
    let mut text = format!("{}\n", ink.bold(file));
    text += "\nThe certificate of the development CA, which was made on this machine. Its key stays beside it, readable for you\n";
    text += "alone. It can sign for these names and those below them, for addresses of this machine and of private networks,\n";
    text += &format!("and for nothing else: {}\n", permitted().join(", "));
    for (title, lines) in sections {
        text += &format!("\n  {}\n", ink.bold(title));
        lines.iter().for_each(|line| text += &format!("    {line}\n"));
    }
    text
}

fn could_not(context: &Context, what: &str) -> Exit {
    context.terminal.err(&format!("backlot: could not {what}\n"));
    Exit::CouldNotRun
}
