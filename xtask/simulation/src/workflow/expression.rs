//! Expressions and the JSON that contains them, parsed once and evaluated often.

use std::collections::BTreeSet;

use jsonata_core::{
    ast::{AstNode, PathStep},
    evaluator::{Context, Evaluator},
    parser,
    value::JValue,
};
use serde_json::Value as Json;

use super::{
    data::{Value, Variables},
    failure::Failure,
    source::{Source, SourceFunction},
};

/// What an expression can refer to.
pub(super) struct Scope<'a> {
    /// `$states`.
    pub states: Value,
    pub variables: &'a Variables,
    pub source: &'a Source,
}

/// A JSONata expression.
#[derive(Debug)]
pub(super) struct Expression {
    text: String,
    tree: AstNode,
    /// The names of its path, if it is one.
    path: Option<Vec<String>>,
    variables: BTreeSet<String>,
    functions: Vec<SourceFunction>,
}

/// JSON with expressions.
#[derive(Debug)]
pub(super) enum Template {
    Constant(Json),
    Expression(Expression),
    List(Vec<Template>),
    Object(Vec<(String, Template)>),
}

/// The names in a parsed expression.
#[derive(Default)]
struct Names {
    variables: BTreeSet<String>,
    /// Functions with the number of their arguments.
    calls: BTreeSet<(String, usize)>,
}

impl Template {
    /// Parses the expressions in `json`: the texts between `{%` and `%}`.
    ///
    /// # Errors
    /// The reason why an expression cannot be parsed or is not supported.
    pub fn parse(json: &Json) -> Result<Self, String> {
        Ok(match json {
            Json::String(text) => match between_delimiters(text) {
                Some(expression) => Self::Expression(Expression::parse(expression)?),
                None => Self::Constant(json.clone()),
            },
            Json::Array(items) => {
                Self::List(items.iter().map(Self::parse).collect::<Result<_, _>>()?)
            }
            Json::Object(_) => Self::Object(entries(json)?),
            _ => Self::Constant(json.clone()),
        })
    }

    pub fn evaluate(&self, scope: &Scope) -> Result<Value, Failure> {
        Ok(match self {
            Self::Constant(json) => json.clone().into(),
            Self::Expression(expression) => expression.evaluate(scope)?,
            Self::List(items) => Value::array(
                items.iter().map(|item| item.evaluate(scope)).collect::<Result<_, _>>()?,
            ),
            Self::Object(entries) => {
                Value::object(evaluate_entries(entries, scope).collect::<Result<_, Failure>>()?)
            }
        })
    }

    /// The value, which must be a text.
    pub fn evaluate_text(&self, scope: &Scope) -> Result<String, Failure> {
        let value = self.evaluate(scope)?;
        let text = value.as_str().map(str::to_owned);
        text.ok_or_else(|| Failure::query(format!("expected a text, got `{value}`")))
    }
}

/// The templates of an object.
pub(super) fn entries(json: &Json) -> Result<Vec<(String, Template)>, String> {
    let entries = json.as_object().ok_or_else(|| format!("`{json}` is not an object"))?;
    entries.iter().map(|(name, value)| Ok((name.clone(), Template::parse(value)?))).collect()
}

/// The names and values of an object of templates.
pub(super) fn evaluate_entries(
    entries: &[(String, Template)],
    scope: &Scope,
) -> impl Iterator<Item = Result<(String, Value), Failure>> {
    entries.iter().map(|(name, template)| Ok((name.clone(), template.evaluate(scope)?)))
}

fn between_delimiters(text: &str) -> Option<&str> {
    text.strip_prefix("{%")?.strip_suffix("%}").map(str::trim)
}

