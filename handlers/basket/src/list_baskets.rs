//! `list-baskets`: lists the baskets of all users, page by page. The index has several partitions,
//! which are read at the same time and merged in the order of the users' ids.

use std::ops::RangeInclusive;

use contracts::{
    Json,
    basket::{BasketList, BasketQuery, ListBaskets},
};
use futures_util::future::try_join_all;
use platform::{Failure, Handler, Lambda, Request, Result};

use crate::{
    BasketService,
    basket::Basket,
    dto::{self, PriceSettings, basket_dto},
    dynamo::DynamoBaskets,
    page_token,
    ports::{BasketPages, Page, SHARDS},
};

/// Sizes of a page.
const PAGE_SIZES: RangeInclusive<u32> = 1..=100;

impl Handler<ListBaskets> for BasketService {
    async fn run(lambda: Lambda<ListBaskets>) -> Result {
        let (baskets, settings) = (DynamoBaskets(lambda.table()), PriceSettings::of(&lambda)?);
        lambda.serve(async |request| handle(request, &baskets, &settings).await).await
    }
}

pub async fn handle(
    request: Request<ListBaskets>,
    baskets: &impl BasketPages,
    settings: &PriceSettings,
) -> Result<Json<BasketList>> {
    let (after, limit) = check(&request.content)?;
    let pages = (0..SHARDS).map(|shard| baskets.page(shard, after.as_deref(), limit));
    let page = merge(try_join_all(pages).await?, limit as usize);
    let last = page.baskets.last().filter(|_| page.more);
    let next_page_token = last.map(|last| page_token::encode(&last.user_id)).transpose()?;
    let reader = request.caller.user_type;
    let shown = page.baskets.into_iter().map(|basket| basket_dto(basket, reader, settings));
    let body = shown.collect();
    Ok(Json(BasketList { message: dto::message(request.method()), body, next_page_token }))
}

/// The user after whom the page begins, and its size.
fn check(query: &BasketQuery) -> Result<(Option<String>, u32)> {
    let size = query.page_size.unwrap_or_else(|| (*PAGE_SIZES.end()).into());
    let size = u32::try_from(size).ok().filter(|size| PAGE_SIZES.contains(size));
    let size = size.ok_or_else(|| {
        let (smallest, largest) = PAGE_SIZES.into_inner();
        Failure::bad_request(format!("`pageSize` must be {smallest} to {largest}"))
    })?;
    let after = query.page_token.as_deref().map(|text| {
        page_token::decode(text).ok_or_else(|| {
            Failure::bad_request("`pageToken` must be the one of the page before, unchanged")
        })
    });
    Ok((after.transpose()?, size))
}

