//! `GET /ledgers/{batch}`: what a waiting ledger would do, in the sheet's own shape, with everything that can be
//! chosen and mended; while it is worked on, how far that has come; once it is confirmed, the result.

use super::{
    choices,
    confirm::result_page,
    grid::{Grid, Writer},
    heads::{self, HeadShown},
    refused::{self, RefusedShown},
    seen::Seen,
    units::{self, UnitShown},
    whole::Whole,
    working::{failed, opening, working},
};
use crate::{
    act::ActError,
    app::App,
    ledgers::{
        intake::{
            Choices, Counts, Mended, is_founded, is_undecided,
            store::{self, Preview},
            survey::Tally,
            waiting::{self, Held, Opened, Unfit},
        },
        turns::{blocking, patiently},
        understand::{Field, LeftOut, SeenUnit, SheetRead},
    },
    people::naming::offered,
    web::{
        error::Error,
        fields::Fields,
        layout::{Frame, done, page},
        list::Filters,
        markup::Markup,
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use bangdu_core::ids::BatchId;

/// Rows of a sheet on one page.
const ROWS: usize = 50;
/// Refused rows that stand first; the others are found by their filter, and the file has them all.
const REFUSED_SHOWN: usize = 20;
/// Names of units that the page asks about.
const UNITS_SHOWN: usize = 200;
/// More units than this are not offered in the field; their names still work.
const UNITS_OFFERED: usize = 300;
/// Mends that the page lists.
const MENDED_SHOWN: usize = 100;

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<BatchId>,
    filters: Filters,
) -> Result<Response, Error> {
    again(&app, &visitor, frame, id, &Seen::of(filters.fields()), Vec::new()).await
}

/// The preview as it is now, with what was chosen though it isn't kept yet, and what is wrong with that.
pub(super) async fn unkept(
    app: &App,
    visitor: &Visitor,
    frame: Frame,
    id: BatchId,
    seen: &Seen,
    (chosen, wrong): (Choices, Vec<String>),
) -> Result<Response, Error> {
    shown(app, visitor, frame, id, seen, (Some(chosen), wrong)).await
}

/// The preview as it is now, with what is wrong with what was sent.
pub(super) async fn again(
    app: &App,
    visitor: &Visitor,
    frame: Frame,
    id: BatchId,
    seen: &Seen,
    wrong: Vec<String>,
) -> Result<Response, Error> {
    shown(app, visitor, frame, id, seen, (None, wrong)).await
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    frame: Frame,
    id: BatchId,
    seen: &Seen,
    (chosen, wrong): (Option<Choices>, Vec<String>),
) -> Result<Response, Error> {
    let (kept, actor, place) = (app.clone(), visitor.actor.clone(), seen.clone());
    // What units or imports have made old is read anew, which may take long.
    let Some(opened) = patiently(app, id, move || Shown::open(&kept, &actor, id, place)).await? else {
        return opening(frame);
    };
    match opened {
        Ok(mut shown) => {
            if let Some(chosen) = chosen {
                shown.opened.preview.choices = chosen;
            }
            page(PreviewPage::of(frame, shown, wrong))
        }
        Err(Unfit::Busy(busy)) => working(frame, &busy),
        Err(Unfit::Failed(why)) => failed(frame, id, &why),
        Err(Unfit::Act(ActError::NotFound)) => result_page(app, visitor, frame, id).await,
        Err(other) => Err(other.into()),
    }
}

/// A ledger with the rows that a page shows.
pub(super) struct Shown {
    pub(super) opened: Opened,
    pub(super) seen: Seen,
    pub(super) rows: Vec<Held>,
    /// Whether rows follow.
    pub(super) more: bool,
    pub(super) refused: Vec<Held>,
}

impl Shown {
    fn open(
        app: &App,
        actor: &bangdu_core::people::Actor,
        id: BatchId,
        mut seen: Seen,
    ) -> Result<Shown, Unfit> {
        let opened = waiting::open(app, actor, id)?;
        let sheet = seen.sheet(&opened.survey.tallies);
        seen.sheet = Some(sheet);
        let (views, after) = (seen.views(), seen.after);
        let mut rows = waiting::held(app, &opened, move |tx, preview: &Preview| {
            store::lines(tx, preview, sheet, views, after, ROWS + 1)
        })?;
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let refused = waiting::held(app, &opened, |tx, preview: &Preview| {
            store::refused_lines(tx, preview, REFUSED_SHOWN)
        })?;
        Ok(Shown { opened, seen, rows, more, refused })
    }
}

/// Keeps what was chosen and shows what the ledger would do then.
pub(super) async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<BatchId>,
    fields: Fields,
) -> Result<Response, Error> {
    let seen = Seen::of(&fields);
    let (kept, actor) = (app.clone(), visitor.actor.clone());
    let opened = match blocking(move || waiting::open(&kept, &actor, id)).await? {
        Ok(opened) => opened,
        Err(Unfit::Busy(busy)) => return working(frame, &busy),
        Err(other) => return Err(other.into()),
    };
    let (choices, wrong) = choices::read(&fields, &opened, &frame);
    if !wrong.is_empty() {
        return unkept(&app, &visitor, frame, id, &seen, (choices, wrong)).await;
    }
    match keep(&app, &visitor, id, seen.revision, choices).await? {
        Some(Err(Unfit::Act(ActError::Stale))) => {
            let wrong = vec![frame.t("ledgers.stale").to_owned()];
            again(&app, &visitor, frame, id, &seen, wrong).await
        }
        Some(Err(Unfit::Busy(busy))) => working(frame, &busy),
        Some(Err(other)) => Err(other.into()),
        Some(Ok(())) | None => Ok(done(&seen.address(id), frame.t("ledgers.chosen"))),
    }
}

