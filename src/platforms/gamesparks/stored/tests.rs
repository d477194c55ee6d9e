//! What a game stores, as a fixture says it and as a snapshot keeps it.

use jiff::Timestamp;
use serde_json::json;

use crate::diag::{Diagnostics, Source};
use crate::platforms::gamesparks::fixture::Fixture;
use crate::platforms::gamesparks::state::Game;
use crate::tree::{Decode as _, Decoding, Templates, read};
use crate::world::rng::Rng;

fn games(text: &str, folder: Option<&std::path::Path>) -> (Vec<Game>, Vec<String>) {
    let mut problems = Diagnostics::new();
    let source = Source::in_folder("game.yaml", text, folder.map(Into::into));
    let node = read::document(&source, &mut problems).unwrap();
    let mut cx = Decoding::new(&mut problems, Templates::Text);
    let games =
        Fixture::decode(&node, &mut cx).map(|fixture| fixture.games(&Rng::new(7), Timestamp::UNIX_EPOCH, &mut cx));
    let said = problems.ordered().iter().map(|one| format!("{} {}", one.span, one.message)).collect();
    (games.unwrap_or_default(), said)
}

const WHOLE: &str = "
games:
  k:
    collections:
      meta.prices: [{ _id: tea, price: 4 }]
      script.orders:
        documents: [{ n: 1, long: { $numberLong: '7' }, half: 0.5, whole: 2.0, at: { $date: 2020-04-30T09:00:00Z } }, { _id: { $oid: 5eac11400000000000000001 }, n: 2 }]
        indexes: [{ keys: { n: 1 }, options: { unique: true } }]
    data-types: { pet: { indexes: { age: number } } }
    items: { pet: { rex: { data: { age: 3 }, version: 4, expires: 2030-01-01T00:00:00Z } } }
    redis:
      text: hello
      number: 41
      list: { list: [a, b] }
      board: { sorted: { alice: 10, bob: 7.5 } }
      hash: { hash: { a: '1' } }
      banned: { set: [eve], expires: 2030-01-01T00:00:00Z }
      bytes: { hex: 'ff00' }
    schedule: [{ module: REPORT, at: 2030-01-01T00:00:00Z, data: { days: 1 }, key: report }]
    bulk-jobs:
      5eac11400000000000000002: { player-query: {}, module: NOTE, created: 2020-01-01T00:00:00Z, at: 2020-01-02T00:00:00Z }
    uploads: { 5eac11400000000000000003: { file-name: a.json, text: '[1]', metadata: { from: test } } }
    downloadables: { LEVELS: { text: '{}' } }
    properties: { tea: { price: 4 } }
    property-sets: { menu: { hot: tea } }
";

#[test]
fn a_snapshot_keeps_everything() {
    let (made, problems) = games(WHOLE, None);
    assert_eq!(problems, Vec::<String>::new());
    let snapshot = serde_json::to_value(Fixture::of(&made)).unwrap();
    let (again, problems) = games(&snapshot.to_string(), None);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(serde_json::to_value(Fixture::of(&again)).unwrap(), snapshot);

    let game = &snapshot["games"]["k"];
    assert_eq!(game["ids-made"], 1);
    let order = &game["collections"]["script.orders"]["documents"][0];
    assert_eq!(
        (&order["long"], &order["whole"], &order["at"]),
        (&json!({ "$numberLong": "7" }), &json!(2.0), &json!({ "$date": "2020-04-30T09:00:00Z" }))
    );
    assert_eq!(game["redis"]["number"], "41");
    assert_eq!(game["redis"]["board"], json!({ "sorted": { "bob": 7.5, "alice": 10.0 } }));
    assert_eq!(game["redis"]["bytes"], json!({ "hex": "ff00" }));
    assert_eq!(game["items"]["pet"]["rex"]["version"], 4);
    assert_eq!(game["schedule"][0]["key"], "report");
    let index = made[0].lock().data.collections.get("script.orders").unwrap().indexes()[1].info("x");
    assert_eq!(index["name"].as_text(), Some("n_1"));
}

#[test]
fn documents_come_from_files_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("lines.json"),
        "{\"n\": 1}\n{\"n\": 2, \"_id\": {\"$oid\": \"5eac11400000000000000001\"}}\n",
    )
    .unwrap();
    std::fs::write(folder.path().join("array.json"), "[{\"n\": 3}]").unwrap();
    std::fs::write(folder.path().join("bad.json"), "{\"n\": }").unwrap();
    let text = "games: { k: { collections: { script.a: lines.json, script.b: array.json }, downloadables: { B: array.json } } }";
    let (games_made, problems) = games(text, Some(folder.path()));
    assert_eq!(problems, Vec::<String>::new());
    let store = games_made[0].lock();
    let count = |name: &str| store.data.collections.get(name).map(super::super::data::mongo::Collection::len);
    assert_eq!(
        (count("script.a"), count("script.b"), games_made[0].downloadables["B"].text.as_str()),
        (Some(2), Some(1), "[{\"n\": 3}]")
    );
    drop(store);
    let (_, problems) =
        games("games: { k: { collections: { script.a: bad.json, script.b: none.json } } }", Some(folder.path()));
    assert_eq!(problems.len(), 2);
    assert!(
        problems[0].contains("is not JSON: expected value at line 1 column 7")
            && problems[1].contains("cannot be read"),
        "{problems:?}"
    );
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let (_, problems) = games(
        "games:
  k:
    collections:
      things: []
      player: []
      script.a: [{ _id: 1 }, { _id: 1 }, 5]
      script.b: { documents: [], indexes: [{ keys: {} }] }
    property-sets: { menu: { hot: tee } }
    properties: { tea: 1 }
",
        None,
    );
    let mut all = problems;
    for wrong in [
        "redis: { a: { text: x, list: [] } }",
        "redis: { a: [] }",
        "collections: { script.a: 5 }",
        "data-types: { a: { indexes: { b: date } } }",
    ] {
        all.extend(games(&format!("games: {{ k: {{ {wrong} }} }}"), None).1);
    }
    insta::assert_snapshot!(all.join("\n"));
}
