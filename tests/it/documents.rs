//! Every sample in the README and in the pages that people copy from is run as it is printed.
//!
//! A fenced block is one of these; what comes earlier on a page is there for what comes later:
//! - `console`: lines that start with `$ ` are commands, everything else is what they print. `…` stands for anything within a
//!   line, a line of just `…` for any lines. `backlot serve … &` is started on a free port and stands in for port 4400, and
//!   what is started with `PORT=8787 … &` for that one.
//! - any other language whose first line is a comment with a path (`# my/scenario.yaml`, `// my/script.js`): a file; `yaml`
//!   without one is an excerpt of a scenario in `scenarios/`, in which there is no error.
//! - `text`: an illustration, not run; `sh`: what a test cannot run from within itself, as `cargo test`.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where Backlot listens on the pages.
const BACKLOT: &str = "localhost:4400";

/// Where the servers of others listen on the pages.
const OTHERS: &str = "127.0.0.1:8787";

#[test]
fn the_readme() {
    Page::open("README.md").play();
}

#[test]
fn the_page_of_cluster() {
    Page::open("docs/cluster.md").play();
}

#[test]
fn the_page_of_cluster_in_japanese() {
    Page::open("docs/cluster.ja.md").play();
}

#[test]
fn both_pages_of_cluster_name_the_same_failures() {
    let names = |page: &str, heading: &str| {
        let text = std::fs::read_to_string(repository().join(page)).unwrap();
        let table = text.split(&format!("\n## {heading}\n")).nth(1).unwrap().split("\n## ").next().unwrap().to_owned();
        let lines = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(str::to_owned));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(names("docs/cluster.ja.md", "失敗の名前"), names("docs/cluster.md", "Failures"));
}

#[test]
fn the_page_of_gamesparks() {
    Page::open("docs/gamesparks.md").play();
}

#[test]
fn the_page_of_scenarios() {
    Page::open("docs/scenarios.md").play();
}

#[test]
fn the_page_of_reports() {
    Page::open("docs/reports.md").play();
}

#[test]
fn the_page_of_failures() {
    Page::open("docs/failures.md").play();
}

#[test]
fn the_page_of_item_scripts() {
    Page::open("docs/item-scripts.md").play();
}

#[test]
fn the_page_of_gphud() {
    Page::open("docs/gphud.md").play();
}

#[test]
fn the_page_of_the_admin_api() {
    Page::open("docs/admin-api.md").play();
}

#[test]
fn the_page_of_exec() {
    Page::open("docs/exec.md").play();
}

/// One page, with a folder of its own in which its samples are played.
struct Page {
    name: &'static str,
    text: String,
    folder: tempfile::TempDir,
    servers: Vec<Server>,
}

/// A server that a sample started.
struct Server {
    child: Child,
    /// Where it listens on the page.
    documented: &'static str,
    /// Where it really listens.
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Page {
    fn open(name: &'static str) -> Self {
        let text = std::fs::read_to_string(repository().join(name)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        // Samples name the repository's own folders and may write beside them.
        for part in ["scenarios", "fixtures", "examples"] {
            copy(&repository().join(part), &folder.path().join(part));
        }
        let programs = folder.path().join(".bin");
        std::fs::create_dir(&programs).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_backlot"), programs.join("backlot")).unwrap();
        Self { name, text, folder, servers: Vec::new() }
    }

    fn play(mut self) {
        let blocks = blocks(&self.text);
        assert!(blocks.iter().any(|block| block.language == "console"), "{}: no sample found", self.name);
        for block in blocks {
            match block.language.as_str() {
                "console" => self.console(&block),
                "text" | "sh" => {}
                _ => self.file(&block),
            }
        }
    }

    fn file(&self, block: &Block) {
        let first = block.lines.first().map(String::as_str).unwrap_or_default();
        let path = ["# ", "// "].iter().find_map(|comment| first.strip_prefix(comment));
        let Some(path) = path else {
            self.excerpt(block);
            return;
        };
        let path = self.folder.path().join(path.trim());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, block.lines.join("\n") + "\n").unwrap();
    }

    /// A scenario is made around it, in which there may be no error.
    fn excerpt(&self, block: &Block) {
        assert_eq!(block.language, "yaml", "{}", self.place(block));
        let text = block.lines.join("\n") + "\n";
        let has = |key: &str| block.lines.iter().any(|line| line.starts_with(key));
        let whole = if text.starts_with("- ") {
            format!("name: x\nserver: {{ stub: {{}} }}\nsteps:\n{text}")
        } else {
            let name = if has("name:") { "" } else { "name: x\n" };
            let steps = if has("steps:") { "" } else { "steps: [{ wait: 1s }]\n" };
            format!("{name}{text}{steps}")
        };
        std::fs::write(self.folder.path().join("scenarios/excerpt.yaml"), whole).unwrap();
        let output = self.shell("backlot lint scenarios/excerpt.yaml").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", self.place(block));
    }

    fn console(&mut self, block: &Block) {
        let mut lines = block.lines.iter().peekable();
        while let Some(line) = lines.next() {
            let mut command =
                line.strip_prefix("$ ").unwrap_or_else(|| panic!("{}: '{line}'", self.place(block))).to_owned();
            while command.ends_with('\\') {
                command += "\n";
                command += lines.next().unwrap();
            }
            let mut expected = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
                expected.push(line.clone());
            }
            if let Some(server) = command.strip_suffix(" &") {
                self.serve(server);
                continue;
            }
            let printed = self.run(&command);
            assert!(
                matches(&expected, &printed),
                "{}: `{command}` printed\n{}\nbut the page says\n{}\n",
                self.place(block),
                printed.join("\n"),
                expected.join("\n")
            );
        }
    }

