//! The house stands as its map in `lib.rs` says: a room uses the rooms below it and never those above, platforms do not know
//! each other, and no room below names one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rooms from the ground up; those of one floor may use each other where the comment says so.
const FLOORS: &[&[&str]] = &[
    &["diag"],
    &["tree"],
    &["journal", "world"],             // a world owns its journal
    &["client", "scenario", "script"], // steps of every world send requests
    &["platforms"],
    &["admin", "report", "runner", "server"], // reports read outcomes, the admin API manages the server's worlds
    &["cli"],
];

/// Which room of the same floor may be used by which.
const NEIGHBOURS: &[(&str, &str)] =
    &[("world", "journal"), ("scenario", "client"), ("report", "runner"), ("admin", "server")];

#[test]
fn arrows_point_down() {
    let mut wrong = Vec::new();
    for file in sources() {
        let room = room_of(&file);
        for used in rooms_used(&file) {
            let (here, there) = (floor(&room), floor(&used));
            let neighbours = NEIGHBOURS.contains(&(room.as_str(), used.as_str()));
            if room != used && (there > here || there == here && !neighbours) {
                wrong.push(format!("{} uses crate::{used}", shown(&file)));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point up or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn platforms_do_not_know_each_other_and_nothing_below_names_one() {
    let names = platforms();
    assert!(!names.is_empty());
    let mut wrong = Vec::new();
    for file in sources() {
        let text = code(&file);
        let own = names.iter().find(|name| file.starts_with(root().join("platforms").join(name)));
        for name in &names {
            let foreign = own.is_some_and(|own| own != name);
            let imported = text.contains(&format!("platforms::{name}")) || text.contains(&format!("super::{name}::"));
            if foreign && imported {
                wrong.push(format!("{} imports the platform {name}", shown(&file)));
            }
            if floor(&room_of(&file)) < floor("platforms") && text.to_lowercase().contains(name.as_str()) {
                wrong.push(format!("{} names the platform {name}", shown(&file)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|file| !std::fs::read_to_string(file).unwrap().starts_with("//! "))
        .map(|file| shown(&file))
        .collect();
    assert!(silent.is_empty(), "files without a paragraph on what they are responsible for:\n{}", silent.join("\n"));
}

#[test]
fn the_map_in_the_library_names_every_room() {
    let map = std::fs::read_to_string(root().join("lib.rs")).unwrap();
    for room in FLOORS.concat() {
        assert!(map.contains(&format!("[`{room}`]")), "lib.rs does not name {room}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn shown(file: &Path) -> String {
    file.strip_prefix(root()).unwrap().display().to_string()
}

/// The names of the platforms: the folders in `platforms` that implement the trait.
fn platforms() -> BTreeSet<String> {
    let listed = std::fs::read_to_string(root().join("platforms/mod.rs")).unwrap();
    let folders = std::fs::read_dir(root().join("platforms")).unwrap().map(|entry| entry.unwrap());
    let names = folders.map(|entry| entry.file_name().into_string().unwrap());
    names.filter(|name| listed.contains(&format!("&{name}::"))).collect()
}

fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// `src/world/clock.rs` is in `world`; `lib.rs` and `main.rs` are the roof.
fn room_of(file: &Path) -> String {
    let inside = file.strip_prefix(root()).unwrap();
    match inside.components().count() {
        1 => "cli".to_owned(),
        _ => inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned(),
    }
}

fn floor(room: &str) -> usize {
    FLOORS.iter().position(|rooms| rooms.contains(&room)).unwrap_or_else(|| panic!("{room} has no floor"))
}

/// Without comments and without the tests at the end of a file, which may reach further.
fn code(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The rooms that are named as `crate::room` or in `use crate::{room, …}`.
fn rooms_used(file: &Path) -> BTreeSet<String> {
    let code = code(file);
    let mut used = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let list = after.strip_prefix('{').map_or(after, |list| list.split('}').next().unwrap_or_default());
        let names = if after.starts_with('{') { list.split(',').collect() } else { vec![list] };
        for name in names {
            let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if FLOORS.concat().contains(&name.as_str()) {
                used.insert(name);
            }
        }
    }
    used
}
