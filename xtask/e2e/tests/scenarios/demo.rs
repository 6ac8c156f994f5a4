//! The orders of `cargo xtask demo`.

use contracts::{activity, inventory, notification, order, product_management, user_management};
use e2e::Shop;
use request::{Credentials, Demo};

use crate::accounts::ADMIN;

#[tokio::test]
async fn the_orders_of_the_demo_are_paid_declined_and_refunded() {
    let shop = Shop::open().await;
    let services = [
        activity::SERVICE,
        inventory::SERVICE,
        notification::SERVICE,
        order::SERVICE,
        product_management::SERVICE,
        user_management::SERVICE,
    ];
    let address =
        |service: contracts::Service| (service.name.to_owned(), shop.api(service).address(""));
    let administrator = Credentials { email: ADMIN.0.to_owned(), password: ADMIN.1.to_owned() };
    let input =
        Demo { addresses: services.map(address).into(), administrator, json: true, quiet: true };
    let (succeeded, reports) = shop.demo(&input);
    assert!(succeeded, "{reports:#}");
    let ends: Vec<_> = reports
        .as_array()
        .expect("a list of orders")
        .iter()
        .map(|it| (it["status"].as_str(), it["charged"].as_f64(), it["refunded"].as_f64()))
        .collect();
    let expected = [
        (Some("Completed"), Some(7.0), Some(0.0)),
        (Some("PaymentFailed"), Some(0.0), Some(0.0)),
        (Some("NoStock"), Some(350.0), Some(350.0)),
    ];
    assert_eq!(ends, expected, "{reports:#}");
}
