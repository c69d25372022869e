//! Units: the list, one unit, founding, changing, ending.

use super::{ListQuery, by};
use crate::{
    act::ActError,
    api::{Answer, Caller, LONGEST_PAGE, Once, Reply, bad, fresh},
    app::App,
    cx,
    db::Tx,
    journal,
    matters::act::Around,
    people::{
        act::units::{self, OpenMatters},
        store,
    },
    web::error::Error,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
};
use bangdu_core::{
    ids::UnitId,
    people::{Level, Unit, UnitCommand, UnitForm, UnitKind},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of units.
#[derive(Serialize, ToSchema)]
pub(super) struct UnitPage {
    items: Vec<WholeUnit>,
    /// Hand it in as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// A unit with all that is known of it.
#[derive(Serialize, ToSchema)]
pub(super) struct WholeUnit {
    id: String,
    name: String,
    short_name: String,
    aliases: Vec<String>,
    /// city, county, town, enterprise or other.
    level: &'static str,
    /// government, office, department, enterprise or task_force.
    kind: &'static str,
    parent: Option<String>,
    division: Option<String>,
    looks_after: Vec<String>,
    is_office: bool,
    series: Option<String>,
    ended: Option<String>,
}

impl WholeUnit {
    fn of(unit: &Unit) -> WholeUnit {
        WholeUnit {
            id: unit.id.to_string(),
            name: unit.name.clone(),
            short_name: unit.short_name.clone(),
            aliases: unit.aliases.clone(),
            level: unit.level.code(),
            kind: unit.kind.code(),
            parent: unit.parent.map(|id| id.to_string()),
            division: unit.division.clone(),
            looks_after: unit.looks_after.clone(),
            is_office: unit.is_office,
            series: unit.series.clone(),
            ended: unit.ended.map(|day| day.to_string()),
        }
    }
}

/// A unit to be founded.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitBody {
    name: String,
    #[serde(default)]
    short_name: String,
    #[serde(default)]
    aliases: Vec<String>,
    /// city, county, town, enterprise or other.
    level: String,
    /// government, office, department, enterprise or task_force.
    kind: String,
    #[schema(value_type = Option<String>)]
    parent: Option<UnitId>,
    division: Option<String>,
    #[serde(default)]
    looks_after: Vec<String>,
    #[serde(default)]
    is_office: bool,
    /// Prefix of an office's numbers.
    series: Option<String>,
}

/// What is changed of a unit; absent fields stay.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitChanges {
    name: Option<String>,
    short_name: Option<String>,
    #[schema(value_type = Option<String>)]
    parent: Option<UnitId>,
    #[serde(default)]
    add_aliases: Vec<String>,
    #[serde(default)]
    remove_aliases: Vec<String>,
    looks_after: Option<Vec<String>>,
    level: Option<String>,
    kind: Option<String>,
    division: Option<String>,
    is_office: Option<bool>,
    series: Option<String>,
}

/// The day on which a unit ends.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EndBody {
    #[schema(value_type = String)]
    on: Date,
}

/// Units, in the order in which they were founded.
#[utoipa::path(get, path = "/units", tag = "units", operation_id = "units", params(ListQuery),
    responses((status = 200, body = UnitPage)))]
pub(super) async fn index(State(app): State<App>, caller: Caller, Query(query): Query<ListQuery>) -> Reply {
    let after =
        query.after.as_deref().map(|id| id.parse::<UnitId>().map_err(|_| bad("after"))).transpose()?;
    let limit = query.limit.unwrap_or(50).clamp(1, LONGEST_PAGE);
    let answer = app.view(&caller.actor, move |_, around| {
        let tree = &around.directory.tree;
        let mut found: Vec<&Unit> = match &query.q {
            Some(text) => tree.complete(text, LONGEST_PAGE),
            None => tree.walk().into_iter().map(|(_, unit)| unit).collect(),
        };
        found.sort_by_key(|unit| unit.id);
        found.retain(|unit| after.is_none_or(|after| unit.id > after));
        let next = found.get(limit - 1).filter(|_| found.len() > limit).map(|unit| unit.id.to_string());
        Answer::ok(&UnitPage { items: found.into_iter().take(limit).map(WholeUnit::of).collect(), next })
    });
    Ok(answer.await?)
}

/// One unit. Its version is the ETag.
#[utoipa::path(get, path = "/units/{id}", tag = "units", operation_id = "unit", params(("id" = String, Path)),
    responses((status = 200, body = WholeUnit), (status = 404)))]
pub(super) async fn show(State(app): State<App>, caller: Caller, Path(id): Path<UnitId>) -> Reply {
    Ok(app.view(&caller.actor, move |tx, _| answer(tx, id, StatusCode::OK)).await?)
}

/// Found a unit.
#[utoipa::path(post, path = "/units", tag = "units", operation_id = "found_unit", request_body = UnitBody,
    responses((status = 201, body = WholeUnit), (status = 403), (status = 409)))]
