//! What stands before and behind a matter in a list: where somebody goes on to who works through it.

use super::{After, Asked, DbError, Filter, MatterId, Order, Query, Tx, spans};

/// The matters beside one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The one before it: its id and title.
    pub before: Option<(MatterId, String)>,
    /// The one behind it.
    pub behind: Option<(MatterId, String)>,
}

/// Reads them. A matter that has left the list meanwhile keeps the place that it would have there.
///
/// # Errors
/// When the store fails.
pub fn neighbours(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    id: MatterId,
) -> Result<Neighbours, DbError> {
    let Some(place) = place(tx, asked, order, id)? else { return Ok(Neighbours::default()) };
    Ok(Neighbours {
        before: next(tx, asked, order.turned(), &place)?,
        behind: next(tx, asked, order, &place)?,
    })
}

/// Where the matter stands in this order, whatever the list holds.
fn place(tx: &mut Tx<'_>, asked: &Asked<'_>, order: Order, id: MatterId) -> Result<Option<After>, DbError> {
    let filter =
        Filter { ids: vec![id], unit: asked.filter.unit, part: asked.filter.part, ..Filter::default() };
    let Some(mut sql) = Query::of(&Asked { filter: &filter, ..asked.clone() }, &[]) else { return Ok(None) };
    let keyset = sql.keyset(order, asked.now, None, 1);
    let rows = tx.rows(&sql.whole(&keyset.beside("m.id"), &keyset.end), &sql.values)?;
    rows.first().map(|row| keyset.place(row, 1, id)).transpose()
}

fn next(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    place: &After,
) -> Result<Option<(MatterId, String)>, DbError> {
    let (_, rows) = spans::rows(tx, asked, order, Some(place), 1, "m.id, m.title")?;
    rows.first().map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}
