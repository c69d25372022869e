//! `/matters/new/rows`: rows of a spreadsheet pasted as drafts. They are looked at and mended first; then each is stored
//! for itself, as the form of one draft would store it, and a row in error holds back no other.

use super::{
    pages::Known,
    typed::{self, Looked},
};
use crate::{
    act::ActError,
    app::App,
    ledgers::{
        read::{Limits, read_pasted},
        understand::Field,
    },
    matters::act::act,
    web::{
        error::{Error, Said},
        fields::Fields,
        form::{Choice, Form},
        lang::Lang,
        layout::{Frame, done, page},
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::State as Shared,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bangdu_core::{
    ids::MatterId,
    matters::{Command, DraftMatter, MatterKind, Source, Urgency},
    people::Actor,
};

/// More rows than this are brought in as a ledger.
const MOST: usize = 100;
/// What a row has of its own; everything else is common to all.
const CELLS: [&str; 3] = ["title", "requirement", "deadline"];
/// What is common to all rows, and may be wrong.
const COMMON: [&str; 5] = ["kind", "source", "document", "urgency", "office"];

/// A row that isn't stored yet.
struct Row {
    id: MatterId,
    /// As typed, in the order of [`CELLS`].
    cells: [String; 3],
    /// What is wrong with each.
    wrong: [Option<String>; 3],
    /// What a rule says to it.
    refused: Option<String>,
    /// How the deadline is understood.
    limit: Option<String>,
}

impl Row {
    fn of(id: MatterId, cells: [String; 3]) -> Row {
        Row { id, cells, wrong: [const { None }; 3], refused: None, limit: None }
    }

    fn cell(&self, at: &usize) -> &str {
        self.cells.get(*at).map_or("", String::as_str)
    }

    fn fault(&self, at: &usize) -> Option<&str> {
        self.wrong.get(*at)?.as_deref()
    }
}

pub(super) async fn blank(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let known = app.view(&who.actor, |tx, around| Known::of_new(tx, &around)).await?;
    let form = Form::typed(&frame, Fields::from([("kind", "task"), ("urgency", "general")]));
    page(RowsPage::of(frame, form, known, Vec::new(), 0))
}

pub(super) async fn send(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let known = app.view(&who.actor, |tx, around| Known::of_new(tx, &around)).await?;
    let mut form = Form::typed(&frame, fields);
    let mut rows = typed_rows(form.values());
    match form.values().given("rows").map(pasted) {
        Some(Ok(new)) => {
            let new = new.into_iter().map(|cells| Row::of(MatterId(app.cx.new_id()), cells));
            rows.extend(new.take(MOST.saturating_sub(rows.len())));
        }
        Some(Err(())) => form.wrong("rows", frame.t("drafting.rows_unread")),
        None if rows.is_empty() => form.wrong("rows", frame.t("drafting.rows_none")),
        None => return store(&app, &who, frame, form, known, rows).await,
    }
    let mut form = form.without("rows");
    for row in &mut rows {
        read(&mut form, &frame, row, &Looked { today: known.today, ..Looked::default() });
    }
    // Nothing is asked of what is common before it is stored.
    let form = Form::typed(&frame, form.values().clone());
    let status = if rows.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page(RowsPage::of(frame, form, known, rows, 0))?).into_response())
}