pub(super) async fn found(State(app): State<App>, caller: Caller, once: Once<UnitBody>) -> Reply {
    let (id, form, directories) = (UnitId(cx::new_id()), once.body.form()?, app.directories.clone());
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, _: &UnitBody, _| {
        units::found(tx, &directories, &by(around), id, form.clone())?;
        answer(tx, id, StatusCode::CREATED)
    };
    caller.act(&app, once, act).await
}

/// Change a unit, all or nothing.
#[utoipa::path(patch, path = "/units/{id}", tag = "units", operation_id = "change_unit",
    request_body = UnitChanges, params(("id" = String, Path)),
    responses((status = 200, body = WholeUnit), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn change(
    State(app): State<App>,
    Extension(open_matters): Extension<OpenMatters>,
    caller: Caller,
    Path(id): Path<UnitId>,
    once: Once<UnitChanges>,
) -> Reply {
    let directories = app.directories.clone();
    let (level, kind) = (level(once.body.level.as_deref())?, kind(once.body.kind.as_deref())?);
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, body: &UnitChanges, expected| {
        let unit = unchanged(tx, id, expected)?;
        let commands = body.commands(&unit, level, kind);
        units::change(tx, &directories, &by(around), id, commands, open_matters)?;
        answer(tx, id, StatusCode::OK)
    };
    caller.act(&app, once, act).await
}

/// End a unit that has nothing left open.
#[utoipa::path(post, path = "/units/{id}/end", tag = "units", operation_id = "end_unit",
    request_body = EndBody, params(("id" = String, Path)),
    responses((status = 200, body = WholeUnit), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn end(
    State(app): State<App>,
    Extension(open_matters): Extension<OpenMatters>,
    caller: Caller,
    Path(id): Path<UnitId>,
    once: Once<EndBody>,
) -> Reply {
    let directories = app.directories.clone();
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, body: &EndBody, expected| {
        unchanged(tx, id, expected)?;
        let commands = vec![UnitCommand::End { on: body.on }];
        units::change(tx, &directories, &by(around), id, commands, open_matters)?;
        answer(tx, id, StatusCode::OK)
    };
    caller.act(&app, once, act).await
}

fn unchanged(tx: &mut Tx<'_>, id: UnitId, expected: Option<u64>) -> Result<Unit, ActError> {
    let unit = store::unit(tx, id)?.ok_or(ActError::NotFound)?;
    fresh(expected, journal::version(tx, &journal::stream_of::<Unit>(id))?)?;
    Ok(unit)
}

fn answer(tx: &mut Tx<'_>, id: UnitId, status: StatusCode) -> Result<Answer, ActError> {
    let version = journal::version(tx, &journal::stream_of::<Unit>(id))?;
    let unit = store::unit(tx, id)?.ok_or(ActError::NotFound)?;
    Answer::with(status, Some(version), &WholeUnit::of(&unit))
}

fn level(code: Option<&str>) -> Result<Option<Level>, Error> {
    code.map(|code| Level::from_code(code).ok_or_else(|| bad("level"))).transpose()
}

fn kind(code: Option<&str>) -> Result<Option<UnitKind>, Error> {
    code.map(|code| UnitKind::from_code(code).ok_or_else(|| bad("kind"))).transpose()
}

impl UnitBody {
    fn form(&self) -> Result<UnitForm, Error> {
        Ok(UnitForm {
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            aliases: self.aliases.clone(),
            level: level(Some(&self.level))?.ok_or_else(|| bad("level"))?,
            kind: kind(Some(&self.kind))?.ok_or_else(|| bad("kind"))?,
            parent: self.parent,
            division: self.division.clone(),
            looks_after: self.looks_after.clone(),
            is_office: self.is_office,
            series: self.series.clone(),
        })
    }
}

impl UnitChanges {
    fn commands(&self, unit: &Unit, level: Option<Level>, kind: Option<UnitKind>) -> Vec<UnitCommand> {
        let rename = (self.name.is_some() || self.short_name.is_some()).then(|| UnitCommand::Rename {
            name: self.name.clone().unwrap_or_else(|| unit.name.clone()),
            short_name: self.short_name.clone().unwrap_or_else(|| unit.short_name.clone()),
        });
        let described = level.is_some() || kind.is_some() || self.division.is_some();
        let describe = described.then(|| UnitCommand::Describe {
            level: level.unwrap_or(unit.level),
            kind: kind.unwrap_or(unit.kind),
            division: self.division.clone().or_else(|| unit.division.clone()),
        });
        let office = (self.is_office.is_some() || self.series.is_some()).then(|| UnitCommand::SetOffice {
            is_office: self.is_office.unwrap_or(unit.is_office),
            series: self.series.clone().or_else(|| unit.series.clone()),
        });
        let parent = self.parent.map(|parent| UnitCommand::Move { parent: Some(parent) });
        let towns = self.looks_after.clone().map(|towns| UnitCommand::SetLooksAfter { towns });
        let added = self.add_aliases.iter().cloned().map(|alias| UnitCommand::AddAlias { alias });
        let removed = self.remove_aliases.iter().cloned().map(|alias| UnitCommand::RemoveAlias { alias });
        let once = [rename, describe, office, parent, towns].into_iter().flatten();
        once.chain(added).chain(removed).collect()
    }
}
