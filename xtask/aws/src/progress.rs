//! Progress on standard error: a spinner per stack on a terminal, plain lines otherwise.

use std::{io::IsTerminal, sync::Mutex, time::Duration};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use request::Verbosity;

#[derive(Debug)]
pub struct Progress {
    bars: Option<MultiProgress>,
    quiet: bool,
}

/// The progress of one stack.
#[derive(Debug)]
pub struct Task<'a> {
    progress: &'a Progress,
    name: String,
    bar: Option<ProgressBar>,
    last: Mutex<String>,
}

impl Progress {
    pub fn new(Verbosity { quiet, no_progress }: Verbosity) -> Self {
        let spinners = !quiet && !no_progress && std::io::stderr().is_terminal();
        Self { bars: spinners.then(MultiProgress::new), quiet }
    }

    /// Prints a line.
    pub fn line(&self, text: &str) {
        match &self.bars {
            _ if self.quiet => {}
            Some(bars) => bars.suspend(|| eprintln!("{text}")),
            None => eprintln!("{text}"),
        }
    }

    pub fn task(&self, name: &str) -> Task<'_> {
        let bar = self.bars.as_ref().map(|bars| {
            let bar = bars.add(ProgressBar::new_spinner().with_prefix(name.to_owned()));
            bar.set_style(style());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Task { progress: self, name: name.to_owned(), bar, last: Mutex::default() }
    }
}

impl Task<'_> {
    /// Shows the current action. A repeated action is shown once.
    pub fn now(&self, action: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(action.to_owned()),
            None if self.is_new(action) => {
                self.progress.line(&format!("{}: {action}", self.name));
            }
            None => {}
        }
    }

    /// Shows the result.
    pub fn end(&self, result: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.progress.line(&format!("{}: {result}", self.name));
    }

    /// Whether a new action replaces the shown one, so that frequent reports are readable.
    pub fn is_live(&self) -> bool {
        self.bar.is_some()
    }

    fn is_new(&self, action: &str) -> bool {
        self.last.lock().is_ok_and(|mut last| {
            let is_new = *last != action;
            action.clone_into(&mut last);
            is_new
        })
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {prefix:.bold} {wide_msg} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}
