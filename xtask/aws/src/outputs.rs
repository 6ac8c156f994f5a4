//! Shows the outputs of the deployed stacks, such as endpoints.

use std::{collections::BTreeMap, fs, path::Path};

use request::Selection;

use crate::{
    context::Context,
    diff,
    error::{Error, Result},
    preflight,
    stack::{self, Values},
};

pub async fn run(ctx: &Context, options: &Selection) -> Result<()> {
    preflight::check_account(ctx).await?;
    let mut outputs = BTreeMap::new();
    for stack in diff::selected(ctx, &options.stacks)? {
        if let Some(deployed) = stack::describe(ctx, &stack.name).await? {
            outputs.insert(stack.name.clone(), stack::outputs(&deployed));
        }
    }
    if options.json {
        println!("{:#}", serde_json::json!(outputs));
    } else {
        print(&outputs);
    }
    Ok(())
}

/// Prints one output per line.
pub fn print(outputs: &BTreeMap<String, Values>) {
    for (stack, values) in outputs {
        for (name, value) in values {
            println!("{stack}.{name} = {value}");
        }
    }
}

/// Writes `{stack: {output: value}}`.
pub fn write(file: &Path, outputs: &BTreeMap<String, Values>) -> Result<()> {
    let json = format!("{:#}\n", serde_json::json!(outputs));
    fs::write(file, json).map_err(|source| Error::File {
        action: "write",
        path: file.to_owned(),
        source,
    })
}
