//! What a form needs to know of its matter, read at once: the matter itself, what stands around it, and
//! what this person may choose from.

use super::{
    acts::judged,
    seen::{Told, story},
};
use crate::{
    act::ActError,
    campaigns,
    db::Tx,
    matters::act::{Around, Gathered, is_seen},
    matters::store::{self, pressed},
    matters::urged_lately,
    people::{directory::Directory, naming},
    web::{form::Choice, layout::Frame},
};
use bangdu_core::{
    campaigns::Rules,
    ids::{AssignmentId, MatterId, UnitId},
    instant::Instant,
    matters::{
        Assignment, Matter, Number, Offer, Pressed, State, addressees, deadline_amendable,
        deadline_reassignable, helps_to_answer, offer, shares, superiors,
    },
    people::{Action, allows},
    refusal::Refusal,
    settings::Settings,
    who::Who,
};
use jiff::civil::Date;
use std::sync::Arc;

/// How many units a field offers to complete; more are still found by what is typed.
const KNOWN_UNITS: usize = 300;

/// A matter before somebody who wants to do something about it.
pub(super) struct Case {
    pub matter: Matter,
    pub version: u64,
    pub offer: &'static Offer,
    /// Why it can't be done now, if it can't.
    pub refusal: Option<Refusal>,
    pub directory: Arc<Directory>,
    pub settings: Arc<Settings>,
    pub rules: Rules,
    pub now: Instant,
    /// From where this person names units.
    pub from: UnitId,
    /// Units that would be urged and have nobody who could sign.
    pub unmanned: Vec<UnitId>,
    /// The shares that this person may do it on.
    pub shares: Vec<AssignmentId>,
    /// The requests for help that this person may answer.
    pub helps: Vec<usize>,
    pub superiors: Vec<UnitId>,
    /// How the units were urged last, where the act answers it.
    pub urges: Vec<Pressed>,
    /// Who urged its units within the hour, where the act urges.
    pub lately: Option<(Instant, Who)>,
    /// Whether this person signs claims in person.
    pub signs_claims: bool,
    /// Whether this person may give it another deadline by this act, or why not.
    pub amends_deadline: Result<(), Refusal>,
    /// Its story, where the act judges what was done.
    pub story: Vec<Told>,
    /// The campaigns that it could be moved to.
    pub campaigns: Vec<Choice>,
    /// The matter that another is merged into, if it was named and is seen.
    pub merged: Option<MatterId>,
}

impl Case {
    /// Reads the case of the act `code`; `merged` is a number or an address that was typed.
    pub fn read(
        tx: &mut Tx<'_>,
        around: Around<'_>,
        id: MatterId,
        code: &str,
        merged: &str,
    ) -> Result<Case, ActError> {
        let loaded = store::load(tx, id)?;
        let matter = loaded.state.filter(|m| is_seen(m, &around)).ok_or(ActError::NotFound)?;
        let offer = offer(code).ok_or(ActError::NotFound)?;
        let gathered = Gathered::for_page(tx, &around, &matter)?;
        let facts = gathered.facts(&around);
        let actor = around.asker.actor.ok_or(ActError::NotFound)?;
        let urges = if code == "report" {
            pressed::of(tx, &[id])?.remove(&id).unwrap_or_default()
        } else {
            Vec::new()
        };
        let unmanned = if ["urge", "slip"].contains(&code) {
            naming::unmanned(tx, &addressees(&matter), facts.today())?
        } else {
            Vec::new()
        };
        let urges_now = matches!(code, "urge" | "slip");
        let lately =
            if urges_now { urged_lately::last(tx, &around, &[id], &addressees(&matter))? } else { None };
        let signs_claims = allows(actor, Action::SignClaim, &matter.ground(), facts.tree, facts.today());
        Ok(Case {
            amends_deadline: match code {
                "reassign" => deadline_reassignable(&matter, &facts),
                _ => deadline_amendable(&matter, &facts),
            },
            story: if judged::JUDGES.contains(&code) { story(tx, id)? } else { Vec::new() },
            refusal: offer.check(&matter, &facts).err(),
            shares: shares(&matter, &facts, code).iter().map(|a| a.id).collect(),
            urges,
            helps: helps_to_answer(&matter, &facts),
            superiors: superiors(&matter, &facts).collect(),
            campaigns: if code == "amend" { campaigns(tx, &matter)? } else { Vec::new() },
            rules: facts.rules.clone(),
            now: facts.now,
            from: naming::from(Some(actor), matter.office, around.directory),
            unmanned,
            merged: named(tx, &around, &matter, merged)?,
            directory: around.directory.clone(),
            settings: around.settings.clone(),
            version: loaded.version,
            matter,
            offer,
            signs_claims,
            lately,
        })
    }

