//! What happens while it happens, on standard error: a line that moves per stack on a terminal,
//! plain lines everywhere else.

use std::{io::IsTerminal, sync::Mutex, time::Duration};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use request::Verbosity;

/// How to tell the person at the keyboard what is going on.
#[derive(Debug)]
pub struct Progress {
    bars: Option<MultiProgress>,
    quiet: bool,
}

/// The progress of one thing among several.
#[derive(Debug)]
pub struct Task<'a> {
    progress: &'a Progress,
    name: String,
    bar: Option<ProgressBar>,
    last: Mutex<String>,
}

impl Progress {
    /// Moving lines need a terminal and somebody who wants them.
    pub fn new(Verbosity { quiet, no_progress }: Verbosity) -> Self {
        let moving = !quiet && !no_progress && std::io::stderr().is_terminal();
        Self { bars: moving.then(MultiProgress::new), quiet }
    }

    /// A line that stays.
    pub fn line(&self, text: &str) {
        match &self.bars {
            _ if self.quiet => {}
            Some(bars) => bars.suspend(|| eprintln!("{text}")),
            None => eprintln!("{text}"),
        }
    }

    /// Starts to report on one stack.
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
    /// What is being done now. Said once, however often it is reported.
    pub fn now(&self, doing: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(doing.to_owned()),
            None if self.is_news(doing) => {
                self.progress.line(&format!("{}: {doing}", self.name));
            }
            None => {}
        }
    }

    /// How it ended.
    pub fn end(&self, result: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.progress.line(&format!("{}: {result}", self.name));
    }

    /// Whether there is room for news that replace each other.
    pub fn is_live(&self) -> bool {
        self.bar.is_some()
    }

    fn is_news(&self, doing: &str) -> bool {
        self.last.lock().is_ok_and(|mut last| {
            let news = *last != doing;
            doing.clone_into(&mut last);
            news
        })
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {prefix:.bold} {wide_msg} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}
