//! The variables of a component: the environment of a function, the substitutions of a workflow.

use cfn::Value;

/// Variables by name, each once.
pub(super) struct Variables {
    component: &'static str,
    values: Vec<(String, Value<String>)>,
}

impl Variables {
    pub fn of(component: &'static str) -> Self {
        Self { component, values: Vec::new() }
    }

    /// Adds a variable, unless it is there with this value.
    ///
    /// # Panics
    /// If it is there with another value: two rights whose types have the same name.
    #[track_caller]
    pub fn add(&mut self, name: &str, value: Value<String>) {
        match self.values.iter().find(|(known, _)| known == name) {
            None => self.values.push((name.to_owned(), value)),
            Some((_, known)) => assert!(
                *known == value,
                "`{}` needs the variable `{name}` for two values: rename one of the types that the \
                 variable is named after",
                self.component
            ),
        }
    }

    pub fn into_values(self) -> Vec<(String, Value<String>)> {
        self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_needed_twice_is_set_once() {
        let mut variables = Variables::of("get-book");
        variables.add("BOOKS_TABLE", "books-dev".into());
        variables.add("BOOKS_TABLE", "books-dev".into());
        assert_eq!(variables.into_values(), [("BOOKS_TABLE".to_owned(), "books-dev".into())]);
    }

    #[test]
    #[should_panic(expected = "`get-book` needs the variable `BOOKS_TABLE` for two values")]
    fn a_variable_with_two_values_is_refused() {
        let mut variables = Variables::of("get-book");
        variables.add("BOOKS_TABLE", "books-dev".into());
        variables.add("BOOKS_TABLE", "others-dev".into());
    }
}
