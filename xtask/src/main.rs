//! The command-line tool: one file per command, or per group of similar commands.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod aws_binary;
mod build;
mod codegen;
mod contracts;
mod demo;
mod deployment;
mod dlq;
mod doctor;
mod environment;
mod executions;
mod graph;
mod imports;
mod lint;
mod local;
mod new;
mod outbox;
mod restarts;
mod review;
mod simulate;
mod synth;
mod test;
mod tidy;
mod tools;
mod unused_rights;

/// Synthesise, build, deploy and test the shop
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    after_help = "Results go to standard output, progress to standard error. NO_COLOR is honoured.\n\
                  Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused without consent."
)]
struct Cli {
    #[command(flatten)]
    verbosity: request::Verbosity,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Synth(synth::Args),
    Build(build::Args),
    #[command(flatten)]
    Deployment(deployment::Command),
    Dlq(dlq::Args),
    Outbox(outbox::Args),
    Executions(executions::Args),
    Demo(demo::Args),
    Graph(graph::Args),
    Local(local::Args),
    Codegen(codegen::Args),
    Contracts(contracts::Args),
    New(new::Args),
    Tidy(tidy::Args),
    Test(test::Args),
    Simulate(simulate::Args),
    Doctor(doctor::Args),
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(report) => {
            eprintln!("{report:?}");
            ExitCode::FAILURE
        }
    }
}

fn run(Cli { verbosity, command }: Cli) -> miette::Result<ExitCode> {
    match command {
        Command::Deployment(command) => return deployment::run(command, verbosity),
        Command::Dlq(args) => return dlq::run(args, verbosity),
        Command::Outbox(args) => return outbox::run(args, verbosity),
        Command::Executions(args) => return executions::run(args, verbosity),
        Command::Demo(args) => return demo::run(args, verbosity),
        Command::Simulate(args) => return simulate::run(args),
        Command::Synth(args) => synth::run(&args),
        Command::Build(args) => build::run(args),
        Command::Graph(args) => graph::run(&args),
        Command::Local(args) => local::run(args),
        Command::Codegen(args) => codegen::run(args),
        Command::Contracts(args) => contracts::run(args),
        Command::New(args) => new::run(&args),
        Command::Tidy(args) => tidy::run(&args),
        Command::Test(args) => test::run(&args, verbosity),
        Command::Doctor(args) => doctor::run(args),
    }
    .map(|()| ExitCode::SUCCESS)
}
