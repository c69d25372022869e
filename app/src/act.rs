//! What every act shares: who asks and when, and how it can end.

use crate::{
    db::DbError,
    journal::{CommitError, Stamp},
};
use bangdu_core::{calendar::Calendar, instant::Instant, matters::By, people::Actor, refusal::Refusal};
use jiff::civil::Date;

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The signed-in person; nobody for the system and the operator.
    pub actor: Option<&'a Actor>,
    /// Whether the operator asks, where nobody is signed in.
    pub operator: bool,
    /// The instant of the act.
    pub now: Instant,
}

impl<'a> Asker<'a> {
    /// The unit of whoever asks.
    pub fn unit(&self) -> Option<bangdu_core::ids::UnitId> {
        self.actor.map(|actor| actor.unit)
    }

    /// A signed-in person.
    pub fn person(actor: &'a Actor, now: Instant) -> Asker<'a> {
        Asker { actor: Some(actor), operator: false, now }
    }

    /// A sweep or timer.
    pub fn system(now: Instant) -> Asker<'static> {
        Asker { actor: None, operator: false, now }
    }

    /// Somebody with the machine.
    pub fn operator(now: Instant) -> Asker<'static> {
        Asker { actor: None, operator: true, now }
    }

    /// For the matters' rules.
    pub fn by(&self) -> By<'a> {
        match self.actor {
            Some(actor) => By::Person(actor),
            None if self.operator => By::Operator,
            None => By::System,
        }
    }

    /// For the record.
    pub fn stamp(&self) -> Stamp {
        let actor = match self.actor {
            Some(actor) => actor.account.to_string(),
            None if self.operator => "operator".to_owned(),
            None => "system".to_owned(),
        };
        Stamp { at: self.now, actor }
    }

    /// Today in the calendar's zone.
    pub fn today(&self, calendar: &Calendar) -> Date {
        calendar.date_of(self.now)
    }
}

/// How an act can end but well.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// A rule says no. Boxed: it is large and rare.
    #[error("refused by {}", .0.rule.code)]
    Refused(Box<Refusal>),
    /// There is no such thing, or no right to see it: the same answer.
    #[error("there is no such thing")]
    NotFound,
    /// It changed since the page was made.
    #[error("it changed since it was read")]
    Stale,
    /// The store failed, or somebody was faster (then the act runs again).
    #[error(transparent)]
    Db(#[from] DbError),
    /// An event could not be recorded: a fault of ours.
    #[error("{0}")]
    Fault(String),
}

impl From<Refusal> for ActError {
    fn from(refusal: Refusal) -> Self {
        ActError::Refused(Box::new(refusal))
    }
}

impl From<CommitError> for ActError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Db(error) => ActError::Db(error),
            other => ActError::Fault(other.to_string()),
        }
    }
}

impl From<ActError> for crate::web::error::Error {
    fn from(error: ActError) -> Self {
        use crate::web::error::Error;
        match error {
            ActError::Refused(refusal) if refusal.rule.code == bangdu_core::people::rights::TABLE.code => {
                Error::Forbidden(refusal)
            }
            ActError::Refused(refusal) => Error::Refused(refusal),
            ActError::NotFound => Error::NotFound,
            ActError::Stale | ActError::Db(DbError::Conflict) => Error::Stale,
            other => Error::fault(other),
        }
    }
}
