//! The tasks that wait in a game for something's time to come, so that they can be called off, and end with the game.

use std::collections::HashMap;

use parking_lot::Mutex;
use tokio::task::AbortHandle;

use crate::platforms::gamesparks::timers::Alarm;

/// The tasks that wait.
#[derive(Debug, Default)]
pub struct Alarms {
    tasks: Mutex<HashMap<Alarm, AbortHandle>>,
}

impl Alarms {
    /// Takes note of a task.
    pub fn put(&self, alarm: Alarm, task: AbortHandle) {
        // One that has rung already, on another thread, is not there any more.
        if !task.is_finished() {
            self.tasks.lock().insert(alarm, task);
        }
    }

    /// The task has rung.
    pub fn forget(&self, alarm: &Alarm) {
        self.tasks.lock().remove(alarm);
    }

    /// Calls a task off.
    pub fn call_off(&self, alarm: &Alarm) {
        if let Some(task) = self.tasks.lock().remove(alarm) {
            task.abort();
        }
    }
}

impl Drop for Alarms {
    fn drop(&mut self) {
        self.tasks.get_mut().values().for_each(AbortHandle::abort);
    }
}
