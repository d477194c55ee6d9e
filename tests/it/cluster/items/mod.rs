//! The interface of item scripts: every member is there, and values come out right. What must be there is data beside this file.

use std::path::Path;
use std::time::Duration;

use backlot::diag::Diagnostics;
use backlot::diag::render::{Look, render};
use backlot::platforms::cluster::space::callback::Callback;
use backlot::runner;
use backlot::runner::outcome::{Ending, Outcome};
use serde_json::{Value, json};

use crate::kit::Program;

/// Plays a scenario in which an item has the script `code`, and the space what `space` says in addition.
fn play(code: &str, steps: &Value) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("item.js"), code).unwrap();
    let scenario = json!({
        "name": "an item", "seed": 7,
        "cluster": {
            "accounts": { "yuki": { "token": "t" } },
            "spaces": { "plaza": {
                "creator": "yuki", "beta": true,
                "items": { "it": {
                    "script": "item.js", "components": ["group-host", "physical"], "nodes": { "Text": { "text": "" } },
                } },
            } },
        },
        "steps": steps,
    });
    std::fs::write(folder.path().join("item.yaml"), scenario.to_string()).unwrap();
    let mut problems = Diagnostics::new();
    let scenarios = runner::load(folder.path(), &["item.yaml".into()], &mut problems);
    assert!(!problems.has_errors(), "{}", render(&problems, Look::PLAIN));
    let options = runner::Options { patience: Duration::from_secs(300), ..runner::Options::default() };
    runner::play(&scenarios[0], &options)
}

/// What the script has written into its log, without the item's name.
fn lines(outcome: &Outcome) -> Vec<String> {
    let entries = outcome.transcript.entries.iter();
    let events = entries.filter_map(|entry| entry.event()).filter(|event| event.kind == "log");
    let messages = events.filter_map(|event| event.detail["message"].as_str());
    messages.map(|message| message.trim_end_matches(" [it]").to_owned()).collect()
}

#[test]
fn every_member_is_there() {
    let table: Value = serde_json::from_str(include_str!("members.json")).unwrap();
    let code = format!(
        r#"
        const TABLE = {table};
        $.onInteract((player) => {{
          const node = $.subNode("Text");
          const objects = {{
            $, ItemHandle: $.itemHandle, PlayerHandle: player, SubNode: node, MaterialHandle: $.material("m"),
            ApiAudio: $.audio("a"), AudioLinkHandle: $.audioLink(), HumanoidAnimation: $.humanoidAnimation("h"),
            UnityComponent: node.getUnityComponent("Animator"), Vector3: new Vector3(), Vector2: new Vector2(),
            Vector4: new Vector4(), Quaternion: new Quaternion(), "static Quaternion": Quaternion, Color: new Color(),
            HumanoidPose: new HumanoidPose(), Muscles: new Muscles(), PostProcessEffects: new PostProcessEffects(),
            ClusterScriptError: new ClusterScriptError("x"), TextInputStatus, PurchaseRequestStatus, EventRole, TextAlignment,
            TextAnchor, HumanoidBone, global: globalThis,
          }};
          let seen = 0;
          for (const owner of Object.keys(TABLE)) for (const type of Object.keys(TABLE[owner])) for (const name of TABLE[owner][type]) {{
            let found;
            try {{
              const [first, ...rest] = owner.split(".");
              found = typeof rest.reduce((object, part) => object[part], objects[first])[name];
            }} catch (error) {{ found = String(error); }}
            if (found !== type) $.log(owner + "." + name + " is " + found + " and not " + type);
            seen++;
          }}
          for (const name of ["teleport", "getPosion"]) {{
            try {{ $[name]; $.log("no error"); }} catch (error) {{ seen += error.message.includes("$." + name + " is not emulated"); }}
          }}
          $.log("seen " + seen);
        }});
        "#
    );
    let outcome = play(&code, &json!([{ "interact": { "item": "it" } }]));
    let count: usize = table
        .as_object()
        .unwrap()
        .values()
        .flat_map(|types| types.as_object().unwrap().values())
        .map(|names| names.as_array().unwrap().len())
        .sum();
    assert!(count > 450, "the table has become short: {count}");
    assert_eq!(lines(&outcome), [format!("seen {}", count + 2)]);
}

/// Everything that scripts here are made to do, but for the table of members itself.
fn everything_that_is_played() -> String {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![repository.join("scenarios/cluster"), repository.join("examples/item-scripts")];
    let mut played = include_str!("arithmetic.json").to_owned();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "js") {
                played.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    played
}