/// The first `limit` baskets of the pages of all shards. A basket behind the end of a page that has a
/// next one is left out, because that next one may contain baskets before it.
fn merge(pages: Vec<Page>, limit: usize) -> Page {
    let ends = pages.iter().filter(|page| page.more).filter_map(|page| page.baskets.last());
    let end = ends.map(|basket| basket.user_id.clone()).min();
    let mut more = end.is_some();
    let mut baskets: Vec<Basket> = pages.into_iter().flat_map(|page| page.baskets).collect();
    if let Some(end) = end {
        baskets.retain(|basket| basket.user_id <= end);
    }
    baskets.sort_unstable_by(|one, other| one.user_id.cmp(&other.user_id));
    more |= baskets.len() > limit;
    baskets.truncate(limit);
    Page { baskets, more }
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::json;

    use super::*;
    use crate::{
        memory::MemoryBaskets,
        samples::{basket, settings},
    };

    async fn list(
        baskets: &impl BasketPages,
        user_type: UserType,
        query: &[(&str, &str)],
    ) -> TestResponse {
        let call = Call::to::<ListBaskets>("GET /basket").query(query);
        let call = call.bearer(&token("u-9", user_type).await);
        let handle = async |request| handle(request, baskets, &settings()).await;
        TestResponse::of(invoke::<ListBaskets>(call.event(), handle).await)
    }

    /// The users on all pages of this size, in order, and the number of pages.
    async fn all_users(baskets: &impl BasketPages, size: &str) -> (Vec<String>, usize) {
        let (mut users, mut token, mut pages) = (Vec::new(), None::<String>, 0);
        loop {
            let mut query = vec![("pageSize", size)];
            query.extend(token.as_deref().map(|token| ("pageToken", token)));
            let page = list(baskets, UserType::Admin, &query).await.json();
            let shown = page["body"].as_array().unwrap();
            users.extend(shown.iter().map(|it| it["userName"].as_str().unwrap().to_owned()));
            pages += 1;
            token = page["nextPageToken"].as_str().map(str::to_owned);
            if token.is_none() {
                return (users, pages);
            }
        }
    }

    /// Baskets of users whose ids are in order.
    fn many(count: u32) -> (MemoryBaskets, Vec<String>) {
        let users: Vec<String> = (0..count).map(|number| format!("u-{number:03}")).collect();
        (MemoryBaskets::with(users.iter().map(|user| basket(user, "r-1"))), users)
    }

    #[tokio::test]
    async fn a_list_shows_baskets_with_their_totals() {
        let baskets = MemoryBaskets::with([basket("u-1", "r-1")]);
        let response = list(&baskets, UserType::Admin, &[]).await;
        let expected = json!({
            "message": "Successfully finished operation: \"GET\"",
            "body": [{
                "userName": "u-1",
                "items": [{
                    "productId": "LATTE", "productName": "LATTE", "quantity": 2, "color": "red",
                    "price": 4.99,
                }],
                "subtotal": 9.98, "discount": 0, "tax": 1.59, "totalPrice": 9.98,
                "currency": "EUR",
            }],
        });
        assert_eq!((response.status(), response.json()), (200, expected));
        let empty = list(&MemoryBaskets::default(), UserType::Admin, &[]).await.json();
        assert_eq!((&empty["body"], empty.get("nextPageToken")), (&json!([]), None));
    }

    #[tokio::test]
    async fn following_the_tokens_lists_every_basket_once() {
        let (baskets, users) = many(45);
        assert_eq!(all_users(&baskets, "100").await, (users.clone(), 1));
        assert_eq!(all_users(&baskets, "45").await, (users.clone(), 1));
        assert_eq!(all_users(&baskets, "10").await, (users.clone(), 5));
        assert_eq!(all_users(&baskets, "1").await, (users, 45));
    }

    /// Pages that have one basket at most, as if baskets were large.
    struct ShortPages(MemoryBaskets);

    impl BasketPages for ShortPages {
        async fn page(&self, shard: u32, after: Option<&str>, _: u32) -> Result<Page> {
            self.0.page(shard, after, 1).await
        }
    }

    #[tokio::test]
    async fn no_basket_is_skipped_if_the_pages_of_shards_are_shorter_than_requested() {
        let (baskets, users) = many(45);
        assert_eq!(all_users(&ShortPages(baskets), "20").await.0, users);
    }

    #[tokio::test]
    async fn an_invalid_query_is_a_bad_request() {
        let (baskets, _) = many(1);
        for query in [
            ("pageSize", "0"),
            ("pageSize", "101"),
            ("pageSize", "-1"),
            ("pageSize", "9223372036854775807"),
            ("pageSize", "many"),
            ("pageToken", ""),
            ("pageToken", "u-1"),
        ] {
            let response = list(&baskets, UserType::Admin, &[query]).await;
            assert_eq!(response.status(), 400, "{query:?}");
        }
    }

    #[tokio::test]
    async fn only_administrators_may_list_baskets() {
        let (baskets, _) = many(1);
        for user_type in [UserType::Standard, UserType::Premium] {
            assert_eq!(list(&baskets, user_type, &[]).await.status(), 401);
        }
    }
}