impl Expression {
    pub fn parse(text: &str) -> Result<Self, String> {
        let unsupported = |reason: String| format!("`{text}`: {reason}");
        let tree = parser::parse(text).map_err(|error| unsupported(error.to_string()))?;
        let json = serde_json::to_value(&tree).map_err(|error| unsupported(error.to_string()))?;
        let mut names = Names::default();
        names.collect(&json);
        let functions = names.source_functions().map_err(unsupported)?;
        let (text, path, variables) = (text.to_owned(), path(&tree), names.variables);
        Ok(Self { text, tree, path, variables, functions })
    }

    pub fn evaluate(&self, scope: &Scope) -> Result<Value, Failure> {
        match self.member(scope) {
            Some(value) => Ok(value.clone()),
            None => self.evaluate_tree(scope),
        }
    }

    /// What is at the end of a path through objects, as in most expressions. What a path through lists
    /// or to a list is, only the evaluator knows.
    fn member<'a>(&self, scope: &'a Scope) -> Option<&'a Value> {
        let (variable, members) = self.path.as_ref()?.split_first()?;
        let member = |value: &'a Value, name: &String| match value {
            JValue::Object(members) => members.get(name),
            _ => None,
        };
        let value = members.iter().try_fold(scope.variable(variable)?, member)?;
        let is_plain = matches!(
            value,
            JValue::Null
                | JValue::Bool(_)
                | JValue::Number(_)
                | JValue::String(_)
                | JValue::Object(_)
        );
        is_plain.then_some(value)
    }

    fn evaluate_tree(&self, scope: &Scope) -> Result<Value, Failure> {
        let failed = |reason: &str| Failure::query(format!("`{}`: {reason}", self.text));
        let mut evaluator = Evaluator::with_context(self.context(scope));
        for function in &self.functions {
            let registered = function.register(&mut evaluator, scope.source);
            registered.map_err(|error| failed(error.message()))?;
        }
        // Step Functions has no input at the root: `$` and names alone have no value.
        let value = evaluator
            .evaluate(&self.tree, &JValue::Undefined)
            .map_err(|error| failed(error.message()))?;
        match value {
            JValue::Undefined => Err(failed("it has no value")),
            value if value.is_function() || value.is_regex() => Err(failed("it is a function")),
            value => Ok(value),
        }
    }

    fn context(&self, scope: &Scope) -> Context {
        let mut context = Context::new();
        for name in &self.variables {
            if let Some(value) = scope.variable(name) {
                context.bind(name.clone(), value.clone());
            }
        }
        context
    }
}

impl Scope<'_> {
    fn variable(&self, name: &str) -> Option<&Value> {
        if name == "states" { Some(&self.states) } else { self.variables.get(name) }
    }
}

/// The names of a path from a variable to a member, such as `$order.payment.amount`.
fn path(tree: &AstNode) -> Option<Vec<String>> {
    let AstNode::Path { steps } = tree else { return None };
    let name = |(index, step): (usize, &PathStep)| match &step.node {
        _ if *step != PathStep::new(step.node.clone()) => None,
        AstNode::Variable(name) if index == 0 => Some(name.clone()),
        AstNode::Name(name) if index > 0 => Some(name.clone()),
        _ => None,
    };
    steps.iter().enumerate().map(name).collect()
}

impl Names {
    /// Collects the names of a syntax tree in JSON, in which each node is an object with its type as
    /// the only key.
    fn collect(&mut self, tree: &Json) {
        match tree {
            Json::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Json::Object(entries) => entries.iter().for_each(|(key, value)| {
                match (key.as_str(), value["name"].as_str(), value["args"].as_array()) {
                    ("Function", Some(name), Some(arguments)) => {
                        self.calls.insert((name.to_owned(), arguments.len()));
                    }
                    ("Variable", ..) => self.variables.extend(value.as_str().map(str::to_owned)),
                    // Parameters can be called as functions.
                    ("Lambda", ..) => self.variables.extend(texts(&value["params"])),
                    _ => {}
                }
                self.collect(value);
            }),
            _ => {}
        }
    }

