//! The time and the random numbers of an execution, which replace those of the computer in JSONata.

use std::{cell::RefCell, rc::Rc};

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use jsonata_core::{
    evaluator::{Evaluator, EvaluatorError},
    value::JValue,
};

/// The current time and a seeded generator.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub now: Timestamp,
    random: Rc<RefCell<Rng>>,
}

/// A function of JSONata whose value is the source's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SourceFunction {
    Millis,
    Now,
    Random,
    Uuid,
}

impl Source {
    pub fn new(now: Timestamp, seed: u64) -> Self {
        Self { now, random: Rc::new(RefCell::new(Rng::with_seed(seed))) }
    }

    /// A random part of a duration.
    pub fn part_of(&self, duration: SignedDuration) -> SignedDuration {
        duration.mul_f64(self.random.borrow_mut().f64())
    }

    /// The current time in the format of Step Functions and of `$now()`.
    pub fn now_text(&self) -> String {
        format!("{:.3}", self.now)
    }

    fn uuid(&self) -> String {
        let bytes = self.random.borrow_mut().u128(..).to_be_bytes();
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}

impl SourceFunction {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "millis" => Some(Self::Millis),
            "now" => Some(Self::Now),
            "random" => Some(Self::Random),
            "uuid" => Some(Self::Uuid),
            _ => None,
        }
    }

    /// Makes the evaluator call this function of the source.
    pub fn register(
        self,
        evaluator: &mut Evaluator,
        source: &Source,
    ) -> Result<(), EvaluatorError> {
        let source = source.clone();
        match self {
            #[expect(clippy::cast_precision_loss, reason = "numbers of JSONata are floats")]
            Self::Millis => evaluator.register_fn_override("millis", move |_: &[JValue]| {
                Ok(JValue::Number(source.now.as_millisecond() as f64))
            }),
            Self::Now => evaluator.register_fn_override("now", move |_: &[JValue]| {
                Ok(JValue::from(source.now_text()))
            }),
            Self::Random => evaluator.register_fn_override("random", move |_: &[JValue]| {
                Ok(JValue::Number(source.random.borrow_mut().f64()))
            }),
            Self::Uuid => {
                evaluator.register_fn("uuid", move |_: &[JValue]| Ok(JValue::from(source.uuid())))
            }
        }
    }
}