/// `None`: it is kept, and its reading goes on.
pub(super) async fn keep(
    app: &App,
    visitor: &Visitor,
    id: BatchId,
    expected: Option<u64>,
    new: Choices,
) -> Result<Option<Result<(), Unfit>>, Error> {
    let (kept, actor) = (app.clone(), visitor.actor.clone());
    patiently(app, id, move || {
        waiting::choose(&kept, &actor, id, expected, move |choices| choices.clone_from(&new))
    })
    .await
}

/// A sheet, what should be known of it, and how it is reached.
pub(super) struct SheetShown {
    pub(super) name: String,
    pub(super) tally: Tally,
    pub(super) remarks: Vec<String>,
    pub(super) href: String,
    pub(super) here: bool,
    /// Its index among the sheets.
    pub(super) at: usize,
    /// Why nothing of it is taken in, if so.
    pub(super) left_out: Option<LeftOut>,
    /// The row that somebody said is its head.
    pub(super) head_row: String,
}

/// A filter of the rows.
pub(super) struct ViewShown {
    pub(super) label: &'static str,
    pub(super) count: usize,
    pub(super) href: String,
    pub(super) here: bool,
}

#[derive(Template)]
#[template(path = "ledgers/pages/preview.html")]
pub(super) struct PreviewPage {
    pub(super) frame: Frame,
    pub(super) id: BatchId,
    pub(super) revision: u64,
    pub(super) seen: Seen,
    pub(super) file: String,
    pub(super) title: String,
    pub(super) as_of: String,
    pub(super) reporter: String,
    pub(super) office: String,
    pub(super) counts: Counts,
    pub(super) wrong: Vec<String>,
    pub(super) sheets: Vec<SheetShown>,
    pub(super) views: Vec<ViewShown>,
    pub(super) heads: Vec<HeadShown>,
    pub(super) fields: Vec<&'static str>,
    /// Whether there is anything hidden, and whether it is read.
    pub(super) hidden: bool,
    pub(super) with_hidden: bool,
    pub(super) units: Vec<UnitShown>,
    /// Units that a confirm founds as it stands.
    pub(super) founded: usize,
    pub(super) unit_names: Vec<String>,
    pub(super) known_units: usize,
    /// That units of it have nobody who could sign; empty where all have.
    pub(super) unmanned: String,
    /// Whether cells were mended as with an earlier import.
    pub(super) recalled: bool,
    pub(super) grid: Grid,
    /// Whether it was stated that nothing classified is entered.
    pub(super) unclassified: bool,
    /// Where the rows go on.
    pub(super) next: Option<String>,
    pub(super) refused: Vec<RefusedShown>,
    pub(super) mended: Vec<Mended>,
    pub(super) mends: usize,
    /// What is chosen for all rows at once.
    pub(super) whole: Whole,
}

impl PreviewPage {
    pub(super) fn of(frame: Frame, shown: Shown, wrong: Vec<String>) -> PreviewPage {
        let Shown { opened, seen, rows, more, refused } = shown;
        let survey = &opened.survey;
        let ledgers = frame.t("ledgers.title").to_owned();
        let frame =
            frame.naming(opened.directory.clone()).titled("ledgers.preview").under(ledgers, "/ledgers");
        let here = seen.sheet(&survey.tallies);
        let last = rows.last().map(|held| held.line.row).filter(|_| more);
        let offered = offered(&opened.directory, opened.preview.office, UNITS_OFFERED);
        let id = opened.preview.id;
        let writer = Writer { opened: &opened, frame: &frame };
        let mut mended = survey.mended.clone();
        mended.truncate(MENDED_SHOWN);
        PreviewPage {
            id,
            revision: opened.preview.revision,
            file: survey.name.clone(),
            title: survey.title.text.clone(),
            as_of: survey.title.as_of.map(|day| frame.date(day)).unwrap_or_default(),
            reporter: survey.title.reporter.clone().unwrap_or_default(),
            office: opened.directory.tree.name(opened.preview.office).to_owned(),
            counts: survey.counts,
            wrong,
            sheets: sheets(&opened, here, &frame),
            views: views(survey.tallies.get(here).copied().unwrap_or_default(), id, &seen),
            heads: heads::shown(&opened, &frame),
            fields: Field::ALL.iter().map(|field| field.head()).collect(),
            hidden: survey.hidden,
            unclassified: opened.preview.choices.unclassified,
            with_hidden: opened.preview.choices.include_hidden,
            known_units: survey.units.iter().filter(|u| !units::is_unsure(u)).count(),
            unmanned: units::unmanned(&opened, &frame).unwrap_or_default(),
            recalled: opened.preview.choices.recalled,
            unit_names: offered.into_iter().map(|unit| unit.label).collect(),
            units: units::shown(&opened, &frame, UNITS_SHOWN),
            founded: survey.units.iter().filter(|unit| founded(unit, &opened)).count(),
            grid: writer.grid(here, &rows),
            next: last.map(|after| Seen { after, ..seen.clone() }.address(id)),
            refused: refused.iter().map(|held| refused::shown(held, &writer)).collect(),
            mends: survey.mended.len(),
            whole: Whole::of(&opened, &frame),
            mended,
            seen,
            frame,
        }
    }

