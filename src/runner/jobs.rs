//! Several jobs at once, each on a thread, with what came of them handed over as soon as it is there.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

/// Works through `jobs` on at most `threads` threads. `done` is called on this thread, once for each job that was worked
/// on, in the order in which they end, and says whether to go on; after a `false` no further job is begun.
pub fn work_through<J: Sync, R: Send>(
    jobs: &[J],
    threads: usize,
    work: impl Fn(&J) -> R + Sync,
    mut done: impl FnMut(usize, R) -> bool,
) {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let (sender, results) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, jobs.len().max(1)) {
            let (next, stop, work, sender) = (&next, &stop, &work, sender.clone());
            scope.spawn(move || {
                while !stop.load(Ordering::Acquire) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { break };
                    if sender.send((at, work(job))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (at, result) in results {
            if !done(at, result) {
                stop.store(true, Ordering::Release);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_is_worked_on_once() {
        let jobs: Vec<usize> = (0..100).collect();
        let mut results = vec![None; jobs.len()];
        work_through(
            &jobs,
            8,
            |job| job * 2,
            |at, result| {
                assert_eq!(results[at].replace(result), None);
                true
            },
        );
        assert!(results.iter().enumerate().all(|(at, result)| *result == Some(at * 2)));
    }

    #[test]
    fn nothing_is_begun_after_a_stop() {
        let jobs: Vec<usize> = (0..100).collect();
        let mut ended = 0;
        work_through(
            &jobs,
            1,
            |job| *job,
            |_, _| {
                ended += 1;
                false
            },
        );
        // The one thread may have begun another job before it heard of the stop, and no more than its channel lets it.
        assert!(ended >= 1);
        work_through(&[] as &[usize], 4, |job| *job, |_, _| unreachable!("there is no job"));
    }
}
