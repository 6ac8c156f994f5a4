//! What a user may put into a basket: no more than what can be ordered, so that a checkout that is
//! accepted becomes an order.

use std::collections::{BTreeMap, BTreeSet};

use contracts::{
    basket::PutBasketItem,
    order::limits::{MAX_ITEMS, MAX_QUANTITY, MAX_UNITS, PRODUCT_ID_RULE, is_product_id},
};
use platform::Rejection;

use crate::basket::Item;

/// Longest colour, in characters.
const LONGEST_COLOR: usize = 50;

/// Units of a product to put into a basket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub product_id: String,
    pub quantity: u32,
    pub color: Option<String>,
}

impl From<Item> for Line {
    fn from(item: Item) -> Self {
        Self { product_id: item.product.id, quantity: item.quantity, color: item.color }
    }
}

/// The lines of a request, if all of them are valid.
pub fn check_lines(items: Vec<PutBasketItem>) -> Result<Vec<Line>, Rejection> {
    if items.len() > MAX_ITEMS {
        let count = items.len();
        return Err(invalid(format!("a basket has at most {MAX_ITEMS} items, not {count}")));
    }
    let lines = items.into_iter().enumerate().map(|(index, item)| {
        check_item(item).map_err(|BadField { name, rule }| {
            invalid(format!("`items[{index}].{name}` must {rule}"))
        })
    });
    let lines: Vec<Line> = lines.collect::<Result<_, _>>()?;
    check_differences(&lines)?;
    check_units(&lines)?;
    Ok(lines)
}

/// A field of an item that breaks a rule. The rule completes "must ...".
struct BadField {
    name: &'static str,
    rule: String,
}

fn check_item(item: PutBasketItem) -> Result<Line, BadField> {
    if !is_product_id(&item.product_id) {
        return Err(BadField { name: "productId", rule: format!("have {PRODUCT_ID_RULE}") });
    }
    let quantity = u32::try_from(item.quantity).ok().filter(|it| (1..=MAX_QUANTITY).contains(it));
    let rule = || BadField { name: "quantity", rule: format!("be 1 to {MAX_QUANTITY}") };
    let quantity = quantity.ok_or_else(rule)?;
    let color = check_color(item.color).map_err(|rule| BadField { name: "color", rule })?;
    Ok(Line { product_id: item.product_id, quantity, color })
}

/// A colour without spaces around it. An empty one counts as absent.
fn check_color(color: Option<String>) -> Result<Option<String>, String> {
    let color = color.map(|color| color.trim().to_owned()).filter(|color| !color.is_empty());
    match &color {
        Some(color) if color.chars().count() > LONGEST_COLOR => {
            Err(format!("have at most {LONGEST_COLOR} characters"))
        }
        Some(color) if color.chars().any(char::is_control) => {
            Err("contain no control characters".to_owned())
        }
        _ => Ok(color),
    }
}

fn check_differences(lines: &[Line]) -> Result<(), Rejection> {
    let mut known = BTreeSet::new();
    match lines.iter().find(|line| !known.insert((&line.product_id, &line.color))) {
        None => Ok(()),
        Some(line) => Err(invalid(format!(
            "the product `{}` is listed more than once in the same colour",
            line.product_id
        ))),
    }
}

/// An order has one line for a product in all its colours.
fn check_units(lines: &[Line]) -> Result<(), Rejection> {
    let mut units_of = BTreeMap::new();
    for line in lines {
        *units_of.entry(&line.product_id).or_insert(0) += line.quantity;
    }
    if let Some((product, units)) = units_of.iter().find(|(_, units)| **units > MAX_QUANTITY) {
        return Err(invalid(format!(
            "a basket has at most {MAX_QUANTITY} units of a product in all colours, not {units} of \
             `{product}`"
        )));
    }
    let units: u32 = units_of.values().sum();
    if units > MAX_UNITS {
        return Err(invalid(format!("a basket has at most {MAX_UNITS} units, not {units}")));
    }
    Ok(())
}

