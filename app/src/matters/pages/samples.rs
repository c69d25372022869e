//! Named samples of the matter's pages, for the test that renders every page in every language.

use crate::web::{lang::Lang, sample::Sample};

/// The samples.
pub fn samples(_lang: Lang) -> Vec<Sample> {
    vec![]
}
