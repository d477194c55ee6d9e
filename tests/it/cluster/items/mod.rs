//! The interface of item scripts: every member is there, and values come out right. What must be there is data beside this file.

use std::time::Duration;

use backlot::diag::Diagnostics;
use backlot::diag::render::{Look, render};
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
            try {{ found = typeof objects[owner][name]; }} catch (error) {{ found = String(error); }}
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
    assert!(count > 300, "the table has become short: {count}");
    assert_eq!(lines(&outcome), [format!("seen {}", count + 2)]);
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
