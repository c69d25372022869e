//! Who acts: an account, the person behind it, and what that person is trusted with.

use super::role::Grant;
use crate::ids::{AccountId, PersonId, UnitId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Somebody who is signed in, or in whose name a job or a token acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account used.
    pub account: AccountId,
    /// The person; rules about persons (drafter ≠ approver …) compare this, not the account.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The person's own unit.
    pub unit: UnitId,
    /// What the account is trusted with.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// The grants that count on `today`.
    pub fn live(&self, today: Date) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |grant| grant.counts(today))
    }

    /// The grants that count for business on `today`: none for somebody who administers the
    /// installation, whatever else they were granted.
    pub fn business(&self, today: Date) -> impl Iterator<Item = &Grant> {
        let administers = self.live(today).any(|grant| grant.role.is_administrator());
        self.live(today).filter(move |_| !administers)
    }
}
