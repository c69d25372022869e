//! That a row's units were urged lately: when and by whom, beneath its state, so that nobody is urged twice for one thing
//! without being aware of it.

use super::{
    cells::{Teller, Value},
    columns::Column,
    table::Table,
};
use crate::{
    act::ActError,
    db::Tx,
    matters::store::owed,
    web::lang::{self, tf},
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    phrase::{Arg, Phrase},
};

/// What was said earlier than so many days ago was about something else.
const DAYS: i64 = 30;

/// Tells it in a table: of `units` where the list is narrowed to them, else of any.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    table: &mut Table,
    units: &[UnitId],
    teller: &Teller<'_>,
) -> Result<(), ActError> {
    if !table.layout.columns().contains(&Column::State) {
        return Ok(());
    }
    let (around, lang) = (teller.around, teller.lang);
    let ids: Vec<MatterId> = table.rows.iter().filter(|row| row.open).map(|row| row.id).collect();
    let since = around.asker.now.plus_days(-DAYS);
    let urged = owed::urged(tx, &ids, since)?;
    for row in &mut table.rows {
        let about =
            |urge: &&owed::Urged| urge.matter == row.id && (units.is_empty() || units.contains(&urge.unit));
        let Some(urge) = urged.iter().find(about) else { continue };
        let day = around.settings.calendar.date_of(urge.at);
        let who = Phrase::new("{0}", "{0}", vec![Arg::from(urge.by)]);
        let who = lang::say(lang, &who, around.directory.as_ref());
        let told = |day: &str| tf(lang, "listing.urged_mark", &[("day", day), ("who", &who)]);
        let (short, mut whole) = (told(&day.strftime("%m-%d").to_string()), told(&lang::date(lang, day)));
        if let Some(by) = urge.answer_by {
            let on = lang::date(lang, by.on);
            whole = tf(lang, "listing.urged_mark_by", &[("urged", &whole), ("on", &on)]);
        }
        if let Some((_, value)) = row.cells.iter_mut().find(|(column, _)| *column == Column::State) {
            *value = Value::Noted(value.told(lang), short, whole);
        }
    }
    Ok(())
}