/// Stores what can be stored; the rest is shown again, each row with what is wrong with it.
async fn store(
    app: &App,
    who: &Visitor,
    frame: Frame,
    mut form: Form,
    known: Known,
    rows: Vec<Row>,
) -> Result<Response, Error> {
    let asked = form.values().clone();
    let looked = app.view(&who.actor, move |tx, around| Looked::up(tx, &around, &asked)).await?;
    let (mut left, mut stored) = (Vec::new(), 0);
    let submits = form.values().get("then") == "submit";
    for mut row in rows {
        let Some(draft) = read(&mut form, &frame, &mut row, &looked) else {
            left.push(row);
            continue;
        };
        match draft_one(app, &who.actor, draft, submits).await {
            // Sent twice: it is there already.
            Ok(()) | Err(ActError::NotFound) => stored += 1,
            Err(ActError::Refused(refusal)) => {
                row.refused = Some(Said::of(&refusal, &frame).sentence(frame.lang));
                left.push(row);
            }
            Err(other) => return Err(other.into()),
        }
    }
    if left.is_empty() {
        let (to, key) = if submits {
            ("/matters?state=awaiting_approval", "drafting.rows_submitted")
        } else {
            ("/matters?state=draft", "drafting.rows_stored")
        };
        return Ok(done(to, &frame.t1(key, "n", stored)));
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok((status, page(RowsPage::of(frame, form, known, left, stored))?).into_response())
}

/// Stores a draft, and submits it with it: what can't be submitted is no draft yet either.
async fn draft_one(app: &App, actor: &Actor, draft: DraftMatter, submits: bool) -> Result<(), ActError> {
    app.change(actor, move |tx, around| {
        let done = act(tx, around, draft.id, &Command::Draft(Box::new(draft.clone())), None)?;
        if submits {
            act(tx, around, draft.id, &Command::Submit, Some(done.version))?;
        }
        Ok(())
    })
    .await
}

/// The rows that a form holds; those that were dropped or are blank are gone.
fn typed_rows(fields: &Fields) -> Vec<Row> {
    let row = |id: &str| {
        let cells = CELLS.map(|name| fields.get(&format!("{name}-{id}")).to_owned());
        let is_kept = !fields.ticked(&format!("drop-{id}")) && cells.iter().any(|cell| !cell.is_empty());
        is_kept.then(|| Some(Row::of(id.parse().ok()?, cells))).flatten()
    };
    fields.all("row").filter_map(row).take(MOST).collect()
}

/// Reads a row as the form of one draft is read. What is wrong with it stands in the row; what is wrong with
/// everything, in the form.
fn read(form: &mut Form, frame: &Frame, row: &mut Row, looked: &Looked) -> Option<DraftMatter> {
    let mut fields = form.values().clone();
    fields.0.retain(|(name, _)| !CELLS.contains(&name.as_str()) && name != "basis");
    fields.0.push(("basis".to_owned(), "document".to_owned()));
    fields.0.extend(CELLS.iter().zip(&row.cells).map(|(name, cell)| ((*name).to_owned(), cell.clone())));
    let mut one = Form::typed(frame, fields);
    let draft = typed::read(&mut one, frame, row.id, looked);
    row.wrong = CELLS.map(|name| one.wrong_at(name));
    row.limit = typed::understood(row.cell(&2), looked.today).map(|note| frame.say(&note));
    for name in COMMON {
        if let Some(said) = one.wrong_at(name).filter(|_| form.wrong_at(name).is_none()) {
            form.wrong(name, said);
        }
    }
    draft
}

/// The cells that were pasted: by their heads where they have some, else title, requirements and deadline in order.
fn pasted(text: &str) -> Result<Vec<[String; 3]>, ()> {
    let book = read_pasted(text, &Limits::default()).map_err(drop)?;
    let rows = book.sheets.first().map_or(&[][..], |sheet| &sheet.rows);
    let texts = |row: &crate::ledgers::read::RowCells| -> Vec<String> {
        row.cells.iter().map(|cell| cell.text.trim().to_owned()).collect()
    };
    let mut rows = rows.iter().map(texts).peekable();
    let first = rows.peek().map(|row| heads(row)).unwrap_or_default();
    let (places, has_head) = match first[0] {
        Some(_) => (first, true),
        None => ([Some(0), Some(1), Some(2)], false),
    };
    let cells = |row: Vec<String>| {
        places.map(|place| place.and_then(|at: usize| row.get(at).cloned()).unwrap_or_default())
    };
    let rows = rows.skip(usize::from(has_head)).map(cells);
    Ok(rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect())
}

/// Which column is which, where the row is a head.
fn heads(row: &[String]) -> [Option<usize>; 3] {
    let is = |field: Field, text: &str| field.head() == text || field.also().contains(&text);
    [Field::Title, Field::Goal, Field::Deadline].map(|field| row.iter().position(|text| is(field, text)))
}

#[derive(Template)]
#[template(path = "matters/drafting/rows.html")]
struct RowsPage {
    frame: Frame,
    form: Form,
    rows: Vec<Row>,
    /// How many were stored just now.
    stored: usize,
    kinds: Vec<Choice>,
    sources: Vec<Choice>,
    urgencies: Vec<Choice>,
    offices: Vec<Choice>,
    campaigns: Vec<Choice>,
}

impl RowsPage {
    fn of(frame: Frame, form: Form, known: Known, rows: Vec<Row>, stored: usize) -> RowsPage {
        let (matters, new) = (frame.t("nav.matters").to_owned(), frame.t("drafting.new").to_owned());
        let frame = frame.titled("drafting.rows").under(matters, "/matters").under(new, "/matters/new");
        let word = |code: &'static str, word| Choice::of(code, frame.word(&word));
        RowsPage {
            kinds: MatterKind::ALL.iter().map(|kind| word(kind.code(), kind.word())).collect(),
            sources: Source::ALL.iter().map(|source| word(source.code(), source.word())).collect(),
            urgencies: Urgency::ALL.iter().map(|urgency| word(urgency.code(), urgency.word())).collect(),
            offices: known.offices,
            campaigns: known.campaigns,
            form,
            rows,
            stored,
            frame,
        }
    }

    /// The fields of a row: their places and what they are called.
    fn columns(&self) -> [(usize, &'static str, &str); 3] {
        let label = ["drafting.title", "drafting.requirement", "listing.limit"].map(|key| self.frame.t(key));
        [(0, CELLS[0], label[0]), (1, CELLS[1], label[1]), (2, CELLS[2], label[2])]
    }

    /// What a field is called to whoever doesn't see the table.
    fn named(&self, n: &usize, label: &str) -> String {
        self.frame.tf("drafting.rows_cell", &[("n", &n.to_string()), ("column", label)])
    }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let known = || Known::sample();
    let row = |n: u128, title: &str, limit: &str| {
        let cells = [title, "年底前完成主体工程", limit].map(str::to_owned);
        Row::of(MatterId(uuid::Uuid::from_u128(n)), cells)
    };
    let looked = Looked { today: jiff::civil::date(2026, 11, 23), ..Looked::default() };
    let mut form = Form::typed(&frame(), Fields::from([("kind", "task"), ("urgency", "general")]));
    let mut rows =
        vec![row(1, "实验小学扩建", "12月底"), row(2, "村道硬化", "视资金到位情况"), row(3, "", "长期")];
    for row in &mut rows {
        read(&mut form, &frame(), row, &looked);
    }
    let blank = Form::typed(&frame(), Fields::from([("kind", "task"), ("urgency", "general")]));
    vec![
        Sample::of("matters.draft.rows", RowsPage::of(frame(), blank, known(), Vec::new(), 0)),
        Sample::of("matters.draft.rows.wrong", RowsPage::of(frame(), form, known(), rows, 2)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_their_heads_and_else_by_their_order() {
        let of = |text: &str| pasted(text).unwrap();
        let by_heads = of("序号\t完成时限\t督查事项\n1\t12月底\t村道硬化\n2\t长期\t河道保洁\n");
        assert_eq!(by_heads[0], ["村道硬化", "", "12月底"]);
        assert_eq!(by_heads.len(), 2);
        let by_order = of("村道硬化\t完成8公里\t12月底\n\t\t\n河道保洁\n");
        assert_eq!(by_order, [["村道硬化", "完成8公里", "12月底"], ["河道保洁", "", ""]]);
    }
}