    /// What marks a cell or row that wasn't understood: a shape beside the colour and the word.
    fn mark(&self) -> Markup {
        Markup::of(
            "<svg class=\"odd-mark\" viewBox=\"0 0 14 14\" aria-hidden=\"true\"><path d=\"M7 1l6.4 11.500H.6z\"/></svg>",
        )
    }

    /// What is put into a deadline's cell that is to be settled later: it is read by the same rules as a ledger's.
    fn to_settle(&self) -> &'static str {
        "时限待定"
    }

    fn understood(&self) -> usize {
        self.counts.read - self.counts.refused
    }

    /// Rows that wait for a decision, and can't be taken over before it.
    fn held(&self) -> usize {
        self.understood() - self.counts.takeable()
    }

    /// Whether the refused rows aren't all among those that stand first.
    fn more_refused(&self) -> bool {
        self.counts.refused > self.refused.len()
    }

    /// Sheets that are left out, and those that are taken in because somebody said so.
    fn set_aside(&self) -> Vec<&SheetShown> {
        let aside = |sheet: &&SheetShown| sheet.left_out.is_some() || !sheet.head_row.is_empty();
        self.sheets.iter().filter(aside).collect()
    }

    /// How many sheets nothing is taken in of.
    fn left_out(&self) -> usize {
        self.sheets.iter().filter(|sheet| sheet.left_out.is_some()).count()
    }

    fn is_hidden(&self, sheet: &SheetShown) -> bool {
        sheet.left_out == Some(LeftOut::Hidden)
    }

    /// Whether the units stand unfolded: few, or some that must be decided or were guessed.
    fn units_open(&self) -> bool {
        self.units.len() < 7 || self.units.iter().any(|unit| unit.undecided || unit.guessed)
    }

    /// Names that must be decided before the confirm.
    fn undecided(&self) -> usize {
        self.units.iter().filter(|unit| unit.undecided).count()
    }

    fn doubts_view(&self) -> String {
        Seen { view: "doubts", after: 0, ..self.seen.clone() }.address(self.id)
    }

    fn refused_view(&self) -> String {
        Seen { view: "refused", after: 0, ..self.seen.clone() }.address(self.id)
    }

    fn first(&self) -> String {
        Seen { after: 0, ..self.seen.clone() }.address(self.id)
    }

    fn grid_name(&self) -> String {
        let here = self.sheets.iter().find(|sheet| sheet.here);
        here.map(|sheet| sheet.name.clone()).unwrap_or_else(|| self.file.clone())
    }
}

fn sheets(opened: &Opened, here: usize, frame: &Frame) -> Vec<SheetShown> {
    let sheets = opened.survey.sheets.iter().zip(&opened.survey.tallies).enumerate();
    let shown = |(at, (sheet, tally)): (usize, (&SheetRead, &Tally))| SheetShown {
        name: sheet.name.clone(),
        tally: *tally,
        at,
        left_out: sheet.left_out,
        head_row: opened.preview.choices.head_rows.get(&at).map(u32::to_string).unwrap_or_default(),
        remarks: sheet.remarks.iter().map(|remark| frame.say(remark)).collect(),
        href: Seen { sheet: Some(at), ..Seen::default() }.address(opened.preview.id),
        here: at == here,
    };
    sheets.map(shown).collect()
}

fn views(tally: Tally, id: BatchId, seen: &Seen) -> Vec<ViewShown> {
    let all = [
        ("", "ledgers.view_all", tally.lines),
        ("doubts", "ledgers.view_doubts", tally.doubts + tally.refused),
        ("refused", "ledgers.view_refused", tally.refused),
    ];
    let shown = |(view, label, count)| ViewShown {
        label,
        count,
        href: Seen { view, after: 0, ..seen.clone() }.address(id),
        here: seen.view == view,
    };
    all.into_iter().map(shown).collect()
}

fn founded(unit: &SeenUnit, opened: &Opened) -> bool {
    let choices = &opened.preview.choices.units;
    is_founded(unit, choices) && !is_undecided(unit, choices)
}