    /// The functions of the source that are called; an error for each function that is missing or
    /// would be evaluated outside of the source.
    fn source_functions(&self) -> Result<Vec<SourceFunction>, String> {
        let as_values = self.variables.iter().filter(|name| of_the_source_or_refused(name));
        if let Some(name) = as_values.into_iter().next() {
            return Err(format!("`${name}` must be called by its name"));
        }
        let mut functions = Vec::new();
        for (name, arguments) in &self.calls {
            match SourceFunction::named(name) {
                Some(function) if *arguments == 0 => functions.push(function),
                Some(_) => return Err(format!("`${name}` with arguments is not supported")),
                None if self.variables.contains(name) => {}
                None if is_refused(name) || !is_built_in(name) => {
                    return Err(format!("the function `${name}` is not supported"));
                }
                None => {}
            }
        }
        Ok(functions)
    }
}

fn of_the_source_or_refused(name: &str) -> bool {
    SourceFunction::named(name).is_some() || is_refused(name)
}

/// Built-in functions that are evaluated at random, or from text that cannot be checked here.
fn is_refused(name: &str) -> bool {
    matches!(name, "shuffle" | "eval")
}

/// The evaluator refuses functions with names of built-in functions.
fn is_built_in(name: &str) -> bool {
    Evaluator::new().register_fn(name, |_: &[JValue]| Ok(JValue::Undefined)).is_err()
}

