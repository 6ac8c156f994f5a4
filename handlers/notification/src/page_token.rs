//! `nextPageToken`: the place of the last notification of a page among those of its recipient. It does
//! not name the recipient, who is always the caller, so it never shows the notifications of others.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};

use crate::notification::Position;

/// Longest token that is decoded.
const MAX_LENGTH: usize = 1024;

/// The token of a page that ended with the notification at this place.
pub fn encode(last: &Position) -> String {
    BASE64.encode(format!("{}#{}", last.time, last.event_id))
}

/// The place before the next page; none if the text is no token.
pub fn decode(text: &str) -> Option<Position> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let place = String::from_utf8(BASE64.decode(text).ok()?).ok()?;
    let (time, event_id) = place.split_once('#')?;
    let time: i64 = time.parse().ok()?;
    let is_valid = time >= 0 && !event_id.is_empty();
    is_valid.then(|| Position { time, event_id: event_id.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_decodes_to_the_place_it_was_made_of() {
        for event_id in ["0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90", "payment of #7", "é"] {
            let place = Position { time: 1_795_255_200_123, event_id: event_id.to_owned() };
            assert_eq!(decode(&encode(&place)), Some(place));
        }
    }

    #[test]
    fn any_other_text_is_invalid() {
        let encoded = |text: &str| BASE64.encode(text);
        for text in [
            "",
            "7#e-1",
            "%%%",
            &encoded("7"),
            &encoded("7#"),
            &encoded("#e-1"),
            &encoded("-7#e-1"),
            &encoded("late#e-1"),
            &BASE64.encode([b'7', b'#', 0xff]),
            &encoded(&format!("7#{}", "x".repeat(2_000))),
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
