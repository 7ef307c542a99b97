//! What a person sees of work that takes long: a line on standard error, on a terminal only, that goes when the work is done.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    sync::mpsc::{self, Sender},
    thread::JoinHandle,
    time::Duration,
};

/// Work that takes less is not shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line moves (taste).
const TICK: Duration = Duration::from_millis(100);

/// The line; it goes when this is dropped.
pub(super) struct Progress {
    bar: ProgressBar,
    /// Closed when the work is done.
    done: Option<Sender<()>>,
    shown: Option<JoinHandle<()>>,
}

impl Progress {
    /// Work with a name, as `reading refs.bib`, of so many steps if they are counted. Nothing is shown unless `is_shown`.
    pub(super) fn new(name: String, steps: Option<usize>, is_shown: bool) -> Progress {
        let bar =
            ProgressBar::with_draw_target(steps.map(|steps| steps as u64), ProgressDrawTarget::hidden());
        let template =
            if steps.is_some() { "{msg} {wide_bar} {human_pos}/{human_len}" } else { "{spinner} {msg}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(name);
        let mut progress = Progress { bar, done: None, shown: None };
        if is_shown {
            let (done, wait) = mpsc::channel::<()>();
            let bar = progress.bar.clone();
            progress.done = Some(done);
            progress.shown = Some(std::thread::spawn(move || {
                if wait.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(TICK);
                }
            }));
        }
        progress
    }

    /// One step is done.
    pub(super) fn step(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done = None;
        if let Some(shown) = self.shown.take() {
            let _ = shown.join();
        }
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn short_work_does_not_wait_for_its_line() {
        let start = Instant::now();
        let progress = Progress::new("working".to_owned(), Some(2), true);
        progress.step();
        assert!(progress.bar.is_hidden());
        drop(progress);
        assert!(start.elapsed() < PATIENCE);
    }
}
