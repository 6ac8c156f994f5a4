//! `cargo xtask demo`: places orders in a deployed shop, and shows the steps of each.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use contracts::{
    Service, StoredSecret, activity, inventory, notification, order, product_management,
    user_management,
};
use manifest::WELL_KNOWN_PASSWORD;
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use request::{Credentials, Demo, Verbosity};
use stacks::{Environment, environment::Target};

use crate::{
    aws_binary::{self, StackOutputs},
    build, environment, local, synth,
};

const EXAMPLES: &str = "\
Examples:
  cargo xtask demo
  cargo xtask demo --json
  cargo xtask demo --env dev --admin-password-file <(aws ssm get-parameter --with-decryption \
--name /dev/Users/admin-password --query Parameter.Value --output text)

The orders are those of a new customer, for a product `Demo Espresso` that the administrator adds to the \
catalogue and stocks. The first is paid, confirmed, and completed by the administrator; the payment of the \
second is declined; the third is for more units than are in stock, and is refunded. Steps come from the \
activity feed, the order and the customer's notifications; times are seconds from the order's acceptance \
until the step was seen. Exit code 1: an order did not end as expected within a minute.";

/// The APIs that the demo calls.
const SERVICES: [Service; 6] = [
    activity::SERVICE,
    inventory::SERVICE,
    notification::SERVICE,
    order::SERVICE,
    product_management::SERVICE,
    user_management::SERVICE,
];

/// The output of a stack with the address of its API.
const API_OUTPUT: &str = "ApiEndpoint";

/// Place one paid, one declined and one out-of-stock order, and show the steps of each
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The environment, which must be deployed
    #[arg(long, default_value = "local")]
    env: String,
    /// The file with the password of the first administrator; on the local AWS it is well known
    #[arg(long, value_name = "FILE")]
    admin_password_file: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, verbosity: Verbosity) -> Result<ExitCode> {
    let environment = environment::load(&args.env)?;
    let administrator = administrator(&environment, args.admin_password_file.as_deref())?;
    let synthesis = synth::write(environment)?;
    if let Target::Local { port } = synthesis.environment.target {
        local::ensure_up(port)?;
    }
    let outputs = aws_binary::outputs(&synthesis, verbosity)?;
    let addresses = addresses(&outputs, &args.env)?;
    play(&Demo { addresses, administrator, json: args.json, quiet: verbosity.quiet })
}

/// The first administrator of an environment in which orders may be placed.
fn administrator(environment: &Environment, password: Option<&Path>) -> Result<Credentials> {
    let name = &environment.name;
    if environment.protected {
        return Err(miette!(
            help = "choose another environment with `--env`",
            "`{name}` is protected: the demo would place orders among those of customers"
        ));
    }
    let Some(admin) = &environment.admin else {
        let help = format!("add `admin` to `env/{name}.yaml` and deploy");
        return Err(miette!(help = help, "`{name}` has no administrator, who completes orders"));
    };
    let password = match password {
        Some(file) => fs::read_to_string(file)
            .into_diagnostic()
            .wrap_err_with(|| format!("failed to read `{}`", file.display()))?
            .trim_end()
            .to_owned(),
        None if !environment.is_aws() => WELL_KNOWN_PASSWORD.to_owned(),
        None => return Err(no_password(name)),
    };
    Ok(Credentials { email: admin.email.clone(), password })
}

fn no_password(environment: &str) -> miette::Report {
    let parameter = user_management::AdminPassword::PARAMETER.in_environment(environment);
    let help = format!(
        "pass `--admin-password-file`: `aws ssm get-parameter --with-decryption --name {parameter} \
         --query Parameter.Value --output text` prints it"
    );
    miette!(help = help, "the password of the administrator of `{environment}` is random")
}

/// The addresses of the APIs, by service.
fn addresses(outputs: &StackOutputs, environment: &str) -> Result<BTreeMap<String, String>> {
    let address = |service: &Service| {
        let stack = format!("{}-{environment}", service.stack);
        let address = outputs.get(&stack).and_then(|outputs| outputs.get(API_OUTPUT));
        let address = address.ok_or_else(|| {
            let help = format!("run `cargo xtask deploy --env {environment}`");
            miette!(help = help, "the stack `{stack}` is not deployed or has no `{API_OUTPUT}`")
        })?;
        Ok((service.name.to_owned(), address.clone()))
    };
    SERVICES.iter().map(address).collect()
}

/// Runs the `demo` binary, which prints its own errors.
fn play(demo: &Demo) -> Result<ExitCode> {
    let binary = build::binary_here("demo", build::Target::Local)?;
    let mut process = Command::new(binary)
        .stdin(Stdio::piped())
        .spawn()
        .into_diagnostic()
        .wrap_err("failed to run the `demo` binary")?;
    let input = serde_json::to_vec(demo).into_diagnostic()?;
    let mut stdin = process.stdin.take().ok_or_else(|| miette!("`demo` has no standard input"))?;
    stdin.write_all(&input).into_diagnostic()?;
    drop(stdin);
    let code = process.wait().into_diagnostic()?.code();
    Ok(code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::Cli;

    fn outputs(stacks: &[&str]) -> StackOutputs {
        let output = |stack: &&str| (API_OUTPUT.to_owned(), format!("http://{stack}/"));
        let stack = |stack: &&str| (format!("{stack}-dev"), [output(stack)].into());
        stacks.iter().map(stack).collect()
    }

    #[test]
    fn addresses_are_found_by_service() {
        let all = SERVICES.map(|service| service.stack);
        let addresses = addresses(&outputs(&all), "dev").unwrap();
        assert_eq!(addresses.len(), SERVICES.len());
        assert_eq!(addresses["user-management"], "http://Users/");
    }

    #[test]
    fn a_missing_stack_is_named_with_the_command_that_deploys_it() {
        let error = addresses(&outputs(&["ActivityService"]), "dev").unwrap_err();
        assert!(error.to_string().contains("`InventoryService-dev`"), "{error}");
        let help = error.help().unwrap().to_string();
        assert_eq!(help, "run `cargo xtask deploy --env dev`");
    }

    #[test]
    fn the_password_is_well_known_locally_and_read_from_a_file_on_aws() {
        let local = administrator(&environment::load("local").unwrap(), None).unwrap();
        assert_eq!(local.password, WELL_KNOWN_PASSWORD);
        let dev = environment::load("dev").unwrap();
        let help = |error: miette::Report| error.help().unwrap().to_string();
        let error = administrator(&dev, None).err().map(help).unwrap();
        assert!(error.contains("/dev/Users/admin-password"), "{error}");
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"a password\n").unwrap();
        let admin = administrator(&dev, Some(file.path())).unwrap();
        assert_eq!((&admin.email[..], &admin.password[..]), (&local.email[..], "a password"));
    }

    #[test]
    fn a_protected_environment_is_refused() {
        let error = administrator(&environment::load("prod").unwrap(), None).err().unwrap();
        assert!(error.to_string().starts_with("`prod` is protected"), "{error}");
    }

    #[test]
    fn every_option_has_a_default() {
        for options in ["demo", "demo --json", "demo --env dev --admin-password-file f --quiet"] {
            let result = Cli::try_parse_from(format!("xtask {options}").split(' '));
            assert!(result.is_ok(), "{options}: {:?}", result.err());
        }
    }
}
