//! The `demo` binary: places three orders in a deployed shop and shows the steps of each. `cargo xtask
//! demo` runs it with a [`request::Demo`] in JSON on its standard input, so that a password is in no
//! list of processes.

mod case;
mod follow;
mod order;
mod shop;

use std::{io::stdin, process::ExitCode};

use request::Demo;

use crate::{
    case::{CASES, Case},
    follow::{Ending, SystemTimer, follow},
    order::Report,
    shop::{Product, Result, Shop},
};

/// Units of the demo product in stock: enough for the orders that are to be confirmed.
const STOCK: u32 = 50;

#[tokio::main]
async fn main() -> ExitCode {
    let demo = match serde_json::from_reader(stdin()) {
        Ok(demo) => demo,
        Err(error) => {
            eprintln!("error: failed to read the input: {error}\n  hint: run `cargo xtask demo`");
            return ExitCode::from(2);
        }
    };
    match run(demo).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::FAILURE
        }
    }
}

/// Places an order of each case, one after another. Returns whether all ended as expected.
async fn run(demo: Demo) -> Result<bool> {
    let (json, quiet) = (demo.json, demo.quiet);
    let progress = |text: String| {
        if !quiet {
            eprintln!("{text}");
        }
    };
    let shop = Shop::enter(demo).await?;
    progress(format!("registered `{}`", shop.customer_email()));
    let product = shop.stock_product(STOCK).await?;
    progress(format!("stocked {STOCK} units of `{}`", product.id));
    let mut reports = vec![];
    for case in &CASES {
        reports.push(place(case, &product, &shop, !json).await?);
    }
    if json {
        println!("{:#}", serde_json::json!(reports));
    }
    Ok(reports.iter().all(|report| report.as_expected))
}

/// Places an order and follows it to its end. Prints what happens if `print` is set.
async fn place(case: &Case, product: &Product, shop: &Shop, print: bool) -> Result<Report> {
    let order = shop.place(product, case).await?;
    let timer = SystemTimer::start();
    if print {
        println!("{}", order::title(case, product, &order));
    }
    let look = async || {
        let seen = shop.look(&order.order_id).await?;
        if case.completes(seen.status) {
            shop.complete(&order).await?;
        }
        Ok(seen)
    };
    let show = |step: &_| {
        if print {
            println!("{}", order::line(step));
        }
    };
    let Ending { steps, seen, problem } = follow(case, &timer, look, show).await;
    let report = Report::new(case, &order, &seen, steps, problem);
    if print {
        println!("{}\n", report.summary());
    }
    Ok(report)
}
