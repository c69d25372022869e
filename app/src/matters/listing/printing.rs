//! `GET /matters/print`: a list as an annex on paper (附件): what its filters say as title, its unit and day, every
//! row with its serial number, and nothing that only a screen needs. Where matters are ticked, those.

use super::{
    asked::{Asked, Reader, listed},
    cells::Teller,
    columns::{Column, Layout, Set},
    store,
    table::{COUNTED, Place, Table, settled},
};
use crate::{
    act::ActError,
    app::App,
    campaigns,
    db::Tx,
    matters::{act::Around, list},
    web::{
        error::Error,
        lang::{self, Lang},
        layout::{Frame, page},
        list::Filters,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::State as Shared,
    response::{IntoResponse, Redirect, Response},
};
use bangdu_core::people::sight;

/// More rows than this nobody reads on paper; the export has them all.
const MOST: usize = 2_000;
/// More columns than this need the larger paper.
const FEW: usize = 10;

#[derive(Template)]
#[template(path = "matters/listing/printing.html")]
struct Annex {
    frame: Frame,
    back: String,
    told: Told,
}

/// What stands on the sheet.
pub(super) struct Told {
    pub title: String,
    pub unit: String,
    pub day: String,
    pub table: Table,
    /// Whether there are more matters than the sheet has.
    pub more: bool,
}

pub(super) async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let (lang, filters) = (frame.lang, listed(&filters));
    let back = Filters::of("/matters", &filters.fields().to_query()).here();
    let told = app.view(&who.actor, move |tx, around| Told::read(tx, &around, lang, &filters)).await?;
    match told {
        Some(told) => page(Annex::of(frame, back, told)),
        // A unit that isn't clear: the list asks which one is meant.
        None => Ok(Redirect::to(&back).into_response()),
    }
}

impl Told {
    fn read(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        lang: Lang,
        filters: &Filters,
    ) -> Result<Option<Told>, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let (tree, calendar, now) = (&around.directory.tree, &around.settings.calendar, around.asker.now);
        let campaigns = campaigns::store::all(tx)?;
        let reader = Reader { lang, tree, from: around.asker.unit(), calendar, campaigns: &campaigns, now };
        let Asked { filter, order, unclear, .. } = reader.read(filters);
        if unclear.is_some() {
            return Ok(None);
        }
        let today = calendar.date_of(now);
        let sight = sight(actor, tree, today);
        let asked = list::Asked { sight: &sight, filter: &filter, now };
        let order = settled(order, list::count(tx, &asked, COUNTED + 1)?);
        let layout = store::layout(tx, actor.account)?.with_columns(filters.get("columns"));
        let teller = Teller { lang, around, campaigns: &campaigns, phones: None };
        let place = Place { order, after: None, within: "", limit: MOST };
        let table = Table::read(tx, &asked, &teller, layout, &place)?;
        Ok(Some(Told {
            title: reader.title(filters),
            unit: tree.name(actor.unit).to_owned(),
            day: lang::date(lang, today),
            more: table.next.is_some(),
            table,
        }))
    }
}

impl Annex {
    fn of(frame: Frame, back: String, told: Told) -> Annex {
        let matters = frame.t("nav.matters").to_owned();
        let frame = frame.called(told.title.clone()).under(matters, back.clone());
        Annex { frame, back, told }
    }

    fn is_figure(&self, column: &Column) -> bool {
        column.set() == Set::Figure
    }

    fn columns(&self) -> &[Column] {
        self.told.table.layout.columns()
    }

    /// The paper that its columns need.
    fn paper(&self) -> &'static str {
        if self.columns().len() > FEW { "annex large" } else { "annex" }
    }

    fn line(&self) -> String {
        let args = [("day", self.told.day.as_str()), ("unit", self.told.unit.as_str())];
        self.frame.tf("listing.annex_line", &args)
    }

    fn total(&self) -> String {
        let key = if self.told.more { "listing.annex_first" } else { "listing.total" };
        self.frame.t1(key, "n", self.told.table.rows.len())
    }
}

/// A sheet with rows, one with every column and more matters than it has, and one without any.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || {
        let mut frame = Frame::sample(lang, Some(reader()));
        frame.path = "/matters/print".into();
        frame
    };
    let told = |layout: &Layout, rows| Told {
        title: lang::tf(lang, "listing.sheet_title", &[("what", lang::t(lang, "light.red"))]),
        unit: "惠安县人民政府督查室".into(),
        day: lang::date(lang, jiff::civil::date(2026, 6, 30)),
        table: Table { layout: layout.clone(), rows, next: None },
        more: false,
    };
    let (usual, wide) = (Layout::default(), Layout::of(Column::ALL.iter().copied(), [].into()));
    let sample = |name, told| Sample::of(name, Annex::of(frame(), "/matters?light=red".into(), told));
    vec![
        sample("matters.print", told(&usual, super::samples::rows(lang, &usual))),
        sample("matters.print.wide", Told { more: true, ..told(&wide, super::samples::rows(lang, &wide)) }),
        sample("matters.print.empty", told(&usual, vec![])),
    ]
}
