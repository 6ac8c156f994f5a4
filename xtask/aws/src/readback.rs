//! Reads back what deployments are known to lose without a word, and puts it right where that is
//! ours to do: the local AWS drops a table's expiry and an API's CORS rules.

use std::collections::BTreeMap;

use aws_sdk_apigatewayv2::types::Cors;
use aws_sdk_dynamodb::types::{TimeToLiveSpecification, TimeToLiveStatus};
use manifest::Stack;
use serde_json::Value;

use crate::{
    context::Context,
    error::{Error, Result, call},
    template::resources,
};

/// A setting that a template asks for, and what it belongs to.
#[derive(Clone, Debug, PartialEq)]
enum Setting {
    /// Items of this table expire by this attribute.
    Expiry { table: String, attribute: String },
    /// What pages of other origins may do with this API.
    Cors { api: String, cors: Cors },
}

/// Compares the stack's settings with its template. Puts them right on the local AWS; anywhere
/// else a difference is an error.
pub async fn verify(ctx: &Context, stack: &Stack) -> Result<()> {
    let template = ctx.template(stack)?;
    if settings(&template, |id| Some(id.to_owned())).is_empty() {
        return Ok(());
    }
    let physical = physical_ids(ctx, &stack.name).await?;
    for setting in settings(&template, |id| physical.get(id).cloned()) {
        if ctx.is_local() && !is_so(ctx, &setting).await? {
            apply(ctx, &setting).await?;
        }
        if !is_so(ctx, &setting).await? {
            return Err(Error::fault(format!("`{}` was deployed without {setting}", stack.name)));
        }
    }
    Ok(())
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Expiry { table, attribute } => {
                write!(f, "the expiry of `{table}` by `{attribute}`")
            }
            Self::Cors { api, .. } => write!(f, "the CORS rules of `{api}`"),
        }
    }
}

/// What the template asks for. Resources that were not made, by a condition, ask for nothing.
fn settings(template: &Value, physical: impl Fn(&str) -> Option<String>) -> Vec<Setting> {
    resources(template)
        .filter_map(|(id, kind, resource)| {
            let properties = &resource["Properties"];
            match kind {
                "AWS::DynamoDB::Table" => {
                    let expiry = &properties["TimeToLiveSpecification"];
                    let attribute = expiry["AttributeName"].as_str()?.to_owned();
                    Some(Setting::Expiry { table: physical(id)?, attribute })
                }
                "AWS::ApiGatewayV2::Api" => {
                    let cors = properties.get("CorsConfiguration").map(cors)?;
                    Some(Setting::Cors { api: physical(id)?, cors })
                }
                _ => None,
            }
        })
        .collect()
}

fn cors(value: &Value) -> Cors {
    let list = |key: &str| {
        let values = value[key].as_array()?;
        Some(values.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    };
    Cors::builder()
        .set_allow_origins(list("AllowOrigins"))
        .set_allow_methods(list("AllowMethods"))
        .set_allow_headers(list("AllowHeaders"))
        .set_expose_headers(list("ExposeHeaders"))
        .set_allow_credentials(value["AllowCredentials"].as_bool())
        .set_max_age(value["MaxAge"].as_i64().and_then(|it| i32::try_from(it).ok()))
        .build()
}

/// Logical to physical id.
pub async fn physical_ids(ctx: &Context, stack: &str) -> Result<BTreeMap<String, String>> {
    let mut pages =
        ctx.cloudformation.list_stack_resources().stack_name(stack).into_paginator().send();
    let mut found = BTreeMap::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(call(format!("list the resources of `{stack}`")))?;
        found.extend(page.stack_resource_summaries().iter().filter_map(|it| {
            Some((it.logical_resource_id()?.to_owned(), it.physical_resource_id()?.to_owned()))
        }));
    }
    Ok(found)
}

async fn is_so(ctx: &Context, setting: &Setting) -> Result<bool> {
    match setting {
        Setting::Expiry { table, attribute } => {
            let answer = ctx
                .dynamodb
                .describe_time_to_live()
                .table_name(table)
                .send()
                .await
                .map_err(call(format!("read {setting}")))?;
            Ok(answer.time_to_live_description().is_some_and(|it| {
                let on = [TimeToLiveStatus::Enabled, TimeToLiveStatus::Enabling];
                it.time_to_live_status().is_some_and(|status| on.contains(status))
                    && it.attribute_name() == Some(attribute)
            }))
        }
        Setting::Cors { api, cors } => {
            let answer = ctx
                .apigateway
                .get_api()
                .api_id(api)
                .send()
                .await
                .map_err(call(format!("read {setting}")))?;
            Ok(answer.cors_configuration().is_some_and(|it| is_same(it, cors)))
        }
    }
}

/// Headers and methods come back in any order and, headers at least, in lower case.
fn is_same(actual: &Cors, wanted: &Cors) -> bool {
    let set = |values: &[String]| {
        let mut values: Vec<String> = values.iter().map(|it| it.to_lowercase()).collect();
        values.sort();
        values
    };
    set(actual.allow_origins()) == set(wanted.allow_origins())
        && set(actual.allow_methods()) == set(wanted.allow_methods())
        && set(actual.allow_headers()) == set(wanted.allow_headers())
        && set(actual.expose_headers()) == set(wanted.expose_headers())
        && actual.allow_credentials().unwrap_or(false)
            == wanted.allow_credentials().unwrap_or(false)
        && actual.max_age().unwrap_or(0) == wanted.max_age().unwrap_or(0)
}

async fn apply(ctx: &Context, setting: &Setting) -> Result<()> {
    let action = format!("set {setting}");
    match setting {
        Setting::Expiry { table, attribute } => {
            let specification = TimeToLiveSpecification::builder()
                .attribute_name(attribute)
                .enabled(true)
                .build()
                .map_err(|error| Error::call(action.clone(), error))?;
            let request = ctx.dynamodb.update_time_to_live().table_name(table);
            request.time_to_live_specification(specification).send().await.map_err(call(action))?;
        }
        Setting::Cors { api, cors } => {
            let request = ctx.apigateway.update_api().api_id(api).cors_configuration(cors.clone());
            request.send().await.map_err(call(action))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn expiry_and_cors_are_read_from_the_template() {
        let template = json!({ "Resources": {
            "Api": { "Type": "AWS::ApiGatewayV2::Api", "Properties": {
                "CorsConfiguration": { "AllowOrigins": ["*"], "MaxAge": 60 },
            } },
            "Plain": { "Type": "AWS::DynamoDB::Table", "Properties": {} },
            "Users": { "Type": "AWS::DynamoDB::Table", "Properties": {
                "TimeToLiveSpecification": { "AttributeName": "ttl", "Enabled": true },
            } },
        } });
        let cors = Cors::builder().allow_origins("*").max_age(60).build();
        assert_eq!(
            settings(&template, |id| Some(format!("{id}-1"))),
            [
                Setting::Cors { api: "Api-1".to_owned(), cors },
                Setting::Expiry { table: "Users-1".to_owned(), attribute: "ttl".to_owned() },
            ]
        );
        assert!(settings(&template, |_| None).is_empty());
    }

    #[test]
    fn case_and_order_of_headers_are_no_difference() {
        let cors = |a: &str, b: &str| Cors::builder().allow_headers(a).allow_headers(b).build();
        assert!(is_same(
            &cors("authorization", "content-type"),
            &cors("Content-Type", "Authorization")
        ));
        assert!(!is_same(&cors("authorization", "content-type"), &cors("authorization", "accept")));
    }
}