    /// Starts what the page starts in the background, on a free port, and waits until it says where it listens.
    fn serve(&mut self, command: &str) {
        let (documented, command) = if command.starts_with("backlot serve") {
            (BACKLOT, format!("{command} --port 0"))
        } else {
            (OTHERS, command.replace("PORT=8787", "PORT=0"))
        };
        let mut child =
            self.shell(&format!("exec env {command}")).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut said = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut said).unwrap();
        // What it prints later must not be waited for, and must not hold it up.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        let address = said.split("http://").nth(1).and_then(|rest| rest.split([' ', '/', '\n']).next());
        let address = address.unwrap_or_else(|| panic!("{}: `{command}` said '{said}'", self.name)).to_owned();
        self.servers.retain(|server| server.documented != documented);
        self.servers.push(Server { child, documented, address });
    }

    fn run(&self, command: &str) -> Vec<String> {
        let there = |text: &str| {
            self.servers.iter().fold(text.to_owned(), |text, one| text.replace(one.documented, &one.address))
        };
        let back = |text: &str| {
            self.servers.iter().fold(text.to_owned(), |text, one| text.replace(&one.address, one.documented))
        };
        let output = self.shell(&format!("exec 2>&1\n{}", there(command))).output().unwrap();
        let printed = back(&String::from_utf8(output.stdout).unwrap());
        printed.lines().map(|line| line.trim_end().to_owned()).collect()
    }

    /// A shell in the page's folder, in which `backlot` and `cargo run --release --` are the program under test.
    fn shell(&self, command: &str) -> Command {
        let command = command.replace("cargo run --release -- ", "backlot ");
        let command = format!("PATH=\"$PWD/.bin:$PATH\"\n{command}");
        let mut shell = Command::new("bash");
        shell.arg("-c").arg(command).current_dir(self.folder.path()).stdin(Stdio::null());
        shell.env_remove("FORCE_COLOR").env("NO_COLOR", "1");
        shell.env("BACKLOT_CA_DIR", self.folder.path().join(".ca"));
        shell
    }

    fn place(&self, block: &Block) -> String {
        format!("{}:{}", self.name, block.line)
    }
}

struct Block {
    language: String,
    line: usize,
    lines: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in text.lines().enumerate() {
        match (open.take(), line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block { language: language.trim().into(), line: at + 1, lines: vec![] });
            }
            (Some(block), Some(_)) => blocks.push(block),
            (Some(mut block), None) => {
                block.lines.push(line.to_owned());
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Whether what was printed is what was expected, line by line; a line of just `…` stands for any lines.
fn matches(expected: &[String], printed: &[String]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line.trim() == "…" => (0..=printed.len()).any(|skip| matches(rest, &printed[skip..])),
        Some((line, rest)) => {
            printed.split_first().is_some_and(|(first, others)| line_matches(line, first) && matches(rest, others))
        }
    }
}

fn line_matches(expected: &str, printed: &str) -> bool {
    let pattern: Vec<_> = expected.trim_end().split('…').map(regex::escape).collect();
    regex::Regex::new(&format!("^{}$", pattern.join(".*"))).unwrap().is_match(printed)
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    let Ok(entries) = std::fs::read_dir(from) else { return };
    std::fs::create_dir_all(to).unwrap();
    for entry in entries {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
