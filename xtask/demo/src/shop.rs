//! A deployed shop, over HTTP: as a new customer, and as its administrator.

use std::{collections::BTreeMap, error::Error as StdError, time::Duration};

use contracts::{
    Service,
    activity::{self, Feed},
    inventory,
    notification::{self, NotificationDto, NotificationPage},
    order::{self, OrderDto},
    product_management::{self, CreatedProduct},
    user_management::{self, Envelope, LoginReply},
};
use request::{Credentials, Demo};
use reqwest::{Client, Method, RequestBuilder};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    case::Case,
    follow::{Notification, Seen},
};

pub type Result<T> = std::result::Result<T, Error>;

/// A request that did not succeed.
#[derive(Debug, thiserror::Error)]
#[error("failed to {action}: {reason}")]
pub struct Error {
    /// Completes "failed to".
    action: String,
    reason: String,
}

impl Error {
    /// With the causes of the error.
    fn because(action: &str, error: &dyn StdError) -> Self {
        let mut reason = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            reason = format!("{reason}: {error}");
            cause = error.source();
        }
        Self { action: action.to_owned(), reason }
    }

    #[cfg(test)]
    pub fn fault(reason: &str) -> Self {
        Self { action: "look".to_owned(), reason: reason.to_owned() }
    }

    /// The error as it is printed.
    pub fn report(&self) -> String {
        format!("error: {self}\n  hint: `cargo xtask status` shows whether the shop is deployed")
    }
}

/// Longest time of a request. Gateways wait 30 seconds for a function.
const TIMEOUT: Duration = Duration::from_secs(35);

const PRODUCT: &str = "Demo Espresso";

/// The product that is ordered.
pub struct Product {
    pub id: String,
}

pub struct Shop {
    apis: Apis,
    customer: Customer,
    administrator: String,
}

struct Customer {
    email: String,
    token: String,
}

impl Shop {
    /// Logs the administrator in, and registers a customer.
    pub async fn enter(demo: Demo) -> Result<Self> {
        let client = Client::builder()
            .timeout(TIMEOUT)
            .build()
            .map_err(|error| Error::because("make an HTTP client", &error))?;
        let apis = Apis { client, addresses: demo.addresses };
        let administrator = apis.log_in(&demo.administrator).await?;
        let customer = apis.register().await?;
        Ok(Self { apis, customer, administrator })
    }

    pub fn customer_email(&self) -> &str {
        &self.customer.email
    }

    /// The demo product, with this stock. It stays in the catalogue.
    pub async fn stock_product(&self, units: u32) -> Result<Product> {
        let body = json!({ "name": PRODUCT, "price": 3.5, "category": "coffee" });
        let call = Call::post("add the demo product", product_management::SERVICE, "product", body);
        let created: CreatedProduct = self.apis.send(call.by(&self.administrator)).await?;
        let body = json!({ "productId": created.product_id, "stockLevel": units });
        let call = Call::post("set the stock", inventory::SERVICE, "inventory", body);
        let IgnoredAny = self.apis.send(call.by(&self.administrator)).await?;
        Ok(Product { id: created.product_id })
    }

    /// Places an order. A request that is repeated makes no second one.
    pub async fn place(&self, product: &Product, case: &Case) -> Result<OrderDto> {
        let body = json!({
            "items": [{ "productId": product.id, "quantity": case.units }],
            "paymentMethod": case.payment_method,
        });
        let call = Call::post("place an order", order::SERVICE, "orders", body);
        self.apis.send(call.by(&self.customer.token)).await
    }

    /// Completes an order, as the administrator.
    pub async fn complete(&self, order: &OrderDto) -> Result<()> {
        let OrderDto { order_id, user_id, .. } = order;
        let body = json!({ "orderId": order_id, "userId": user_id });
        let path = format!("orders/{order_id}/complete");
        let call = Call::post("complete the order", order::SERVICE, &path, body);
        let IgnoredAny = self.apis.send(call.by(&self.administrator)).await?;
        Ok(())
    }

