//! The fixtures for cluster, and the samples on its page, set a world up without a complaint.

use backlot::diag::render::{Look, render};
use backlot::diag::{Diagnostics, Source};
use backlot::platforms::cluster::state::State;
use backlot::platforms::{named, new_world};
use backlot::tree::{Decoding, Templates, read};
use backlot::world::Settings;

/// Sets a world up with what is under `cluster` in `text`, and gives the names of its accounts.
fn accounts(name: &str, text: &str) -> Vec<String> {
    let world = new_world(Settings::named("test"));
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new(name, text), &mut problems).unwrap();
    let part = node.get("cluster").unwrap_or_else(|| panic!("{name} is not for cluster"));
    named("cluster").unwrap().load(&world, part, &mut Decoding::new(&mut problems, Templates::Text));
    assert_eq!(render(&problems, Look::PLAIN), "");
    world.state::<State>().lock().accounts.keys().cloned().collect()
}

#[test]
fn every_fixture_is_valid() {
    let mut count = 0;
    for entry in std::fs::read_dir("fixtures/cluster").unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(accounts(&path.display().to_string(), &text).contains(&"yuki".to_owned()));
        count += 1;
    }
    assert!(count >= 3);
}

#[test]
fn the_fixture_on_the_page_is_valid() {
    let page = std::fs::read_to_string("docs/cluster.md").unwrap();
    let samples: Vec<_> = page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let fixtures: Vec<_> = samples.iter().filter(|sample| sample.starts_with("cluster:")).collect();
    assert_eq!(fixtures.len(), 1);
    assert_eq!(accounts("docs/cluster.md", fixtures[0]), ["yuki", "momo"]);
}
