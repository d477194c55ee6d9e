//! A game is closed while it is being published, so that whoever asks finds what the script of its publication has prepared.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Whether a game can be asked already.
#[derive(Debug, Default)]
pub struct Gate {
    is_closed: AtomicBool,
    opened: Notify,
}

/// Keeps a gate closed, and opens it when it goes away, whatever happened meanwhile.
pub struct Closed<'g>(&'g Gate);

impl Gate {
    /// Closes it: to be called before anybody can ask.
    pub fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
    }

    /// It opens when what is given goes away.
    pub fn opens_after(&self) -> Closed<'_> {
        Closed(self)
    }

    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Acquire)
    }

    /// Waits until it is open.
    pub async fn pass(&self) {
        while self.is_closed() {
            let opened = self.opened.notified();
            // It may have been opened in between; whoever is here before that is woken.
            if self.is_closed() {
                opened.await;
            }
        }
    }
}

impl Drop for Closed<'_> {
    fn drop(&mut self) {
        self.0.is_closed.store(false, Ordering::Release);
        self.0.opened.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn those_who_wait_pass_when_it_opens() {
        let gate = Arc::new(Gate::default());
        gate.pass().await;
        gate.close();
        let waits = (0..3).map(|_| {
            let gate = Arc::clone(&gate);
            tokio::spawn(async move { gate.pass().await })
        });
        let waits: Vec<_> = waits.collect();
        tokio::task::yield_now().await;
        assert!(waits.iter().all(|task| !task.is_finished()));
        drop(gate.opens_after());
        for task in waits {
            task.await.unwrap();
        }
        gate.pass().await;
    }
}
