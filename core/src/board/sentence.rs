//! What happened to a publication, as a sentence.

use super::{field::Field, publication::PublicationEvent};
use crate::{
    phrase,
    phrase::{Phrase, Word},
};

impl PublicationEvent {
    /// The event's stable name in the journal.
    pub fn name(&self) -> &'static str {
        match self {
            PublicationEvent::Proposed { .. } => "publication.proposed",
            PublicationEvent::Agreed { .. } => "publication.agreed",
            PublicationEvent::Refused { .. } => "publication.refused",
            PublicationEvent::TakenDown { .. } => "publication.taken_down",
        }
    }

    /// The sentence that tells it.
    pub fn sentence(&self) -> Phrase {
        match self {
            PublicationEvent::Proposed { offered, removed, by, .. }
                if offered.is_empty() && removed.is_empty() =>
            {
                phrase!("{0}收回了待审批的公示内容", "{0} took back what waited to be published", *by)
            }
            PublicationEvent::Proposed { offered, removed, by, .. } if offered.is_empty() => {
                phrase!(
                    "{0}不再公示：{1}",
                    "{0} publishes no longer: {1}",
                    *by,
                    words(removed.iter().copied())
                )
            }
            PublicationEvent::Proposed { offered, removed, by, .. } if removed.is_empty() => {
                let offered = words(offered.iter().map(|shown| shown.field));
                phrase!("{0}提请公示：{1}", "{0} proposed to publish: {1}", *by, offered)
            }
            PublicationEvent::Proposed { offered, removed, by, .. } => {
                let offered = words(offered.iter().map(|shown| shown.field));
                phrase!(
                    "{0}提请公示：{1}；不再公示：{2}",
                    "{0} proposed to publish: {1}; no longer: {2}",
                    *by,
                    offered,
                    words(removed.iter().copied())
                )
            }
            PublicationEvent::Agreed { fields, by } => {
                phrase!("{0}同意公示：{1}", "{0} agreed to publish: {1}", *by, words(fields.iter().copied()))
            }
            PublicationEvent::Refused { field, reason, by } => {
                phrase!(
                    "{0}不同意公示“{1}”：{2}",
                    "{0} did not agree to publish {1}: {2}",
                    *by,
                    field.word(),
                    reason.as_str()
                )
            }
            PublicationEvent::TakenDown { reason, by } => {
                phrase!("{0}撤下公示：{1}", "{0} took the page down: {1}", *by, reason.as_str())
            }
        }
    }
}

fn words(fields: impl Iterator<Item = Field>) -> Word {
    let words: Vec<Word> = fields.map(Field::word).collect();
    let join = |mark: &str, of: fn(&Word) -> &str| words.iter().map(of).collect::<Vec<_>>().join(mark);
    Word { zh: join("、", |w| &w.zh).into(), en: join(", ", |w| &w.en).into() }
}
