//! Changes of items, and their conditions.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use platform::{
    Context,
    dynamo::{number, text},
};

use crate::{order::Outcome, shipment::Shipment};

/// Makes `total` all units and changes the available ones by `available`, so that units that were
/// reserved since the stock of the revision `before` was read stay reserved.
pub fn change_total(before: u64, total: u32, available: i64, context: &Context) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression(
            "SET StockLevel = :total, Available = Available + :available, Revision = :after, \
             CorrelationId = :correlation",
        )
        // An item that was stored before stock had revisions has none until its total changes.
        .condition_expression(
            "(Revision = :before OR attribute_not_exists(Revision)) AND Available >= :missing",
        )
        .expression_attribute_values(":total", number(total))
        .expression_attribute_values(":available", number(available))
        .expression_attribute_values(":before", number(before))
        .expression_attribute_values(":after", number(before + 1))
        .expression_attribute_values(":missing", number((-available).max(0)))
        .expression_attribute_values(":correlation", text(&context.correlation_id))
}

/// Takes reserved units away, which are not available anyway.
pub fn ship_units(shipment: &Shipment, context: &Context) -> UpdateBuilder {
    change_total(shipment.revision - 1, shipment.new, 0, context)
}

/// Takes units away from the available ones, if there are as many.
pub fn reserve_units(units: u32) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET Available = Available - :units")
        .condition_expression("Available >= :units")
        .expression_attribute_values(":units", number(units))
}

/// Makes reserved units available again.
pub fn release_units(units: u32) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET Available = Available + :units")
        .condition_expression("attribute_exists(PK)")
        .expression_attribute_values(":units", number(units))
}

/// Changes the outcome of a reserved order.
pub fn change_outcome(outcome: Outcome) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET Outcome = :outcome")
        .condition_expression("Outcome = :reserved")
        .expression_attribute_values(":outcome", text(format!("{outcome:?}")))
        .expression_attribute_values(":reserved", text("Reserved"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_total_requires_the_revision_before_it_and_has_the_next_one() {
        let update = change_total(7, 5, -3, &Context::new());
        let values = update.get_expression_attribute_values().clone().unwrap();
        assert_eq!((&values[":before"], &values[":after"]), (&number(7), &number(8)));
        assert_eq!((&values[":available"], &values[":missing"]), (&number(-3), &number(3)));
        let condition = update.get_condition_expression().as_deref().unwrap();
        assert!(condition.contains("Revision = :before"), "{condition}");
        let expression = update.get_update_expression().as_deref().unwrap();
        assert!(expression.contains("Revision = :after"), "{expression}");
    }

    #[test]
    fn outcomes_are_updated_as_they_are_stored() {
        for outcome in [Outcome::Reserved, Outcome::Refused, Outcome::Shipped, Outcome::Released] {
            assert_eq!(serde_json::json!(outcome), format!("{outcome:?}"));
        }
    }
}
