//! The JSON API under `/api/v1`: who asks, how often, and the document that describes it. What can be
//! asked stands in the rooms' own `api` files.

mod entries;
pub mod idempotency;
pub mod pages;
pub mod record;
pub mod reference;
pub mod sample;
pub mod store;
pub mod token;

pub use idempotency::{Answer, Once};
pub use token::Caller;

use crate::{act::ActError, app::App, db::Tx, matters::act::Around, web::error::Error};

/// What a handler of the API gives back.
pub type Reply = Result<Answer, Error>;

/// The longest page of a list.
pub const LONGEST_PAGE: usize = 200;

impl Caller {
    /// Acts in one transaction, once for each `Idempotency-Key`.
    ///
    /// # Errors
    /// What `act` says, or that the store failed.
    pub async fn act<B, F>(&self, app: &App, once: Once<B>, mut act: F) -> Reply
    where
        B: Send + Sync + 'static,
        F: FnMut(&mut Tx<'_>, &Around<'_>, &B, Option<u64>) -> Result<Answer, ActError> + Send + 'static,
    {
        let account = self.actor.account;
        let answer = app.change(&self.actor, move |tx, around| {
            once.run(tx, account, around.asker.now, |tx, body, expected| act(tx, &around, body, expected))
        });
        Ok(answer.await?)
    }
}

/// A field that can't be understood.
pub fn bad(field: &str) -> Error {
    Error::BadForm(vec![(field.to_owned(), "form.unreadable".to_owned())])
}

/// Nothing, if what the caller read (`If-Match`) is what stands there.
///
/// # Errors
/// [`ActError::Stale`].
pub fn fresh(expected: Option<u64>, found: u64) -> Result<(), ActError> {
    if expected.is_none_or(|version| version == found) { Ok(()) } else { Err(ActError::Stale) }
}
