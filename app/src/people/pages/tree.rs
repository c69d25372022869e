//! Units as a tree: nested and foldable, with codes, 代管 and aliases; moving one to another place, by a form that
//! a drag fills in.

use super::{Hooks, Reader, act, back_to_form};
use crate::{
    app::App,
    people::act::units,
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        layout::{Frame, done, page},
        list::Filters,
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use bangdu_core::{
    ids::UnitId,
    people::{Action, Unit, UnitCommand, UnitTree},
};

/// A step of writing the tree.
pub(super) enum Piece {
    /// A unit begins; what lies below it follows.
    Open(Box<Branch>),
    /// It ends. Whether anything lay below it.
    Close(bool),
}

/// A unit in the tree.
pub(super) struct Branch {
    pub(super) unit: Unit,
    /// How many units lie below it, at any depth.
    pub(super) below: usize,
    /// Whether what lies below is shown at first.
    pub(super) open: bool,
}

#[derive(Template)]
#[template(path = "people/units.html")]
pub(super) struct UnitsPage {
    pub(super) frame: Frame,
    pub(super) filters: Filters,
    pub(super) count: usize,
    pub(super) pieces: Vec<Piece>,
    /// Whether everything is unfolded.
    pub(super) all: bool,
    pub(super) may_manage: bool,
}

/// The tree, or what a search finds in it.
pub(super) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let reader = Reader::of(&app, &visitor).await?;
    let may_manage = reader.may(Action::ManageUnits);
    let tree = &reader.directory.tree;
    let all = filters.get("open") == Some("all");
    let pieces = match filters.get("q") {
        Some(text) => found(tree, text),
        None => pieces(tree, all),
    };
    let count = pieces.iter().filter(|piece| matches!(piece, Piece::Open(_))).count();
    let frame = reader.framed(frame).titled("units.title");
    page(UnitsPage { frame, filters, count, pieces, all, may_manage })
}

fn found(tree: &UnitTree, text: &str) -> Vec<Piece> {
    let one = |unit: &Unit| {
        let branch = Branch { unit: unit.clone(), below: 0, open: false };
        [Piece::Open(Box::new(branch)), Piece::Close(false)]
    };
    tree.complete(text, 200).into_iter().flat_map(one).collect()
}

/// The whole tree; at first its top is unfolded.
pub(super) fn pieces(tree: &UnitTree, all: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open: Vec<bool> = Vec::new();
    for (depth, unit) in tree.walk() {
        while open.len() > depth {
            pieces.extend(open.pop().map(Piece::Close));
        }
        let below = tree.subtree(unit.id).len().saturating_sub(1);
        open.push(below > 0);
        let branch = Branch { unit: unit.clone(), below, open: all || depth == 0 };
        pieces.push(Piece::Open(Box::new(branch)));
    }
    pieces.extend(open.into_iter().rev().map(Piece::Close));
    pieces
}

#[derive(Template)]
#[template(path = "people/move.html")]
pub(super) struct MovePage {
    pub(super) frame: Frame,
    pub(super) unit: Unit,
    /// Where it stands.
    pub(super) parent: String,
    /// Units that go with it.
    pub(super) below: usize,
    pub(super) form: Form,
    pub(super) units: Vec<Choice>,
}

impl MovePage {
    fn of(frame: Frame, reader: &Reader, unit: Unit, form: Form) -> MovePage {
        let units = frame.t("units.title").to_owned();
        let tree = &reader.directory.tree;
        let title = frame.t1("units.move_of", "name", &unit.name);
        MovePage {
            parent: unit.parent.map_or("", |parent| tree.name(parent)).to_owned(),
            below: tree.subtree(unit.id).len().saturating_sub(1),
            units: reader.choices(),
            frame: frame
                .called(title)
                .under(units, "/units")
                .under(unit.name.clone(), format!("/units/{}", unit.id)),
            unit,
            form,
        }
    }
}

/// The form for another place; `to` in the address is filled in.
pub(super) async fn move_form(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<UnitId>,
    filters: Filters,
) -> Result<Response, Error> {
    let reader = Reader::of(&app, &visitor).await?;
    reader.must(Action::ManageUnits)?;
    let tree = &reader.directory.tree;
    let unit = tree.get(id).ok_or(Error::NotFound)?.clone();
    let to = filters.get("to").and_then(|to| to.parse().ok()).or(unit.parent);
    let to = to.map_or("", |to| tree.name(to)).to_owned();
    let frame = reader.framed(frame);
    let form = Form::typed(&frame, Fields::from([("parent", to)]));
    page(MovePage::of(frame, &reader, unit, form))
}

/// Moves a unit, with all below it.
pub(super) async fn move_unit(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Extension(hooks): Extension<Hooks>,
    Path(id): Path<UnitId>,
    fields: Fields,
) -> Result<Response, Error> {
    let reader = Reader::of(&app, &visitor).await?;
    reader.must(Action::ManageUnits)?;
    let unit = reader.directory.tree.get(id).ok_or(Error::NotFound)?.clone();
    let frame = reader.framed(frame);
    let mut form = Form::typed(&frame, fields);
    let parent = reader.unit_typed(&mut form, &frame, "parent");
    if form.is_right() {
        let command = vec![UnitCommand::Move { parent }];
        let moved = act(&app, &visitor, move |tx, directories, by| {
            units::change(tx, directories, by, id, command.clone(), hooks.open_matters)
        });
        match moved.await {
            Ok(()) => {
                let to = format!("/units?open=all#u{id}");
                return Ok(done(&to, &frame.t1("units.moved", "name", &unit.name)));
            }
            Err(error) => back_to_form(error, &mut form, &frame)?,
        }
    }
    page(MovePage::of(frame, &reader, unit, form))
}
