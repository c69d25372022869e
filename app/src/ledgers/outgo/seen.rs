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
    what: What,
    head: &'static str,
    width: u8,
}

/// What stands in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// 序号
    Serial,
    /// What the screen shows.
    Column(Column),
    /// Why the light isn't green: beside it on the screen, a column of its own in a file.
    Reason,
}

impl ExportColumn for Shown {
    fn head(&self) -> &str {
        self.head
    }

    fn width(&self) -> f64 {
        f64::from(self.width) * 1.6
    }

    fn stays(&self) -> bool {
        self.what == What::Column(Column::Title)
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
    let head = ExportHead {
        title: made.title.to_owned(),
        as_of: around.asker.today(&around.settings.calendar),
        reporter: made.reporter.to_owned(),
        fields: columns(layout, teller.lang),
        paper: if layout.columns().len() > FEW { Paper::A3 } else { Paper::A4 },
        mark: made_by(made.by, around),
    };
    let rows = |to: &mut ExportRows<'_, Shown>| {
        list::each(tx, asked, order, |m| {
            let line = Line::of(&m, asked.now);
            let cells = head.fields.iter();
            let cells = cells.filter_map(|shown| {
                let told = match shown.what {
                    What::Serial => ExportCell::Number(f64::from(to.count() + 1)),
                    What::Column(column) => cell(teller.cell(column, &line, Some(&m)), teller.lang)?,
                    What::Reason => reason(teller.cell(Column::Light, &line, Some(&m)))?,
                };
                Some((*shown, told))
            });
            Ok::<_, ActError>(to.add(&cells.collect::<ExportRow<Shown>>())?)
        })
    };
    write_ledger_of(&head, rows, out)
}

fn columns(layout: &Layout, lang: Lang) -> Vec<Shown> {
    let mut shown = vec![(What::Serial, t(lang, "listing.serial"), 4)];
    for column in layout.columns() {
        shown.push((What::Column(*column), t(lang, column.label()), layout.width(*column)));
        if *column == Column::Light {
            shown.push((What::Reason, t(lang, "listing.light_reason"), 12));
        }
    }
    let placed =
        |(at, (what, head, width)): (usize, (What, &'static str, u8))| Shown { at, what, head, width };
    shown.into_iter().enumerate().map(placed).collect()
}

fn reason(light: Value) -> Option<ExportCell> {
    match light {
        Value::Light(_, _, why) if !why.is_empty() => Some(ExportCell::Text(why)),
        _ => None,
    }
}

fn cell(value: Value, lang: Lang) -> Option<ExportCell> {
    Some(match &value {
        Value::Blank => return None,
        Value::Text(text) => ExportCell::Text(text.clone()),
        Value::Day(day) => ExportCell::Date(*day),
        Value::Rate(rate) => super::percent(*rate),
        Value::Count(n) | Value::Days(n) => ExportCell::Number(*n as f64),
        Value::Light(light, ..) => match mark(*light) {
            Some(mark) => ExportCell::Light(mark),
            None => ExportCell::Text(value.told(lang)),
        },
    })
}
