//! What the reader's units were urged on though no report is owed on it this round: it stands on the round's page too, so
//! that the desk's link to it leads somewhere.

use super::fill::told;
use crate::{
    act::ActError,
    db::Tx,
    matters::{
        act::{Around, Gathered},
        store::{
            self, pressed, urges,
            waiting::{Whose, waiting},
        },
    },
    web::lang::{self, Lang},
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    matters::{Matter, TodoKind, may_take, offer, shares},
};
use std::collections::BTreeSet;

/// An urge that is older is in the matters' stories.
const DAYS: i64 = 60;
/// So many are shown.
const SHOWN: usize = 40;
/// So many of the round's steps are passed over.
const STEPS: usize = 1_000;

/// A matter on which a unit was urged.
pub(super) struct Urged {
    pub href: String,
    pub number: String,
    pub title: String,
    pub unit: String,
    /// By whom and when, and with which words.
    pub told: (String, String),
    /// What answers it now: where, and what it is called.
    pub act: Option<(String, String)>,
}

/// Those on which the round asks for nothing.
pub(super) fn beside(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    lang: Lang,
    whose: &Whose,
) -> Result<Vec<Urged>, ActError> {
    let Some(actor) = around.asker.actor else { return Ok(Vec::new()) };
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    let may = may_take(actor, tree, today);
    let units: BTreeSet<UnitId> =
        may.into_iter().filter(|may| may.kind == TodoKind::Report).flat_map(|may| may.units).collect();
    let units: Vec<UnitId> = units.into_iter().collect();
    let found = urges::open(tx, &units, around.asker.now.plus_days(-DAYS))?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let owed: BTreeSet<(MatterId, UnitId)> =
        waiting(tx, whose, None, STEPS)?.iter().map(|step| (step.matter.id, step.unit)).collect();
    let mut found: Vec<urges::Urge> =
        found.into_iter().filter(|urge| !owed.contains(&(urge.matter, urge.unit))).collect();
    found.truncate(SHOWN);
    let matters: Vec<MatterId> = found.iter().map(|urge| urge.matter).collect();
    let stories = pressed::of(tx, &matters)?;
    let mut rows = Vec::with_capacity(found.len());
    for urge in found {
        let said = stories.get(&urge.matter).and_then(|all| all.iter().find(|one| one.unit == urge.unit));
        let (Some(said), Some(m)) = (said, store::get(tx, urge.matter)?) else { continue };
        rows.push(Urged {
            href: format!("/matters/{}", m.id),
            number: m.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            unit: around.directory.unit(urge.unit).to_owned(),
            told: {
                let urge = told(said, around, lang);
                (urge.told, urge.text)
            },
            act: answer(tx, around, lang, &m)?,
            title: m.title,
        });
    }
    Ok(rows)
}

/// The act by which the reader answers: a report where one can be made, else the receipt that is still owed.
fn answer(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    lang: Lang,
    m: &Matter,
) -> Result<Option<(String, String)>, ActError> {
    let gathered = Gathered::for_page(tx, around, m)?;
    let facts = gathered.facts(around);
    let code = ["report", "sign-for"].into_iter().find(|code| !shares(m, &facts, code).is_empty());
    Ok(code
        .and_then(offer)
        .map(|offer| (format!("/matters/{}/{}", m.id, offer.code), lang::word(lang, &offer.word))))
}

pub(super) fn sample() -> Vec<Urged> {
    vec![Urged {
        href: "/matters/1".into(),
        number: "督查立项〔2026〕31号".into(),
        title: "崇武镇施工许可办理超时问题".into(),
        unit: "惠安县住建局".into(),
        told: ("林晓梅于11月26日催办".into(), "请抓紧办理，书面反馈进展。".into()),
        act: Some(("/matters/1/report".into(), "反馈进展".into())),
    }]
}