fn invalid(detail: String) -> Rejection {
    Rejection::new(400, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(product_id: &str, quantity: i64, color: Option<&str>) -> PutBasketItem {
        PutBasketItem {
            product_id: product_id.to_owned(),
            quantity,
            color: color.map(str::to_owned),
        }
    }

    #[track_caller]
    fn check_refused(items: Vec<PutBasketItem>, detail: &str) {
        let rejection = check_lines(items).unwrap_err();
        assert_eq!((rejection.status, rejection.detail.as_str()), (400, detail));
    }

    #[test]
    fn a_product_may_be_listed_once_in_each_colour() {
        let request = vec![
            request("A", 1, None),
            request("A", 2, Some(" red ")),
            request("A", 3, Some("blue")),
        ];
        let lines = check_lines(request).unwrap();
        let colors: Vec<_> = lines.iter().map(|line| line.color.as_deref()).collect();
        assert_eq!(colors, [None, Some("red"), Some("blue")]);
        assert_eq!(lines.iter().map(|line| line.quantity).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn the_same_product_in_the_same_colour_is_refused() {
        let detail = "the product `A` is listed more than once in the same colour";
        check_refused(vec![request("A", 1, None), request("A", 1, Some("  "))], detail);
        check_refused(vec![request("A", 1, Some("red")), request("A", 1, Some(" red"))], detail);
    }

    #[test]
    fn fifty_items_with_a_thousand_units_are_the_most() {
        let items = |count: usize, quantity| -> Vec<PutBasketItem> {
            (0..count).map(|number| request(&number.to_string(), quantity, None)).collect()
        };
        assert_eq!(check_lines(items(50, 20)).unwrap().len(), 50);
        check_refused(items(51, 1), "a basket has at most 50 items, not 51");
        check_refused(items(50, 21), "a basket has at most 1000 units, not 1050");
        assert_eq!(check_lines(Vec::new()).unwrap(), []);
    }

    #[test]
    fn a_hundred_units_of_a_product_in_all_colours_are_the_most() {
        let items = |red| vec![request("A", red, Some("red")), request("A", 40, None)];
        assert_eq!(check_lines(items(60)).unwrap().len(), 2);
        let detail = "a basket has at most 100 units of a product in all colours, not 101 of `A`";
        check_refused(items(61), detail);
    }

    #[test]
    fn a_quantity_is_1_to_100() {
        assert_eq!(check_lines(vec![request("A", 100, None)]).unwrap()[0].quantity, 100);
        for quantity in [0, -1, 101, i64::MIN, i64::MAX] {
            check_refused(
                vec![request("A", quantity, None)],
                "`items[0].quantity` must be 1 to 100",
            );
        }
    }

    #[test]
    fn an_id_has_1_to_50_letters_digits_hyphens_and_underscores() {
        for id in ["a", "COLD-BREW_2", &"x".repeat(50)] {
            assert_eq!(check_lines(vec![request(id, 1, None)]).unwrap()[0].product_id, id);
        }
        for id in ["", "A B", "A/B", "é", "A\n", &"x".repeat(51)] {
            let detail =
                "`items[0].productId` must have 1 to 50 letters, digits, hyphens and underscores";
            check_refused(vec![request(id, 1, None)], detail);
        }
    }

    #[test]
    fn a_colour_has_at_most_50_characters_and_no_control_characters() {
        let color = "é".repeat(50);
        let lines = check_lines(vec![request("A", 1, Some(&color))]).unwrap();
        assert_eq!(lines[0].color, Some(color));
        let too_long = "`items[0].color` must have at most 50 characters";
        check_refused(vec![request("A", 1, Some(&"x".repeat(51)))], too_long);
        let control = "`items[0].color` must contain no control characters";
        check_refused(vec![request("A", 1, Some("re\u{7}d"))], control);
    }
}
