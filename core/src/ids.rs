//! Identities as UUIDv7, one type a thing. They arrive as values: nothing here makes one up.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map($name)
            }
        }
    )+};
}

id! {
    /// A supervised matter (督查事项).
    MatterId,
    /// One unit's share of a matter (承办件).
    AssignmentId,
    /// An organisation (单位); an office (督查室) is a unit too.
    UnitId,
    /// A human being (人员).
    PersonId,
    /// What a person signs in with (账号).
    AccountId,
    /// A special campaign (专项行动).
    CampaignId,
    /// A stored file's place in the record; its content is named by digest.
    FileId,
    /// One import of a ledger (导入批次).
    BatchId,
    /// A row of erasable personal data (phone, id number), outside the record.
    PrivateId,
}
