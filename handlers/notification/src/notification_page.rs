//! A page of the notifications of one recipient, as both routes show it.

use std::ops::RangeInclusive;

use contracts::{
    Json,
    notification::{NotificationDto, NotificationPage, NotificationQuery},
};
use platform::{Failure, Result};

use crate::{
    notification::{Notification, Recipient},
    page_token,
    ports::Notifications,
};

const PAGE_SIZES: RangeInclusive<u32> = 1..=100;

const DEFAULT_PAGE_SIZE: u32 = 20;

/// The page of the notifications of `recipient` that the query asks for.
pub async fn page(
    recipient: &Recipient,
    query: NotificationQuery,
    notifications: &impl Notifications,
) -> Result<Json<NotificationPage>> {
    let page_size = page_size(query.page_size)?;
    let after = query.page_token.map(|text| {
        page_token::decode(&text).ok_or_else(|| {
            Failure::bad_request("`pageToken` must be the `nextPageToken` of the page before")
        })
    });
    let page = notifications.page(recipient, after.transpose()?.as_ref(), page_size).await?;
    let last = page.notifications.last().filter(|_| page.more);
    let next_page_token = last.map(|last| page_token::encode(&last.position())).transpose()?;
    let items = page.notifications.into_iter().map(dto).collect();
    Ok(Json(NotificationPage { items, next_page_token }))
}

fn page_size(requested: Option<i64>) -> Result<u32> {
    let Some(requested) = requested else { return Ok(DEFAULT_PAGE_SIZE) };
    let size = u32::try_from(requested).ok().filter(|size| PAGE_SIZES.contains(size));
    size.ok_or_else(|| {
        Failure::bad_request(format!(
            "`pageSize` must be {} to {}",
            PAGE_SIZES.start(),
            PAGE_SIZES.end()
        ))
    })
}

fn dto(notification: Notification) -> NotificationDto {
    NotificationDto {
        notification_id: notification.event_id,
        event_type: notification.event_type,
        order_number: notification.order_number,
        subject: notification.subject,
        text: notification.text,
        created_at: notification.created_at.to_string(),
    }
}
