//! Times as the API has them: seconds since 1970, with a fraction.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

#[expect(clippy::cast_precision_loss, reason = "milliseconds of any year fit into 53 bits")]
pub(crate) fn of(time: Timestamp) -> f64 {
    time.as_millisecond() as f64 / 1000.0
}

pub(crate) fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(of(*time))
}

#[expect(clippy::cast_possible_truncation, reason = "a time out of range is an error below")]
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Timestamp, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    Timestamp::from_millisecond((seconds * 1000.0).round() as i64).map_err(D::Error::custom)
}

pub(crate) mod option {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    struct Seconds(#[serde(with = "super")] Timestamp);

    #[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
    pub(crate) fn serialize<S: Serializer>(
        time: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => super::serialize(time, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        Ok(Option::<Seconds>::deserialize(deserializer)?.map(|Seconds(time)| time))
    }
}
