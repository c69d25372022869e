//! 公示牌: what the public sees of a matter, field by field, after two people have looked at it; and the
//! clues (线索) that come back from there.
//!
//! [`publication`] is the office's side: what is proposed, agreed to, taken down. [`page`] is the one door
//! through which anything of a matter leaves the house. [`clue`] is what the public wrote.

pub mod clue;
mod codes;
mod field;
pub mod page;
mod personal;
pub mod publication;
mod publishing;
mod sentence;
#[cfg(test)]
mod tests;

pub use codes::{PublicId, Receipt};
pub use field::{Field, Shown, Step, Value, told};
pub use personal::without_personal_numbers;