fn texts(list: &Json) -> impl Iterator<Item = String> {
    list.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::workflow::{data::to_json, failure};

    fn evaluate_with(source: &Source, text: &str) -> Result<Json, Failure> {
        let states = json!({
            "input": { "id": "p1", "n": 3, "none": null, "lines": [{ "q": 1 }, { "q": 2 }] },
            "context": { "Task": { "Token": "token" } },
        });
        let variables = Variables::from([("units".to_owned(), Value::Number(50.0))]);
        let scope = Scope { states: states.into(), variables: &variables, source };
        let template = Template::parse(&Json::from(format!("{{% {text} %}}"))).unwrap();
        to_json(&template.evaluate(&scope)?)
    }

    fn evaluate(text: &str) -> Result<Json, Failure> {
        evaluate_with(&Source::new("2026-01-02T03:04:05Z".parse().unwrap(), 1), text)
    }

    fn check(text: &str, expected: Json) {
        assert_eq!(evaluate(text), Ok(expected), "{text}");
    }

    #[test]
    fn expressions_have_the_values_that_jsonata_defines() {
        check("$states.input.id", json!("p1"));
        check("$states.context.Task.Token", json!("token"));
        check("'a#' & $states.input.id & $states.input.missing", json!("a#p1"));
        check("$string($units)", json!("50"));
        check("$units + $floor(7.9) * 2 - 1", json!(63));
        check("$states.input.n = 3 ? 'three' : 'other'", json!("three"));
        check("$exists($states.input.missing) or $exists($missing)", json!(false));
        check("$states.input.none", json!(null));
        check("{ 'n': $states.input.n, 'missing': $missing }", json!({ "n": 3 }));
        check("$states.input.lines.q", json!([1, 2]));
        check("$sum($states.input.lines[q > 1].q)", json!(2));
        check("'b' in ['a', 'b'] and $not(false)", json!(true));
        check("($twice := function($x) { $x * 2 }; $twice($states.input.n))", json!(6));
        check("$merge([{ 'a': 1 }, { 'b': 1.5 }])", json!({ "a": 1, "b": 1.5 }));
    }

    #[test]
    fn a_path_has_the_value_that_the_evaluator_finds() {
        let leaves = [json!(null), json!(false), json!(1.5), json!("text"), json!({}), json!([])];
        let lists = [json!([1]), json!([[1]]), json!([{ "b": 1 }, { "b": [2] }]), json!([null])];
        let objects = leaves.iter().chain(&lists).map(|leaf| json!({ "b": leaf }));
        let inputs: Vec<Json> = leaves.iter().chain(&lists).cloned().chain(objects).collect();
        let (source, mut direct) = (Source::new(Timestamp::UNIX_EPOCH, 1), 0);
        for input in inputs {
            let variables = Variables::from([("v".to_owned(), json!({ "a": input }).into())]);
            let scope = Scope { states: Value::Null, variables: &variables, source: &source };
            for text in ["$v.a", "$v.a.b", "$v.a.b.c", "$v.missing", "$w.a", "$v.`a`"] {
                let expression = Expression::parse(text).unwrap();
                let (found, expected) =
                    (expression.member(&scope), expression.evaluate_tree(&scope));
                if let Some(found) = found {
                    assert_eq!(Ok(found.clone()), expected, "`{text}` in {input}");
                    direct += 1;
                }
            }
        }
        assert!(direct > 20, "{direct}");
    }

    #[test]
    fn only_paths_of_a_variable_and_members_are_read_without_the_evaluator() {
        for text in ["$v.a[0]", "$v.a[]", "$v.*", "$v.(a)", "v.a", "$v.a & 'b'", "$v.$w"] {
            assert!(Expression::parse(text).unwrap().path.is_none(), "{text}");
        }
        assert_eq!(Expression::parse("$v.a.b").unwrap().path.unwrap(), ["v", "a", "b"]);
    }

    #[test]
    fn an_expression_without_a_value_is_an_error() {
        for text in
            ["$states.input.missing", "$missing", "id", "$", "$uppercase", "$states.input.id + 1"]
        {
            let failure = evaluate(text).unwrap_err();
            assert_eq!(failure.error, failure::QUERY_EVALUATION, "{text}");
        }
    }

    #[test]
    fn time_and_random_numbers_are_those_of_the_source() {
        check("$millis()", json!(1_767_323_045_000_i64));
        check("$now()", json!("2026-01-02T03:04:05.000Z"));
        let source = |seed| Source::new(Timestamp::UNIX_EPOCH, seed);
        let text = "[$uuid(), $random(), $map([1, 2], function($x) { $random() })]";
        let first = evaluate_with(&source(1), text).unwrap();
        assert_eq!(evaluate_with(&source(1), text).unwrap(), first);
        assert_ne!(evaluate_with(&source(2), text).unwrap(), first);
        // The values of `$map` are values of the list.
        assert_ne!(first[2], first[3]);
        assert!((0.0..1.0).contains(&first[1].as_f64().unwrap()));
        let uuid = uuid::Uuid::parse_str(first[0].as_str().unwrap()).unwrap();
        assert_eq!(uuid.get_version(), Some(uuid::Version::Random));
    }

    #[test]
    fn an_expression_that_is_invalid_or_not_supported_is_not_parsed() {
        for text in [
            "1 +",
            "$shuffle([1, 2])",
            "$eval('1')",
            "$partition([1], 1)",
            "$unknown(1)",
            "$random(7)",
            "$now('[Y]')",
            "$map([1], $random)",
            "($uuid := 1; $uuid())",
            "[1, 2] ~> $shuffle",
        ] {
            assert!(Expression::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn expressions_are_found_at_any_depth_and_only_between_delimiters() {
        let json = json!({
            "a": ["{% $units %}", "$units", { "b": "{%$units%}" }],
            "c": "see {% $units %}",
            "{% $units %}": true,
        });
        let variables = Variables::from([("units".to_owned(), Value::Number(5.0))]);
        let source = Source::new(Timestamp::UNIX_EPOCH, 0);
        let scope = Scope { states: Value::Null, variables: &variables, source: &source };
        let value = Template::parse(&json).unwrap().evaluate(&scope).unwrap();
        let expected = json!({
            "a": [5, "$units", { "b": 5 }],
            "c": "see {% $units %}",
            "{% $units %}": true,
        });
        assert_eq!(to_json(&value), Ok(expected));
    }
}