#[test]
fn every_function_is_called_by_a_script_that_a_test_plays() {
    let table: Value = serde_json::from_str(include_str!("members.json")).unwrap();
    let played = everything_that_is_played();
    let missing: Vec<_> = table
        .as_object()
        .unwrap()
        .iter()
        .filter(|(owner, _)| *owner != "global")
        .flat_map(|(owner, types)| types["function"].as_array().into_iter().flatten().map(move |name| (owner, name)))
        .map(|(owner, name)| (owner, name.as_str().unwrap()))
        .filter(|(_, name)| !played.contains(&format!(".{name}(")))
        .collect();
    assert!(missing.is_empty(), "called nowhere: {missing:?}");
}

#[test]
fn every_callback_is_registered_by_a_script_that_a_test_plays() {
    let played = everything_that_is_played();
    let callbacks = Callback::ALL.iter().map(|callback| callback.word());
    let missing: Vec<_> = callbacks.filter(|name| !played.contains(&format!("$.{name}("))).collect();
    assert!(missing.is_empty(), "registered nowhere: {missing:?}");
}

#[test]
fn values_come_out_right() {
    let table: Vec<(String, Value)> = serde_json::from_str(include_str!("arithmetic.json")).unwrap();
    let expressions: Vec<_> = table.iter().map(|(expression, _)| expression).collect();
    let code = format!(
        r#"
        const all = {};
        const plain = (value) => typeof value !== "object" || value === null ? value
          : ["x", "y", "z", "w", "r", "g", "b", "a"].filter((key) => key in value).map((key) => value[key]);
        $.onInteract(() => {{
          for (const expression of all) {{
            let value;
            try {{ value = plain(eval(expression)); }} catch (error) {{ value = String(error); }}
            $.log(JSON.stringify(value));
          }}
        }});
        "#,
        serde_json::to_string(&expressions).unwrap()
    );
    let outcome = play(&code, &json!([{ "interact": { "item": "it" } }]));
    let lines = lines(&outcome);
    assert_eq!(lines.len(), table.len(), "{lines:?}");
    for ((expression, wanted), line) in table.iter().zip(lines) {
        let got: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{expression}: {line}: {error}"));
        assert!(is_close(&got, wanted), "{expression} is {got} and not {wanted}");
    }
}

fn is_close(got: &Value, wanted: &Value) -> bool {
    match (got, wanted) {
        (Value::Array(got), Value::Array(wanted)) => {
            got.len() == wanted.len() && got.iter().zip(wanted).all(|(got, wanted)| is_close(got, wanted))
        }
        (Value::Number(got), Value::Number(wanted)) => (got.as_f64().unwrap() - wanted.as_f64().unwrap()).abs() < 1e-6,
        (got, wanted) => got == wanted,
    }
}

#[test]
fn time_passes_frame_by_frame() {
    let code = "let t = 0; $.onUpdate((dt) => { t += dt; if (Math.abs(t - 60) < 1e-3 && !$.state.done) $.state.done = true; });";
    let steps =
        json!([{ "advance": "60s" }, { "tick": 1 }, { "expect-state": { "item": "it", "state": { "done": true } } }]);
    let outcome = play(code, &steps);
    assert!(matches!(outcome.ending, Ending::Passed), "{:?}", outcome.ending);
}

#[tokio::test]
async fn what_scripts_log_is_streamed_and_written_for_viewers() {
    let folder = tempfile::tempdir().unwrap();
    let items = json!({ "it": { "script": { "code": "$.onStart(() => { $.log('日本'); null.x; });" } } });
    let spaces = json!({ "plaza": { "creator": "yuki", "items": items } });
    let world = json!({ "cluster": { "accounts": { "yuki": {} }, "spaces": spaces } });
    std::fs::write(folder.path().join("world.yaml"), world.to_string()).unwrap();
    let program = Program::new(["serve", "world.yaml", "--script-log", "ClusterScriptLog.log"]).within(folder.path());
    let mut serving = program.serve().await;
    serving.says("plaza/it  日本 [it]").await;
    serving.says("plaza/it  TypeError").await;
    let text = std::fs::read_to_string(folder.path().join("ClusterScriptLog.log")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["type"], &lines[0]["message"]), (&json!("ScriptLog_Information"), &json!("日本 [it]")));
    assert_eq!(lines[1]["type"], "ScriptLog_Error");
    assert_eq!(lines[1]["pos"], json!([1, 32]));
    assert!(lines.iter().all(|line| line["origin"]["id"].is_u64() && line["tsdv"].is_f64()), "{text}");
}

#[test]
fn an_idle_space_plays_no_frames() {
    let steps = json!([{ "advance": "8766h" }, { "interact": { "item": "it" } }]);
    let outcome = play("$.onInteract(() => $.log('still here'));", &steps);
    assert_eq!(lines(&outcome), ["still here"]);
}
