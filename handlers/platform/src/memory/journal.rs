//! What was written to a table in memory, as its stream delivers it.

use crate::Context;

/// Items or messages in the order in which they were written, each with the context of the write.
#[derive(Clone, Debug)]
pub struct Journal<T>(Vec<(T, Context)>);

impl<T> Default for Journal<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone> Journal<T> {
    /// Adds what was written in `context`.
    pub fn add(&mut self, written: T, context: &Context) {
        self.0.push((written, context.clone()));
    }

    /// How much was written so far.
    #[expect(clippy::len_without_is_empty, reason = "nobody asks whether a journal is empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// What was written after so many others, and its context.
    ///
    /// # Panics
    /// If less was written.
    pub fn entry(&self, index: usize) -> (T, Context) {
        self.0[index].clone()
    }

    /// Everything that was written, without contexts.
    pub fn all(&self) -> Vec<T> {
        self.0.iter().map(|(written, _)| written.clone()).collect()
    }

    /// The context of the first write for which this is true.
    pub fn context_of(&self, is_wanted: impl Fn(&T) -> bool) -> Option<&Context> {
        self.0.iter().find(|(written, _)| is_wanted(written)).map(|(_, context)| context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_keeps_order_and_contexts() {
        let contexts = [Context::new(), Context::new()];
        let mut journal = Journal::default();
        journal.add("one", &contexts[0]);
        journal.add("two", &contexts[1]);
        assert_eq!((journal.len(), journal.all()), (2, vec!["one", "two"]));
        assert_eq!(journal.entry(1), ("two", contexts[1].clone()));
        assert_eq!(journal.context_of(|written| *written == "two"), Some(&contexts[1]));
        assert_eq!(journal.context_of(|written| *written == "three"), None);
    }
}
