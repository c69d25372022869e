//! 汇总表模板: a unit's own form of a ledger, an .xlsx with placeholders such as `{{督查事项}}` in one row and
//! `{{截至日期}}` elsewhere. An export fills it in and keeps its looks.

mod form;
mod formats;
mod package;
pub mod pages;
mod refs;
mod sheet;
mod slots;
pub mod store;
mod unfit;

#[cfg(test)]
mod tests;

pub use unfit::Unfit;

use super::{
    download::disk,
    outgo::{self, Liaisons, Made},
    write::ExportCell,
};
use crate::{
    act::ActError,
    campaigns,
    db::{DbError, Tx},
    matters::{
        act::Around,
        list::{self, Asked, Line, Order},
        listing::cells::{Teller, Value},
    },
    web::lang::{Lang, date, word},
};
use bangdu_core::{ids::UnitId, matters::Matter};
use form::{Filled, Filling, Form};
use slots::Slot;
use std::io::{Seek, Write};

/// A unit's templates as the list of matters offers them: ids and names.
///
/// # Errors
/// When the store fails.
pub fn names(tx: &mut Tx<'_>, unit: UnitId) -> Result<Vec<(String, String)>, DbError> {
    Ok(store::all(tx, unit)?.into_iter().map(|template| (template.id.to_string(), template.name)).collect())
}

/// Whether a file can be filled in.
///
/// # Errors
/// [`Unfit`], a sentence with the way out.
pub fn check(content: &[u8]) -> Result<(), Unfit> {
    Form::read(content).map(|_| ())
}

/// Fills `content` with the matters that `asked` selects, in official Chinese.
///
/// # Errors
/// When the store or the disk fails.
pub fn export(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    around: &Around<'_>,
    made: Made<'_>,
    content: &[u8],
    out: impl Write + Seek,
) -> Result<(), ActError> {
    let form = Form::read(content).map_err(|why| ActError::Fault(format!("a kept template: {why:?}")))?;
    let mut filling = Filling::begin(&form).map_err(disk)?;
    let (liaisons, campaigns) = (Liaisons::read(tx, around)?, campaigns::store::all(tx)?);
    let teller = Teller { lang: Lang::Hans, around, campaigns: &campaigns, phones: None };
    let today = date(Lang::Hans, around.asker.today(&around.settings.calendar));
    let head = |slot: Slot, count: u32| match slot {
        Slot::AsOf => Filled::Text(today.clone()),
        Slot::Reporter => Filled::Text(made.reporter.to_owned()),
        Slot::By => Filled::Text(made.by.to_owned()),
        Slot::Count => Filled::Number(f64::from(count)),
        Slot::Field(_) | Slot::Column(_) => Filled::Text(String::new()),
    };
    list::portions(tx, asked, order, |tx, matters| {
        let phones = liaisons.ledger_phones(tx, &matters, around)?;
        matters.iter().try_for_each(|m| {
            let serial = filling.count() + 1;
            let fields = outgo::row(m, serial, around, &liaisons, &phones);
            let told = |slot| match slot {
                Slot::Field(field) => fields.get(&field).map_or(Filled::Text(String::new()), of_field),
                Slot::Column(column) => of_column(&teller, column, m, asked),
                other => head(other, serial),
            };
            filling.add(told).map_err(disk)
        })
    })?;
    let count = filling.count();
    filling.finish(content, |slot| head(slot, count), out).map_err(ActError::Fault)
}

fn of_field(cell: &ExportCell) -> Filled {
    match cell {
        ExportCell::Text(text) => Filled::Text(text.clone()),
        ExportCell::Date(day) => Filled::Day(*day),
        ExportCell::Percent(percent) => Filled::Percent(*percent),
        ExportCell::Number(number) => Filled::Number(*number),
        ExportCell::Light(mark) => Filled::Text(word(Lang::Hans, &mark.word())),
    }
}

fn of_column(
    teller: &Teller<'_>,
    column: crate::matters::listing::columns::Column,
    m: &Matter,
    asked: &Asked<'_>,
) -> Filled {
    match teller.cell(column, &Line::of(m, asked.now), Some(m)) {
        Value::Count(n) => Filled::Number(n as f64),
        Value::Day(day) => Filled::Day(day),
        Value::Rate(rate) => Filled::Percent(f64::from(rate.0) / 100.0),
        other => Filled::Text(other.told(Lang::Hans)),
    }
}
