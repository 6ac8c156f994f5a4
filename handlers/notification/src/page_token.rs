//! `nextPageToken`: the place of the last notification of a page among those of its recipient. It does
//! not name the recipient, who is always the caller, so it never shows the notifications of others.

use platform::{Result, page_token};

use crate::notification::Position;

/// The token of a page that ended with the notification at this place.
pub fn encode(last: &Position) -> Result<String> {
    page_token::encode(last)
}

/// The place before the next page; none if the text is no token.
pub fn decode(text: &str) -> Option<Position> {
    let place: Position = page_token::decode(text)?;
    (place.time >= 0 && !place.event_id.is_empty()).then_some(place)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn place(time: i64, event_id: &str) -> Position {
        Position { time, event_id: event_id.to_owned() }
    }

    #[test]
    fn a_token_decodes_to_the_place_it_was_made_of() {
        for event_id in ["0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90", "payment of #7", "é"] {
            let place = place(1_795_255_200_123, event_id);
            assert_eq!(decode(&encode(&place).unwrap()), Some(place));
        }
    }

    #[test]
    fn any_other_text_is_invalid() {
        let other_list = json!({ "time": 7, "event_id": "e-1", "after": "u-1" });
        for text in [
            "7#e-1",
            &encode(&place(7, "")).unwrap(),
            &encode(&place(-7, "e-1")).unwrap(),
            &encode(&place(7, &"x".repeat(2_000))).unwrap(),
            &page_token::encode(&other_list).unwrap(),
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
