//! `aws status`: where every stack stands, and whether it is what the templates say.

use request::Selection;
use serde::Serialize;

use crate::{context::Context, diff, error::Result, preflight, stack};

/// Where one stack stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Standing {
    stack: String,
    /// CloudFormation's word for it, or `NOT_DEPLOYED`.
    state: String,
    updated: Option<String>,
    /// Whether its template is the one synthesised just now.
    current: bool,
}

/// Prints where every stack stands.
pub async fn run(ctx: &Context, options: &Selection) -> Result<()> {
    preflight::check_account(ctx).await?;
    let stacks = diff::selected(ctx, &options.stacks)?;
    let changes = diff::changes(ctx, &stacks).await?;
    let mut standings = vec![];
    for (stack, changes) in stacks.iter().zip(changes) {
        let deployed = stack::describe(ctx, &stack.name).await?;
        let updated =
            deployed.as_ref().and_then(|it| it.last_updated_time().or(it.creation_time()));
        standings.push(Standing {
            stack: stack.name.clone(),
            state: deployed.as_ref().map_or("NOT_DEPLOYED", stack::status).to_owned(),
            updated: updated.map(ToString::to_string),
            current: changes.is_empty(),
        });
    }
    if options.json {
        println!("{:#}", serde_json::json!(standings));
    } else {
        print!("{}", table(&standings));
    }
    Ok(())
}

fn table(standings: &[Standing]) -> String {
    let width = |text: fn(&Standing) -> &str| {
        standings.iter().map(|it| text(it).len()).max().unwrap_or_default()
    };
    let (names, states) = (width(|it| &it.stack), width(|it| &it.state));
    let line = |it: &Standing| {
        let updated = it.updated.as_deref().unwrap_or("never");
        let current = if it.current { "unchanged" } else { "changed" };
        format!("{:names$}  {:states$}  {current:9}  {updated}\n", it.stack, it.state)
    };
    standings.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let standing = |stack: &str, state: &str, current| Standing {
            stack: stack.to_owned(),
            state: state.to_owned(),
            updated: None,
            current,
        };
        assert_eq!(
            table(&[standing("Users-dev", "NOT_DEPLOYED", false), standing("A-dev", "OK", true)]),
            "Users-dev  NOT_DEPLOYED  changed    never\n\
             A-dev      OK            unchanged  never\n"
        );
    }
}
