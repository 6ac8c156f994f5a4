//! What is to be ordered: different products, and how many units of each.

use contracts::order::limits::{
    MAX_ITEMS, MAX_QUANTITY, MAX_UNITS, PRODUCT_ID_RULE, is_product_id,
};

use crate::validation::ValidationErrors;

/// A product to order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub product_id: String,
    pub quantity: u32,
}

/// One unit of each product.
pub fn of_products(products: &[String], errors: &mut ValidationErrors) -> Vec<Line> {
    let ids: Vec<&str> = products.iter().map(String::as_str).collect();
    check_products("Products", &ids, |index| format!("Products[{index}]"), errors);
    ids.into_iter().map(|id| Line { product_id: id.to_owned(), quantity: 1 }).collect()
}

/// Products and the units of each.
pub fn of_items(items: &[(&str, i64)], errors: &mut ValidationErrors) -> Vec<Line> {
    let ids: Vec<&str> = items.iter().map(|(id, _)| *id).collect();
    check_products("Items", &ids, |index| format!("Items[{index}].ProductId"), errors);
    let mut lines = Vec::new();
    for (index, (product_id, quantity)) in items.iter().enumerate() {
        match u32::try_from(*quantity) {
            Ok(units) if (1..=MAX_QUANTITY).contains(&units) => {
                lines.push(Line { product_id: (*product_id).to_owned(), quantity: units });
            }
            _ => errors.add(format!("Items[{index}].Quantity"), bad_quantity()),
        }
    }
    if lines.iter().map(|line| line.quantity).sum::<u32>() > MAX_UNITS {
        errors.add("Items", format!("At most {MAX_UNITS} units can be ordered at once"));
    }
    lines
}

/// What is wrong with a quantity.
pub fn bad_quantity() -> String {
    format!("Quantity must be between 1 and {MAX_QUANTITY}")
}

/// Checks the ids of products. `name_of` is the property that has the one at an index.
fn check_products(
    property: &str,
    ids: &[&str],
    name_of: impl Fn(usize) -> String,
    errors: &mut ValidationErrors,
) {
    if ids.is_empty() {
        errors.add(property, "At least one product must be specified");
    }
    if ids.len() > MAX_ITEMS {
        errors.add(property, format!("At most {MAX_ITEMS} products can be ordered at once"));
        return;
    }
    for (index, id) in ids.iter().enumerate() {
        if !is_product_id(id) {
            errors.add(name_of(index), format!("A product id has {PRODUCT_ID_RULE}"));
        } else if ids[..index].contains(id) {
            errors.add(property, format!("Product `{id}` is specified more than once"));
        }
    }
}
