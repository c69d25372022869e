//! `/matters/columns`: which columns the list has, in which order; and how wide, when the list's script tells.

use super::{
    columns::{Column, Layout},
    phones::may_any,
    store,
};
use crate::{
    app::App,
    web::{
        error::Error,
        fields::Fields,
        form::Form,
        lang::Lang,
        layout::{Frame, done, page},
        list::Filters,
        preferences::local,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

#[derive(Template)]
#[template(path = "matters/listing/choosing.html")]
struct Choosing {
    frame: Frame,
    form: Form,
    back: String,
    /// Every column in the order of the form.
    columns: Vec<Offered>,
}

/// A column as the form has it.
struct Offered {
    column: Column,
    shown: bool,
    /// In rem.
    width: u8,
}

impl Choosing {
    fn of(frame: Frame, back: String, columns: Vec<Offered>) -> Choosing {
        let matters = frame.t("nav.matters").to_owned();
        let frame = frame.titled("listing.columns").under(matters, back.clone());
        Choosing { form: Form::blank(&frame), frame, back, columns }
    }

    /// Number and title keep their places.
    fn moves(&self, column: &Column) -> bool {
        !matches!(column, Column::Number | Column::Title)
    }
}

/// The columns that are shown, in order, then the others.
fn offered(layout: &Layout, called: bool) -> Vec<Offered> {
    let layout = if called { layout.clone() } else { layout.clone().without(Column::Phones) };
    let shown = layout.columns();
    let rest = Column::ALL.iter().filter(|column| !shown.contains(column) && is_offered(**column, called));
    let offer = |column: &Column, shown| Offered { column: *column, shown, width: layout.width(*column) };
    shown.iter().map(|column| offer(column, true)).chain(rest.map(|column| offer(column, false))).collect()
}

pub(super) async fn show(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let back = filters.get("back").map_or("/matters", local).to_owned();
    let account = who.actor.account;
    let (kept, called) =
        app.view(&who.actor, move |tx, around| Ok((store::layout(tx, account)?, may_any(&around)))).await?;
    let (path, query) = back.split_once('?').unwrap_or((&back, ""));
    let layout = kept.with_columns(Filters::of(path, query).get("columns"));
    page(Choosing::of(frame, back, offered(&layout, called)))
}

/// Whether a column is its reader's to see: phones only where the reader may see any (`called`).
fn is_offered(column: Column, called: bool) -> bool {
    column != Column::Phones || called
}

/// Keeps what was chosen and goes back; a press that moves one column shows the form with it moved.
pub(super) async fn choose(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let back = fields.given("back").map_or("/matters", local).to_owned();
    let account = who.actor.account;
    if fields.ticked("usual") {
        app.change(&who.actor, move |tx, _| Ok(store::forget_layout(tx, account)?)).await?;
        return Ok(done(&without_columns(&back), frame.t("listing.columns_usual")));
    }
    let called = app.view(&who.actor, move |_, around| Ok(may_any(&around))).await?;
    let columns = typed(&fields, called);
    if fields.ticked("up") || fields.ticked("down") {
        return page(Choosing::of(frame, back, columns));
    }
    let layout = layout(&columns);
    app.change(&who.actor, move |tx, _| Ok(store::keep_layout(tx, account, &layout)?)).await?;
    Ok(done(&without_columns(&back), frame.t("listing.columns_kept")))
}

/// What is kept: the columns that are shown, and the widths that aren't the usual ones.
fn layout(columns: &[Offered]) -> Layout {
    let shown = columns.iter().filter(|offered| offered.shown).map(|offered| offered.column);
    let own = columns.iter().filter(|offered| offered.width != offered.column.width());
    Layout::of(shown, own.map(|offered| (offered.column, offered.width)).collect())
}

/// The columns in the order of the form, with the one moved that `up` or `down` names.
fn typed(fields: &Fields, called: bool) -> Vec<Offered> {
    let mut order: Vec<Column> = Vec::new();
    let named = fields.all("order").filter_map(Column::from_code);
    for column in named.chain(Column::ALL.iter().copied()) {
        if !order.contains(&column) && is_offered(column, called) {
            order.push(column);
        }
    }
    for (name, before) in [("up", true), ("down", false)] {
        let at = fields
            .given(name)
            .and_then(Column::from_code)
            .and_then(|moved| order.iter().position(|column| *column == moved));
        match at {
            Some(at) if before && at > 0 => order.swap(at, at - 1),
            Some(at) if !before && at + 1 < order.len() => order.swap(at, at + 1),
            _ => {}
        }
    }
    let shown =
        |column: &Column| *column == Column::Title || fields.all("column").any(|code| code == column.code());
    let width = |column: &Column| {
        let typed = fields.get(&format!("width-{}", column.code())).parse::<u16>().ok();
        typed.map_or_else(|| column.width(), |width| u8::try_from(width).unwrap_or(u8::MAX))
    };
    order.into_iter().map(|column| Offered { column, shown: shown(&column), width: width(&column) }).collect()
}

/// The list with the reader's own columns, where its address named others.
fn without_columns(back: &str) -> String {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    Filters::of(path, query).without("columns")
}

/// Keeps the widths that the list's script tells: `title:24 due:8`.
pub(super) async fn widen(State(app): State<App>, who: Visitor, fields: Fields) -> Result<Response, Error> {
    let (account, widths) = (who.actor.account, fields.get("widths").to_owned());
    app.change(&who.actor, move |tx, _| {
        let layout = store::layout(tx, account)?.with_widths(&widths);
        Ok(store::keep_layout(tx, account, &layout)?)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The usual columns, and the form after one was moved.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let moved = Fields::from([("order", "number"), ("order", "due"), ("column", "due"), ("down", "due")]);
    vec![
        Sample::of(
            "matters.columns",
            Choosing::of(frame(), "/matters".into(), offered(&Layout::default(), true)),
        ),
        Sample::of("matters.columns.moved", Choosing::of(frame(), "/matters".into(), typed(&moved, true))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_moves_one_place_and_what_is_ticked_stays_ticked() {
        let fields = Fields::from([
            ("order", "number"),
            ("order", "title"),
            ("order", "due"),
            ("order", "lead"),
            ("column", "lead"),
            ("up", "lead"),
        ]);
        let columns = typed(&fields, true);
        let front: Vec<(&str, bool)> = columns.iter().take(4).map(|o| (o.column.code(), o.shown)).collect();
        assert_eq!(front, [("number", false), ("title", true), ("lead", true), ("due", false)]);
        assert_eq!(columns.len(), Column::ALL.len(), "none is lost");
    }
}
