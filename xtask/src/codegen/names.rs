//! Converts names of schemas to names in Rust.

/// `table_name` for `TableName`, `sse_specification` for `SSESpecification`, `ok_actions` for `OKActions`.
pub(super) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut snake = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let next_is_lower = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let after_word = index > 0 && !letters[index - 1].is_ascii_uppercase();
        if letter.is_ascii_uppercase() && index > 0 && (after_word || next_is_lower) {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// The name of a field: [`snake`], as a raw identifier if it is a keyword of Rust.
pub(super) fn field(name: &str) -> String {
    match snake(name).as_str() {
        keyword @ ("type" | "ref" | "match" | "static" | "use" | "where") => format!("r#{keyword}"),
        field => field.to_owned(),
    }
}

/// `PayPerRequest` for `PAY_PER_REQUEST`, `ProvidedAl2023` for `provided.al2023`, `X86_64` for `x86_64`.
pub(super) fn variant(value: &str) -> String {
    let mut name = String::new();
    for word in
        value.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
    {
        let between_digits = name.ends_with(|last: char| last.is_ascii_digit())
            && word.starts_with(|first: char| first.is_ascii_digit());
        if between_digits {
            name.push('_');
        }
        name += &capitalised(word);
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("V{name}") } else { name }
}

fn capitalised(word: &str) -> String {
    let is_upper_case = !word.contains(|letter: char| letter.is_ascii_lowercase());
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase()
        + &if is_upper_case { rest.to_ascii_lowercase() } else { rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_snake_case() {
        let cases = [
            ("TableName", "table_name"),
            ("SSESpecification", "sse_specification"),
            ("OKActions", "ok_actions"),
            ("PrincipalOrgID", "principal_org_id"),
            ("S3Bucket", "s3_bucket"),
            ("KMSKeyArn", "kms_key_arn"),
            ("deadLetterTargetArn", "dead_letter_target_arn"),
            ("Type", "r#type"),
        ];
        for (name, expected) in cases {
            assert_eq!(field(name), expected);
        }
    }

    #[test]
    fn variants_are_camel_case() {
        let cases = [
            ("PAY_PER_REQUEST", "PayPerRequest"),
            ("provided.al2023", "ProvidedAl2023"),
            ("x86_64", "X86_64"),
            ("https-only", "HttpsOnly"),
            ("TLSv1.2_2021", "TLSv1_2_2021"),
            ("2.0", "V2_0"),
        ];
        for (value, expected) in cases {
            assert_eq!(variant(value), expected);
        }
    }
}
