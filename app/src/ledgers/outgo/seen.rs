//! The list as its reader sees it, as a file: the same matters, columns, order and words.

use super::{Made, made_by, mark};
use crate::{
    act::ActError,
    db::Tx,
    ledgers::write::{ExportCell, ExportColumn, ExportHead, ExportRow, ExportRows, Paper, write_ledger_of},
    matters::{
        list::{self, Asked, Line, Order},
        listing::{
            cells::{Teller, Value},
            columns::{Column, Layout},
            own::own,
            phones::{self, Phones},
            units_of,
        },
    },
    web::lang::{Lang, t},
};
use std::io::{Seek, Write};

/// More columns than this need the larger paper.
const FEW: usize = 10;

/// A column of the screen as a column of a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shown {
    at: usize,
    told: Told,
    head: &'static str,
    width: u8,
}

/// What a column of the file tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    /// The row's place.
    Serial,
    /// What the screen's column does.
    Cell(Column),
    /// Why the light isn't green: a painted cell has no room for it.
    Why,
    /// The own light of the unit that the list is narrowed to.
    Own,
}

impl ExportColumn for Shown {
    fn head(&self) -> &str {
        self.head
    }

    fn width(&self) -> f64 {
        f64::from(self.width) * 1.6
    }

    fn stays(&self) -> bool {
        self.told == Told::Cell(Column::Title)
    }
}

/// Writes the list to `out`. Gives the number of rows.
///
/// # Errors
/// When the store or `out` fails.
pub fn export(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    teller: &Teller<'_>,
    layout: &Layout,
    made: Made<'_>,
    out: impl Write + Seek + Send,
) -> Result<u32, ActError> {
    let around = teller.around;
    let called = layout.columns().contains(&Column::Phones) && phones::may_any(around);
    let layout = &if called { layout.clone() } else { layout.clone().without(Column::Phones) };
    let units = units_of(asked.filter);
    let head = ExportHead {
        title: made.title.to_owned(),
        as_of: around.asker.today(&around.settings.calendar),
        reporter: made.reporter.to_owned(),
        fields: columns(layout, teller.lang, !units.is_empty()),
        paper: if layout.columns().len() > FEW { Paper::A3 } else { Paper::A4 },
        mark: made_by(made.by, around),
    };
    let rows = |to: &mut ExportRows<'_, Shown>| {
        let mut phones = Phones::default();
        list::portions(tx, asked, order, |tx, matters| {
            if called {
                phones.read(tx, &matters, around)?;
            }
            let teller = &Teller { phones: Some(&phones), ..*teller };
            matters.iter().try_for_each(|m| {
                let serial = f64::from(to.count() + 1);
                let line = Line::of(m, asked.now);
                let told = |shown: &Shown| match shown.told {
                    Told::Serial => Some(ExportCell::Number(serial)),
                    Told::Cell(column) => cell(teller.cell(column, &line, Some(m)), teller.lang),
                    Told::Why => match teller.cell(Column::Light, &line, Some(m)) {
                        Value::Light(_, _, why) if !why.is_empty() => Some(ExportCell::Text(why)),
                        _ => None,
                    },
                    Told::Own => own(m, &units, teller).map(|own| ExportCell::Text(own.told(teller.lang))),
                };
                let cells = head.fields.iter().filter_map(|shown| Some((*shown, told(shown)?)));
                Ok::<_, ActError>(to.add(&cells.collect::<ExportRow<Shown>>())?)
            })
        })
    };
    write_ledger_of(&head, rows, out)
}

fn columns(layout: &Layout, lang: Lang, narrowed: bool) -> Vec<Shown> {
    let mut found = vec![(Told::Serial, "rounds.place", 4)];
    for column in layout.columns() {
        found.push((Told::Cell(*column), column.label(), layout.width(*column)));
        if *column == Column::Light {
            found.push((Told::Why, "listing.light_why", 10));
            found.extend(narrowed.then_some((Told::Own, "listing.light_of_unit", 14)));
        }
    }
    let shown = |(at, (told, label, width))| Shown { at, told, head: t(lang, label), width };
    found.into_iter().enumerate().map(shown).collect()
}

fn cell(value: Value, lang: Lang) -> Option<ExportCell> {
    Some(match &value {
        Value::Blank => return None,
        Value::Text(text) | Value::Noted(text, ..) => ExportCell::Text(text.clone()),
        Value::Lights(..) => ExportCell::Text(value.told(lang)),
        Value::Day(day) => ExportCell::Date(*day),
        Value::Rate(rate) => super::percent(*rate),
        Value::Count(n) | Value::Days(n) => ExportCell::Number(*n as f64),
        Value::Light(light, ..) => match mark(*light) {
            Some(mark) => ExportCell::Light(mark),
            None => ExportCell::Text(value.told(lang)),
        },
    })
}
