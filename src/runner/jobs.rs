//! Several jobs at once, each on a thread, with what came of them handed over as soon as it is there.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

/// Works through `jobs` on at most `threads` threads. After a result that `goes_on` says no to, no further job is begun.
/// `done` is called on this thread, once for each job that was worked on, in the order in which they end.
pub fn work_through<J: Sync, R: Send>(
    jobs: &[J],
    threads: usize,
    work: impl Fn(&J) -> R + Sync,
    goes_on: impl Fn(&R) -> bool + Sync,
    mut done: impl FnMut(usize, R),
) {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let (sender, results) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, jobs.len().max(1)) {
            let (next, stop, work, goes_on, sender) = (&next, &stop, &work, &goes_on, sender.clone());
            scope.spawn(move || {
                while !stop.load(Ordering::Acquire) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { break };
                    let result = work(job);
                    // Decided here and not by whoever takes the result: that may be later than the next job begins.
                    if !goes_on(&result) {
                        stop.store(true, Ordering::Release);
                    }
                    if sender.send((at, result)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        results.into_iter().for_each(|(at, result)| done(at, result));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_is_worked_on_once() {
        let jobs: Vec<usize> = (0..100).collect();
        let mut results = vec![None; jobs.len()];
        work_through(&jobs, 8, |job| job * 2, |_| true, |at, result| assert_eq!(results[at].replace(result), None));
        assert!(results.iter().enumerate().all(|(at, result)| *result == Some(at * 2)));
    }

    #[test]
    fn nothing_is_begun_after_a_stop() {
        let jobs: Vec<usize> = (0..100).collect();
        let mut ended = Vec::new();
        work_through(&jobs, 1, |job| *job, |result| *result < 3, |_, result| ended.push(result));
        assert_eq!(ended, [0, 1, 2, 3]);
        work_through(&[] as &[usize], 4, |job| *job, |_| true, |_, _| unreachable!("there is no job"));
    }
}
