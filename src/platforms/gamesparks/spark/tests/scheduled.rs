//! Modules and jobs that run later, on the world's clock.

use super::*;
use crate::platforms::gamesparks::timers;

impl Stage {
    /// Lets `seconds` pass.
    fn passes(&self, seconds: u64) {
        self.alone.play(self.world.clock().sleep(Duration::from_secs(seconds)));
    }

    fn logs(&self) -> Vec<Json> {
        self.logged().into_iter().filter_map(|mut entry| entry.get_mut("log").map(Json::take)).collect()
    }

    /// The game as one of the world, with what runs by itself.
    fn begins(&self) {
        self.world.state::<State>().replace_shared(Arc::clone(&self.game));
        self.alone.play(async { timers::begin(&self.world) });
    }
}

const NOTE: (&str, &str) = (
    "NOTE",
    "var p = Spark.getPlayer(); Spark.getLog().info([Spark.getData().n, Date.now() / 1000 % 1000, p === null ? null : p.getUserName()]);",
);

#[test]
fn modules_run_when_their_time_has_come_in_order() {
    let text = "var s = Spark.getScheduler();
        Spark.setScriptData('v', [s.inSeconds('NOTE', 20, { n: 2 }), s.inSeconds('NOTE', 10, { n: 1 }), s.inSeconds('NO', 5, null), s.inSeconds(null, 5, {}),
            s.inSeconds('NOTE', 20, { n: 3 }, 'key'), s.inSeconds('NOTE', 30, { n: 4 }, 'key'), s.inSeconds('NOTE', 15, { n: 5 }, 'gone')]);
        s.cancel('gone'); s.cancel('NOTE');";
    let stage = Stage::new(text, &[NOTE]);
    assert_eq!(stage.data(Some(ALICE))["v"], json!([true, true, true, true, true, true, true]));
    stage.passes(9);
    assert_eq!(stage.logs(), Vec::<Json>::new());
    assert_eq!(stage.logged()[0]["outcome"], "the game has no such module");
    stage.passes(100);
    // 12:00:00 of the day is 400 of its thousand.
    assert_eq!(stage.logs(), [json!([1, 410, "alice"]), json!([2, 420, "alice"]), json!([4, 430, "alice"])]);
    let outcomes: Vec<_> = stage.logged().into_iter().filter(|entry| entry["outcome"] == "ran").collect();
    assert_eq!((outcomes.len(), &outcomes[2]["key"]), (3, &json!("key")));
    assert!(stage.game.lock().data.schedule.modules.is_empty());
}

#[test]
fn a_module_that_schedules_itself_runs_again_and_again() {
    let again = (
        "AGAIN",
        "var n = Spark.getData().n; Spark.getLog().info(n); if (n < 3) Spark.getScheduler().inSeconds('AGAIN', 60, { n: n + 1 });",
    );
    let stage = Stage::new("Spark.getScheduler().inSeconds('AGAIN', 0.5, { n: 1 })", &[again]);
    stage.data(None);
    stage.passes(1000);
    assert_eq!(stage.logs(), [1, 2, 3]);
}

#[test]
fn system_scripts_run_at_their_times() {
    let mut stage = Stage::new("", &[]);
    let game = Arc::get_mut(&mut stage.game).unwrap();
    for name in ["GS_DAILY", "GS_HOURLY"] {
        let text = format!("Spark.getLog().info('{name} ' + new Date().toISOString().slice(5, 16))");
        game.cloud_code.insert(script(Folder::System, name, &text));
    }
    stage.begins();
    stage.passes(13 * 3600 + 1);
    let logs = stage.logs();
    assert_eq!(logs.len(), 14);
    assert_eq!(
        (&logs[0], &logs[11], &logs[12], &logs[13]),
        (
            &json!("GS_HOURLY 05-01T13:00"),
            &json!("GS_HOURLY 05-02T00:00"),
            &json!("GS_DAILY 05-02T00:00"),
            &json!("GS_HOURLY 05-02T01:00")
        )
    );
    stage.passes(2 * 86_400);
    let daily = |log: &&Json| log.as_str().is_some_and(|log| log.starts_with("GS_DAILY"));
    assert_eq!(stage.logs().iter().filter(daily).count(), 3);
}

#[test]
fn bulk_jobs_run_for_each_player_that_is_found() {
    let text = "var b = Spark.getBulkScheduler();
        var one = b.submitJobModule({ userName: 'alice' }, 'NOTE', { n: 1 }, 60), two = b.submitJobScript({}, 'nope()', null, 30), three = b.submitJobModule({}, 'NOTE', {}, 90);
        Spark.setScriptData('v', [b.submitJobModule({}, 'NO', {}, 1), b.submitJobModule({ $nope: 1 }, 'NOTE', {}, 1), b.cancelJob(three), b.cancelJob(three), b.listBulkJobs(null).length,
            b.listBulkJobs([one])[0].getEstimatedCount(), b.listBulkJobs(one)[0].moduleShortCode, b.listBulkJobs(one)[0].getStarted(), b.listBulkJobs(one)[0].getScheduledTime() - Date.now()]);
        Spark.getScheduler().inSeconds('TELL', 100, { ids: [one, two] });";
    let tell = (
        "TELL",
        "Spark.getLog().info(Spark.getBulkScheduler().listBulkJobs(Spark.getData().ids).map(function (j) { return [j.actualCount, j.doneCount, j.errorCount, j.completed - j.created]; }))",
    );
    let stage = Stage::new(text, &[NOTE, tell]);
    assert_eq!(stage.data(None)["v"], json!([null, null, true, false, 2, 1, "NOTE", null, 60_000]));
    stage.passes(200);
    let logs = stage.logs();
    assert_eq!(logs[1], json!([1, 460, "alice"]));
    assert_eq!(logs[2], json!([[1, 1, 0, 60_000], [1, 0, 1, 30_000]]));
}
