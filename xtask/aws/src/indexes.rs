//! Refuses updates of a table that add or remove more than one global secondary index, which DynamoDB
//! rejects in the middle of a deployment.

use serde_json::Value;

use crate::{
    changes::{ResourceChange, StackChanges},
    error::{Error, Result},
};

/// Fails if DynamoDB would reject one of the changes.
pub fn refuse(changes: &[StackChanges]) -> Result<()> {
    let tables: Vec<_> = changes
        .iter()
        .flat_map(|stack| stack.resources.iter().map(move |it| (stack.stack.as_str(), it)))
        .filter(|(_, table)| table.indexes.len() > 1)
        .collect();
    if tables.is_empty() {
        return Ok(());
    }
    let list = |(stack, table): &(&str, &ResourceChange)| {
        format!("of `{}` in `{stack}`: {}", table.id, table.indexes.join(" and "))
    };
    let hint = if tables.iter().any(|(_, table)| is_redefined(&table.indexes)) {
        "remove the index, deploy, then add it again: DynamoDB cannot change its key or projection"
    } else {
        "change one index in the contract, deploy it, then change the next"
    };
    Err(Error::wrong(
        format!(
            "the deployment would change several global secondary indexes of a table at once, and \
             DynamoDB rejects that with `LimitExceededException: Only 1 online index can be created \
             or deleted simultaneously per table`:\n  {}",
            tables.iter().map(list).collect::<Vec<_>>().join("\n  ")
        ),
        hint,
    ))
}

/// Whether an index is removed and added under the same name.
fn is_redefined(indexes: &[String]) -> bool {
    let removed = indexes.iter().filter_map(|it| it.strip_suffix(" removed"));
    removed.into_iter().any(|name| indexes.contains(&format!("{name} added")))
}

/// The indexes that an update of a table adds or removes. An index whose keys or projection change is
/// removed and added again, because DynamoDB cannot change them.
pub fn changed(old: &Value, new: &Value) -> Vec<String> {
    let (before, after) = (definitions(old), definitions(new));
    let only_in = |here: &[Value], there: &[Value], verb: &str| -> Vec<String> {
        let differs = |it: &&Value| !there.iter().any(|other| is_same(it, other));
        let name = |it: &Value| it["IndexName"].as_str().unwrap_or_default().to_owned();
        here.iter().filter(differs).map(|it| format!("`{}` {verb}", name(it))).collect()
    };
    [only_in(before, after, "removed"), only_in(after, before, "added")].concat()
}

fn definitions(table: &Value) -> &[Value] {
    table["Properties"]["GlobalSecondaryIndexes"].as_array().map_or(&[], Vec::as_slice)
}

fn is_same(one: &Value, other: &Value) -> bool {
    ["IndexName", "KeySchema", "Projection"].iter().all(|key| one[key] == other[key])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::changes::{Version, compare};

    /// A table with an index for each pair of a name and a key.
    fn table(indexes: &[(&str, &str)]) -> Version {
        let index = |(name, key): &(&str, &str)| json!({ "IndexName": name, "KeySchema": [{ "AttributeName": key, "KeyType": "HASH" }] });
        let indexes: Vec<_> = indexes.iter().map(index).collect();
        let table = json!({
            "Type": "AWS::DynamoDB::Table",
            "Properties": { "GlobalSecondaryIndexes": indexes },
        });
        let template = json!({ "Resources": { "Products": table } });
        Version { template, parameters: BTreeMap::new() }
    }

    fn check(before: &[(&str, &str)], after: &[(&str, &str)]) -> Result<()> {
        refuse(&[compare("Products-dev", Some(&table(before)), &table(after))])
    }

    #[test]
    fn one_index_at_a_time_is_accepted() {
        let (a, b) = (("ByName", "name"), ("ByPrice", "price"));
        assert!(check(&[a], &[a, b]).is_ok());
        assert!(check(&[a, b], &[b]).is_ok());
        assert!(check(&[a, b], &[b, a]).is_ok());
    }

    #[test]
    fn two_indexes_at_once_are_refused_with_the_error_of_dynamodb() {
        let error = check(&[], &[("ByName", "name"), ("ByPrice", "price")]).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("`Products` in `Products-dev`"), "{text}");
        assert!(text.contains("`ByName` added and `ByPrice` added"), "{text}");
        assert!(text.contains("Only 1 online index can be created or deleted"), "{text}");
        assert!(check(&[("ByName", "name"), ("ByPrice", "price")], &[]).is_err());
        assert!(check(&[("ByName", "name")], &[("ByPrice", "price")]).is_err());
    }

    #[test]
    fn an_index_with_another_key_counts_as_removed_and_added() {
        let error = check(&[("ByName", "name")], &[("ByName", "title")]).unwrap_err();
        assert!(error.hint().unwrap().starts_with("remove the index, deploy, then add it again"));
    }

    #[test]
    fn every_table_is_listed() {
        let (before, after) = (table(&[]), table(&[("ByName", "name"), ("ByPrice", "price")]));
        let of = |stack: &str| compare(stack, Some(&before), &after);
        let text = refuse(&[of("Products-dev"), of("Orders-dev")]).unwrap_err().to_string();
        assert!(text.contains("`Products-dev`") && text.contains("`Orders-dev`"), "{text}");
    }

    #[test]
    fn a_new_table_may_have_any_number_of_indexes() {
        let new = table(&[("ByName", "name"), ("ByPrice", "price")]);
        assert!(refuse(&[compare("Products-dev", None, &new)]).is_ok());
    }
}
