//! Shows the state of every stack, and whether its template has changed.

use request::Selection;
use serde::Serialize;

use crate::{context::Context, diff, error::Result, preflight, stack};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct StackState {
    stack: String,
    /// The status in CloudFormation, or `NOT_DEPLOYED`.
    state: String,
    updated: Option<String>,
    /// Whether the synthesised template is deployed.
    current: bool,
}

pub async fn run(ctx: &Context, options: &Selection) -> Result<()> {
    preflight::check_account(ctx).await?;
    let stacks = diff::selected(ctx, &options.stacks)?;
    let changes = diff::changes(ctx, &stacks).await?;
    let mut states = vec![];
    for (stack, changes) in stacks.iter().zip(changes) {
        let deployed = stack::describe(ctx, &stack.name).await?;
        let updated =
            deployed.as_ref().and_then(|it| it.last_updated_time().or(it.creation_time()));
        states.push(StackState {
            stack: stack.name.clone(),
            state: deployed.as_ref().map_or("NOT_DEPLOYED", stack::status).to_owned(),
            updated: updated.map(ToString::to_string),
            current: changes.is_empty(),
        });
    }
    if options.json {
        println!("{:#}", serde_json::json!(states));
    } else {
        print!("{}", table(&states));
    }
    Ok(())
}

fn table(states: &[StackState]) -> String {
    let width = |text: fn(&StackState) -> &str| {
        states.iter().map(|it| text(it).len()).max().unwrap_or_default()
    };
    let (name_width, state_width) = (width(|it| &it.stack), width(|it| &it.state));
    let line = |it: &StackState| {
        let updated = it.updated.as_deref().unwrap_or("never");
        let current = if it.current { "unchanged" } else { "changed" };
        format!("{:name_width$}  {:state_width$}  {current:9}  {updated}\n", it.stack, it.state)
    };
    states.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_longest_value() {
        let state_of = |stack: &str, state: &str, current| StackState {
            stack: stack.to_owned(),
            state: state.to_owned(),
            updated: None,
            current,
        };
        assert_eq!(
            table(&[state_of("Users-dev", "NOT_DEPLOYED", false), state_of("A-dev", "OK", true)]),
            "Users-dev  NOT_DEPLOYED  changed    never\n\
             A-dev      OK            unchanged  never\n"
        );
    }
}
