//! Faults as they are written, and what hits which exchange.

use http::Method;

use super::*;
use crate::diag::render::{Look, render};
use crate::diag::{Diagnostics, Source};
use crate::journal::exchange::Direction;
use crate::tree::{Decoding, Templates, read};

fn words() -> Words {
    let operations = ["award", "status", "callOut"].map(str::to_owned);
    Words::new(vec![place::Platform { name: "plays", operations: operations.into() }], [])
}

fn read_all(text: &str) -> (Option<Vec<Fault>>, Diagnostics) {
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new("faults.yaml", text), &mut problems).unwrap();
    let faults = words().read_all(&node, &mut Decoding::new(&mut problems, Templates::Text));
    (faults, problems)
}

fn faults(text: &str) -> Faults {
    let (list, problems) = read_all(text);
    assert!(problems.is_empty(), "{}", render(&problems, Look::PLAIN));
    let faults = Faults::default();
    list.unwrap().into_iter().for_each(|fault| faults.add(fault, Timestamp::UNIX_EPOCH).unwrap());
    faults
}

const AWARD: Asked<'static> = Asked {
    direction: Direction::Inbound,
    platform: "plays",
    operation: "award",
    credential: Some("somebody"),
    method: &Method::POST,
    path: "/plays",
    url: None,
    accepted: true,
};

fn hit(faults: &Faults, asked: &Asked<'_>) -> String {
    faults.exchange(asked, Timestamp::UNIX_EPOCH, &Rng::new(7)).labels().join(", ")
}

#[test]
fn a_fault_hits_what_it_is_about_and_what_it_counts() {
    let faults = faults(
        "- { on: { plays: award }, nth: 2, do: reset }\n- { on: { plays: '*', credential: somebody, method: post }, every: 2, do: { delay: 2s } }\n- { on: { direction: outbound }, do: hang }\n",
    );
    let hits: Vec<_> = (0..4).map(|_| hit(&faults, &AWARD)).collect();
    assert_eq!(hits, ["", "reset, delay 2s", "", "delay 2s"]);
    assert_eq!(hit(&faults, &Asked { operation: "status", credential: None, ..AWARD }), "");
    assert_eq!(hit(&faults, &Asked { direction: Direction::Outbound, credential: None, ..AWARD }), "hang");
}

#[test]
fn connections_are_counted_where_they_are_accepted() {
    let faults = faults("- { first: 1, do: refuse }\n- { on: { plays: award }, do: refuse }\n");
    let connect = || faults.connection(Timestamp::UNIX_EPOCH, &Rng::new(7)).labels().len();
    assert_eq!([connect(), connect()], [1, 0]);
    assert_eq!(hit(&faults, &AWARD), "refuse", "what is known only later is refused later");
}

#[test]
fn a_fault_is_armed_and_disarmed_by_its_name() {
    let faults = faults("- { name: outage, armed: false, nth: 2, do: close }");
    assert!(!faults.any());
    assert_eq!(hit(&faults, &AWARD), "");
    faults.arm("outage", Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!([hit(&faults, &AWARD), hit(&faults, &AWARD)], ["", "close"]);
    faults.arm("outage", Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!([hit(&faults, &AWARD), hit(&faults, &AWARD)], ["", "close"], "it counts anew");
    faults.disarm("outage").unwrap();
    assert!(!faults.any());
    assert_eq!(faults.disarm("outrage"), Err(Refusal::Unknown("outrage".to_owned())));
}

#[test]
fn a_snapshot_goes_on_where_it_was() {
    let text = "- { name: a, on: { plays: award }, chance: 50%, do: [{ delay: 1s }, reset] }\n- { nth: 3, do: hang }\n- { name: b, armed: false, do: close }\n";
    let first = faults(text);
    let before: Vec<_> = (0..2).map(|_| hit(&first, &AWARD)).collect();
    let second = faults(&first.snapshot().to_string());
    let after = |faults: &Faults| (0..20).map(|_| hit(faults, &AWARD)).collect::<Vec<_>>();
    let (one, other) = (after(&first), after(&second));
    assert_eq!(one, other, "after {before:?}");
    assert!(one[0].contains("hang") && one.iter().any(|hit| hit == "delay 1s, reset"));
    assert!(second.arm("b", Timestamp::UNIX_EPOCH).is_ok());
}

#[test]
fn chance_is_the_same_whatever_stands_beside_it() {
    let alone = faults("- { name: a, chance: 0.3, do: reset }");
    let beside = faults("- { do: { delay: 1s } }\n- { name: a, chance: 0.3, do: reset }\n");
    let drawn = |faults: &Faults| (0..50).map(|_| hit(faults, &AWARD).contains("reset")).collect::<Vec<_>>();
    assert_eq!(drawn(&alone), drawn(&beside));
}

#[test]
fn every_kind_is_read_and_says_what_it_does() {
    let mut names: Vec<_> = kinds::KINDS.iter().map(|kind| kind.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), kinds::KINDS.len());
    for kind in kinds::KINDS {
        assert!(kind.about.ends_with('.'), "{}", kind.name);
        let value = match kind.name {
            "delay" => "{ delay: 1s }".to_owned(),
            "status" => "{ status: 503 }".to_owned(),
            "body" => "{ body: text }".to_owned(),
            alone => alone.to_owned(),
        };
        let (list, problems) = read_all(&format!("- do: {value}\n"));
        assert!(problems.is_empty(), "{}", render(&problems, Look::PLAIN));
        let label = list.unwrap()[0].does.effects().map(|effect| effect.label()).collect::<String>();
        assert!(label.starts_with(kind.name), "{label}");
    }
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    let broken = "\
- { on: { plays: awrd }, nth: 0, do: reset }
- { on: { plays: award, diretion: inbound }, chance: 120%, do: rest }
- { do: { truncate: { after: 20 bites, than: reset } } }
- { between: [20s, 10s], do: { delay: fast } }
- { on: { direction: inbound }, do: duplicate }
- { name: a, do: hang }
- { name: a, do: { reset: {}, close: {} } }
- { armed: false, do: [] }
- { on: { method: 'P T', stub: nowhere }, every: 0 }
- { do: { status: 99 } }
- { do: status }
- { do: { garbage: 0 } }
- { do: { log-normal: 1 } }
- { do: { delay: { uniform: [2s, 1s] } } }
- { do: { body: {} } }
- { do: { duplicate: 500 } }
";
    let (_, problems) = read_all(broken);
    insta::assert_snapshot!(render(&problems, Look::PLAIN));
}

#[test]
fn the_schema_says_what_is_possible() {
    let mut schemas = crate::tree::Schemas::new();
    let fault = words().schema(&mut schemas);
    let document = schemas.document("Fault", fault);
    let validator = jsonschema::validator_for(&document).unwrap();
    for (text, is_valid) in [
        ("{ on: { plays: award }, nth: [1, 3], do: reset }", true),
        (
            "{ do: [{ delay: 2s }, { truncate: { after: 20 bytes, then: reset } }], chance: 25%, between: [1s, 2s] }",
            true,
        ),
        ("{ do: { status: { code: 503, headers: { Retry-After: '2' } } }, applied: false }", true),
        ("{ do: { delay: { log-normal: { median: 90ms } } } }", true),
        ("{ do: restet }", false),
        ("{ on: { plys: award }, do: reset }", false),
        ("{ do: status }", false),
        ("{ nth: 3 }", false),
    ] {
        let node = read::document(&Source::new("f.yaml", text), &mut Diagnostics::new()).unwrap();
        assert_eq!(validator.is_valid(&node.to_json()), is_valid, "{text}");
    }
}