    /// Today in the installation's calendar.
    pub fn today(&self) -> Date {
        self.settings.calendar.date_of(self.now)
    }

    /// The units that a field offers, by name.
    pub fn known_units(&self) -> Vec<Choice> {
        naming::offered(&self.directory, self.from, KNOWN_UNITS)
    }

    /// The shares to choose from.
    pub fn share_choices(&self, frame: &Frame) -> Vec<Choice> {
        let shares = self.shares.iter().filter_map(|id| self.matter.assignment(*id));
        shares.map(|a| Choice::of(a.id.to_string(), self.share_label(frame, a))).collect()
    }

    fn share_label(&self, frame: &Frame, a: &Assignment) -> String {
        let args = [("unit", self.directory.unit(a.unit)), ("part", &frame.word(&a.part.word()))];
        frame.tf("matters.share_of", &args)
    }

    /// The share that is meant where there is no choice.
    pub fn only_share(&self) -> Option<&Assignment> {
        match self.shares.as_slice() {
            [one] => self.matter.assignment(*one),
            _ => None,
        }
    }
}

/// The campaigns that run, and the one that it belongs to.
fn campaigns(tx: &mut Tx<'_>, m: &Matter) -> Result<Vec<Choice>, ActError> {
    let known = campaigns::store::all(tx)?.into_iter().filter(|c| !c.ended || m.campaign == Some(c.id));
    Ok(known.map(|campaign| Choice::of(campaign.id.to_string(), campaign.name)).collect())
}

/// A matter by what people type: its number, its id, or the address of its page.
fn named(tx: &mut Tx<'_>, around: &Around<'_>, m: &Matter, text: &str) -> Result<Option<MatterId>, ActError> {
    let last = text.trim_end_matches('/').rsplit('/').next().unwrap_or("").trim();
    let id = match (last.parse().ok(), number(last)) {
        (Some(id), _) => Some(id),
        (None, Some(number)) => store::by_number(tx, m.office, &number)?,
        (None, None) => None,
    };
    let Some(id) = id else { return Ok(None) };
    let found = store::get(tx, id)?.filter(|m| is_seen(m, around) && !matches!(m.state, State::Discarded));
    Ok(found.map(|m| m.id))
}

/// Reads `督查立项〔2026〕12号`; the brackets may be of any kind.
fn number(text: &str) -> Option<Number> {
    let cut: Vec<&str> = text.split(['〔', '〕', '[', ']', '（', '）', '(', ')']).collect();
    let [series, year, serial] = cut.as_slice() else { return None };
    let serial = serial.trim().trim_end_matches('号').trim_start_matches('第');
    Some(Number {
        series: series.trim().to_owned(),
        year: year.trim().parse().ok()?,
        serial: serial.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_with_any_brackets() {
        let wanted = Number { series: "督查立项".into(), year: 2026, serial: 12 };
        for text in ["督查立项〔2026〕12号", "督查立项[2026]第12号", "督查立项（2026）12"]
        {
            assert_eq!(number(text).as_ref(), Some(&wanted), "{text}");
        }
        assert_eq!(number("督查立项12"), None);
    }
}
