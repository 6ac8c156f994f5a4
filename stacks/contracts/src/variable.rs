//! Names of environment variables.

/// The environment variable that holds the bus's name, for functions that publish.
pub const BUS_VARIABLE: &str = "BUS";

/// The environment variable that holds the address of the dead-letter queue of a function that reads a
/// table's stream.
pub const DEAD_LETTER_QUEUE_VARIABLE: &str = "DEAD_LETTER_QUEUE";

/// What the names of all dead-letter queues end with.
pub const DEAD_LETTER_QUEUE_SUFFIX: &str = "-dlq";

/// `TokenLifetime` and `token-lifetime` → `TOKEN_LIFETIME`.
pub(crate) fn upper_snake_case(name: &str) -> String {
    let mut variable = String::new();
    for (index, character) in name.char_indices() {
        if character == '-' || (index > 0 && character.is_uppercase()) {
            variable.push('_');
        }
        if character != '-' {
            variable.push(character.to_ascii_uppercase());
        }
    }
    variable
}

#[cfg(test)]
mod tests {
    use super::upper_snake_case;

    #[test]
    fn variables_are_in_upper_snake_case() {
        assert_eq!(upper_snake_case("TokenLifetime"), "TOKEN_LIFETIME");
        assert_eq!(upper_snake_case("ordering-workflow"), "ORDERING_WORKFLOW");
        assert_eq!(upper_snake_case("Stock"), "STOCK");
    }
}
