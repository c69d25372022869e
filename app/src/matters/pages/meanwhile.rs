//! What happened to a matter while somebody filled in a form on it: who did what, newest first, and what becomes of the
//! form. Fields that its sender left alone take the latest value; those that both changed are marked and say the
//! other's, so that nobody undoes a colleague's change without knowing it.

use super::{
    acts::{Act, First},
    case::Case,
    cell,
    seen::{Told, story},
};
use crate::{
    act::ActError,
    app::App,
    web::{form::Form, layout::Frame},
};
use bangdu_core::{
    ids::MatterId,
    instant::Instant,
    matters::{Event, Matter, MatterKind, Urgency, What, apply, sentence},
    people::Actor,
    phrase::{Arg, Phrase},
};

/// So many entries are told; the story has all.
const TOLD: usize = 20;

/// One entry.
pub(super) struct Line {
    pub when: String,
    pub who: String,
    pub sentence: String,
}

/// What is known of the time between.
pub(super) struct Meanwhile {
    /// The case as it is now.
    pub case: Case,
    /// What happened.
    pub told: Vec<Told>,
    /// The matter as the form was filled from it.
    before: Option<Matter>,
}

/// The case as it is now, and what happened since `version`.
pub(super) async fn read(
    app: &App,
    actor: &Actor,
    id: MatterId,
    act: &'static Act,
    version: u64,
) -> Result<Meanwhile, ActError> {
    app.view(actor, move |tx, around| {
        // First the case: who can't see the matter any more learns nothing of it.
        let case = Case::read(tx, around, id, act.code, "")?;
        let (known, since): (Vec<Told>, Vec<Told>) =
            story(tx, id)?.into_iter().partition(|told| told.version <= version);
        let before = told_again(known.iter().map(|told| (told.at, &told.event)));
        let mut told: Vec<Told> =
            since.into_iter().filter(|told| !matches!(told.event.what, What::Recomputed { .. })).collect();
        told.reverse();
        told.truncate(TOLD);
        Ok(Meanwhile { case, told, before })
    })
    .await
}

/// The matter that these entries tell.
fn told_again<'e>(story: impl Iterator<Item = (Instant, &'e Event)>) -> Option<Matter> {
    story.fold(None, |m, (at, event)| apply(m, event, at))
}

impl Meanwhile {
    /// Brings the form up to date.
    pub fn merge_into(&mut self, form: &mut Form, act: &'static Act, only: &str, frame: &Frame) {
        let Some(before) = self.before.take() else { return };
        let first = |case: &Case| match only {
            "" => (act.first)(case, frame),
            _ => cell::first(case, act, frame),
        };
        let latest = first(&self.case);
        let now = std::mem::replace(&mut self.case.matter, before);
        let original = first(&self.case);
        self.case.matter = now;
        let mut names: Vec<&String> = original.iter().chain(&latest).map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let (was, is) = (of(&original, name), of(&latest, name));
            let typed = form.values().0.iter().find(|(known, _)| known == name);
            let typed = typed.map(|(_, text)| text.trim().replace("\r\n", "\n"));
            if was == is || typed.as_deref() == is {
                continue;
            }
            if typed.as_deref() == was {
                form.put(name, is);
            } else if typed.is_some() {
                let told = self.shown(name, is.unwrap_or_default(), frame);
                form.wrong(name, frame.t1("matters.clash", "value", told));
            }
        }
    }

    /// A field's value as people read it.
    fn shown(&self, name: &str, value: &str, frame: &Frame) -> String {
        let word = match name {
            "kind" => MatterKind::from_code(value).map(MatterKind::word),
            "urgency" => Urgency::from_code(value).map(Urgency::word),
            _ => None,
        };
        let campaign = self.case.campaigns.iter().find(|choice| name == "campaign" && choice.value == value);
        match (word, campaign) {
            (Some(word), _) => frame.word(&word),
            (None, Some(choice)) => choice.label.clone(),
            (None, None) if value.is_empty() => frame.t("matters.none").to_owned(),
            (None, None) => value.to_owned(),
        }
    }
}

fn of<'f>(first: &'f First, name: &str) -> Option<&'f str> {
    first.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())
}

/// As sentences.
pub(super) fn lines<'t>(frame: &Frame, told: impl IntoIterator<Item = &'t Told>) -> Vec<Line> {
    let line = |told: &Told| Line {
        when: frame.at(told.at),
        who: frame.say(&Phrase::new("{0}", "{0}", vec![Arg::from(told.event.by)])),
        sentence: frame.say(&sentence(&told.event)),
    };
    told.into_iter().map(line).collect()
}