    /// What an order has now.
    pub async fn look(&self, order_id: &str) -> Result<Seen> {
        let token = &self.customer.token;
        let path = format!("api/activity/order/{order_id}");
        let feed = Call::get("read the feed", activity::SERVICE, &path);
        let feed: Feed = self.apis.send(feed).await?;
        let path = format!("orders/{order_id}");
        let order = Call::get("read the order", order::SERVICE, &path).by(token);
        let order: OrderDto = self.apis.send(order).await?;
        let path = "notifications?pageSize=100";
        let page = Call::get("read the notifications", notification::SERVICE, path).by(token);
        let page: NotificationPage = self.apis.send(page).await?;
        Ok(Seen {
            status: order.status,
            events: feed.activities.into_iter().map(|it| it.r#type).collect(),
            notifications: about(order_id, page.items),
        })
    }
}

/// The notifications about an order, oldest first.
fn about(order_id: &str, newest_first: Vec<NotificationDto>) -> Vec<Notification> {
    newest_first
        .into_iter()
        .rev()
        .filter(|it| it.order_number.as_deref() == Some(order_id))
        .map(|it| Notification { event: it.event_type, subject: it.subject })
        .collect()
}

/// The APIs of the services.
struct Apis {
    client: Client,
    /// By the names of the services.
    addresses: BTreeMap<String, String>,
}

/// A request.
struct Call<'a> {
    /// Completes "failed to".
    action: &'a str,
    method: Method,
    service: Service,
    /// Without a slash at the beginning.
    path: &'a str,
    body: Option<Value>,
    token: Option<&'a str>,
}

impl<'a> Call<'a> {
    fn get(action: &'a str, service: Service, path: &'a str) -> Self {
        Self { action, method: Method::GET, service, path, body: None, token: None }
    }

    fn post(action: &'a str, service: Service, path: &'a str, body: Value) -> Self {
        Self { method: Method::POST, body: Some(body), ..Self::get(action, service, path) }
    }

    fn by(self, token: &'a str) -> Self {
        Self { token: Some(token), ..self }
    }
}

impl Apis {
    /// Registers a customer.
    async fn register(&self) -> Result<Customer> {
        let email = format!("demo-{}@example.com", Uuid::now_v7());
        let credentials =
            Credentials { email: email.clone(), password: Uuid::now_v7().to_string() };
        let body = json!({
            "email_address": email,
            "first_name": "Ada",
            "last_name": "Lovelace",
            "password": credentials.password,
        });
        let call = Call::post("register a customer", user_management::SERVICE, "user", body);
        let IgnoredAny = self.send(call).await?;
        let token = self.log_in(&credentials).await?;
        Ok(Customer { email, token })
    }

    async fn log_in(&self, Credentials { email, password }: &Credentials) -> Result<String> {
        let body = json!({ "email_address": email, "password": password });
        let action = format!("log `{email}` in");
        let call = Call::post(&action, user_management::SERVICE, "login", body);
        let reply: Envelope<LoginReply> = self.send(call).await?;
        Ok(reply.data.token)
    }

    async fn send<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T> {
        let Call { action, method, service, path, body, token } = call;
        let failed = |error: reqwest::Error| Error::because(action, &error);
        let request = self.client.request(method, self.address(action, service, path)?);
        let request = body.iter().fold(request, RequestBuilder::json);
        let request = token.iter().fold(request, RequestBuilder::bearer_auth);
        let response = request.send().await.map_err(failed)?;
        let status = response.status();
        let text = response.text().await.map_err(failed)?;
        if !status.is_success() {
            return Err(Error { action: action.to_owned(), reason: format!("{status}: {text}") });
        }
        serde_json::from_str(&text).map_err(|error| Error::because(action, &error))
    }

    fn address(&self, action: &str, service: Service, path: &str) -> Result<String> {
        let Some(base) = self.addresses.get(service.name) else {
            let reason = format!("the address of `{}` is unknown", service.name);
            return Err(Error { action: action.to_owned(), reason });
        };
        // Some addresses end with a slash.
        Ok(format!("{}/{path}", base.trim_end_matches('/')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notifications_about_other_orders_are_left_out() {
        let notification = |order: Option<&str>, subject: &str| NotificationDto {
            notification_id: String::new(),
            event_type: "orders.orderRejected.v1".to_owned(),
            order_number: order.map(str::to_owned),
            subject: subject.to_owned(),
            text: String::new(),
            created_at: String::new(),
        };
        let newest_first = vec![
            notification(Some("o-1"), "second"),
            notification(Some("o-2"), "other"),
            notification(Some("o-1"), "first"),
            notification(None, "none"),
        ];
        let subjects: Vec<_> =
            about("o-1", newest_first).into_iter().map(|it| it.subject).collect();
        assert_eq!(subjects, ["first", "second"]);
    }

    #[test]
    fn an_address_has_one_slash_before_the_path() {
        let addresses = [("order".to_owned(), "http://a/x/".to_owned())].into();
        let apis = Apis { client: Client::new(), addresses };
        let address = |service| apis.address("look", service, "orders");
        assert_eq!(address(order::SERVICE).unwrap(), "http://a/x/orders");
        let error = address(inventory::SERVICE).unwrap_err().to_string();
        assert_eq!(error, "failed to look: the address of `inventory` is unknown");
    }
}
