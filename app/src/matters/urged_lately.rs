//! What was urged within the hour, for forms that urge: they say so, and send again only what is meant.

use super::{act::Around, store::owed};
use crate::{
    act::ActError,
    db::Tx,
    web::{
        fields::Fields,
        lang::{self, Lang, tf},
    },
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{
        Command, Matter,
        urged_twice::{Opened, aware, just_now, urged_by},
    },
    phrase::{Arg, Phrase},
    who::Who,
};

/// What a form of ours says; nothing where the fields come from elsewhere.
pub(super) fn opened(fields: &Fields) -> Option<Opened> {
    let at = fields.given("opened")?.parse().map(Instant).ok()?;
    Some(Opened { at, again: fields.ticked("again") })
}

/// The last urge within the hour of one of these units on one of these matters.
pub(super) fn last(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    matters: &[MatterId],
    units: &[UnitId],
) -> Result<Option<(Instant, Who)>, ActError> {
    let found = owed::urged(tx, matters, just_now(around.asker.now))?;
    Ok(found.iter().find(|urge| units.contains(&urge.unit)).map(|urge| (urge.at, urge.by)))
}

/// Refuses a command that urges again unawares.
pub(super) fn check(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    m: &Matter,
    command: &Command,
    opened: Option<Opened>,
) -> Result<(), ActError> {
    let units = urged_by(m, command);
    match opened.filter(|_| !units.is_empty()) {
        Some(opened) => Ok(aware(last(tx, around, &[m.id], &units)?, opened)?),
        None => Ok(()),
    }
}

/// Who urged when, as the form tells it.
pub(super) fn told((at, by): (Instant, Who), around: &Around<'_>, lang: Lang) -> String {
    let at = lang::at(lang, at, around.settings.calendar.zone.time_zone());
    let who = Phrase::new("{0}", "{0}", vec![Arg::from(by)]);
    let who = lang::say(lang, &who, around.directory.as_ref());
    tf(lang, "rounds.urged_just_now", &[("at", &at), ("who", &who)])
}
