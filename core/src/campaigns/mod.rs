//! Special campaigns (专项行动): they group matters and carry the rules these run by.

mod campaign;
mod rules;

pub(crate) use campaign::sound;
pub use campaign::{Campaign, CampaignCommand, CampaignEvent, apply, decide};
pub use rules::{DEFAULT_RULES_CODE, MonthlyRound, Rules};
