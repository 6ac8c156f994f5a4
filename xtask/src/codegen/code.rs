//! The text of generated structs and enums.

use std::collections::BTreeMap;

/// One field of a generated struct.
pub(super) struct Field<'a> {
    pub(super) property: &'a str,
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) replaces: bool,
    pub(super) value: String,
}

impl Field<'_> {
    fn declaration(&self) -> String {
        let note = if self.replaces { " Changing it may replace the resource." } else { "" };
        let value =
            if self.required { self.value.clone() } else { format!("Option<{}>", self.value) };
        format!("/// `{}`.{note}\npub {}: {value},\n", self.property, self.name)
    }

    fn initialiser(&self) -> String {
        if self.required {
            format!("{0}: {0}.into(),", self.name)
        } else {
            format!("{}: None,", self.name)
        }
    }
}

/// A struct with its constructor and its JSON form.
pub(super) fn structure_code(name: &str, path: &str, fields: &[Field]) -> String {
    let declarations = concat(fields, Field::declaration);
    let initialisers = concat(fields, Field::initialiser);
    let entries =
        concat(fields, |field| format!("({:?}, self.{}.to_json()),", field.property, field.name));
    let required: Vec<&Field> = fields.iter().filter(|field| field.required).collect();
    let arguments =
        concat(&required, |field| format!("{}: impl Into<{}>,", field.name, field.value));
    let (default, body) = if required.is_empty() {
        (", Default", "Self::default()".to_owned())
    } else {
        ("", format!("Self {{ {initialisers} }}"))
    };
    format!(
        "/// `{path}`.
        #[derive(Clone, Debug{default})]
        pub struct {name} {{ {declarations} }}

        impl {name} {{
            /// With all that is required.
            pub fn new({arguments}) -> Self {{ {body} }}
        }}

        impl ToJson for {name} {{
            fn to_json(&self) -> Json {{ object([{entries}]) }}
        }}\n\n"
    )
}

/// An enum of text and its JSON form.
pub(super) fn enum_code(name: &str, property: &str, variants: &BTreeMap<String, &str>) -> String {
    let declarations = concat(variants, |(variant, value)| format!("/// `{value}`.\n{variant},\n"));
    let arms = concat(variants, |(variant, value)| format!("Self::{variant} => {value:?},"));
    format!(
        "/// Values of `{property}`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum {name} {{ {declarations} }}

        impl ToJson for {name} {{
            fn to_json(&self) -> Json {{ match self {{ {arms} }}.into() }}
        }}\n\n"
    )
}

/// The concatenated code of all items.
pub(super) fn concat<T>(items: impl IntoIterator<Item = T>, code: impl Fn(T) -> String) -> String {
    items.into_iter().map(code).collect()
}
