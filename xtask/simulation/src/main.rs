//! Simulates the shop with many seeds, or repeats one run: `cargo xtask simulate`.

use std::{
    process::ExitCode,
    thread::available_parallelism,
    time::{Duration, Instant},
};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use simulation::{Plan, Report, Search, run, search, shrink};

/// Simulates the shop with faults, and looks for lost orders and wrong charges.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many seeds to run.
    #[arg(long, default_value_t = 10_000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// Repeats the run of this seed.
    #[arg(long, conflicts_with_all = ["seeds", "first"])]
    seed: Option<u64>,
    /// Repeats the run of this plan, in JSON.
    #[arg(long, conflicts_with_all = ["seeds", "first", "seed"])]
    plan: Option<String>,
    /// Threads; as many as there are processors if absent.
    #[arg(long)]
    jobs: Option<usize>,
    /// Prints everything that happens in a run that is repeated or fails.
    #[arg(long)]
    trace: bool,
    /// Shows a failure as it was found, and not the smallest one like it.
    #[arg(long)]
    no_shrink: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let plan = match (&arguments.plan, arguments.seed) {
        (Some(plan), _) => match serde_json::from_str(plan) {
            Ok(plan) => Some(plan),
            Err(error) => {
                eprintln!("error: failed to read the plan: {error}");
                return ExitCode::FAILURE;
            }
        },
        (None, Some(seed)) => Some(Plan::of_seed(seed)),
        (None, None) => None,
    };
    match plan {
        Some(plan) => repeat(&plan, arguments.trace),
        None => search_all(&arguments),
    }
}

/// Repeats one run.
fn repeat(plan: &Plan, has_trace: bool) -> ExitCode {
    let report = run(plan, has_trace);
    report.trace.iter().for_each(|line| println!("{line}"));
    if report.problems.is_empty() {
        println!("No problem with {plan:#?}");
        return ExitCode::SUCCESS;
    }
    show(&report);
    ExitCode::FAILURE
}

fn search_all(arguments: &Arguments) -> ExitCode {
    let threads = arguments.jobs.unwrap_or_else(|| available_parallelism().map_or(1, Into::into));
    let bar = ProgressBar::new(arguments.seeds);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} runs, {per_sec}, {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    let begun = Instant::now();
    let seeds = Search { first: arguments.first, seeds: arguments.seeds, threads };
    let failure = search(seeds, || bar.inc(1));
    let (runs, seconds) = (bar.position(), begun.elapsed().as_secs_f64());
    bar.finish_and_clear();
    #[expect(clippy::cast_precision_loss, reason = "it is a rate for people")]
    let rate = runs as f64 / seconds;
    println!("{runs} runs in {seconds:.1} s: {rate:.0} runs/s with {threads} threads");
    let Some(failure) = failure else { return ExitCode::SUCCESS };
    println!("Seed {} fails.", failure.plan.seed);
    let plan = if arguments.no_shrink { failure.plan } else { shrink(failure.plan, fails) };
    repeat(&plan, arguments.trace)
}

fn fails(plan: &Plan) -> bool {
    !run(plan, false).problems.is_empty()
}

/// Prints the problems and how to repeat the run.
fn show(report: &Report) {
    for problem in &report.problems {
        println!("- {problem}");
    }
    match serde_json::to_string(&report.plan) {
        Ok(plan) if report.plan != Plan::of_seed(report.plan.seed) => {
            println!("Repeat it with: cargo xtask simulate --trace --plan '{plan}'");
        }
        _ => println!("Repeat it with: cargo xtask simulate --trace --seed {}", report.plan.seed),
    }
}
