//! Persons, as far as the caller may see and change them. Phones are not given out here.

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
        act::persons::{self, PersonForm},
        store::{self, PersonFilter},
    },
};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use bangdu_core::{
    ids::{PersonId, UnitId},
    people::Person,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of persons.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonPage {
    items: Vec<PersonView>,
    /// Hand it in as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// A person.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonView {
    id: String,
    name: String,
    unit: String,
    position: String,
    left: Option<String>,
}

impl PersonView {
    fn of(person: &Person) -> PersonView {
        PersonView {
            id: person.id.to_string(),
            name: person.name.clone(),
            unit: person.unit.to_string(),
            position: person.position.clone(),
            left: person.left.map(|day| day.to_string()),
        }
    }
}

/// Persons whom the caller sees: all for administrators, else those of one's own unit and of units
/// whose contacts one sees.
#[utoipa::path(get, path = "/persons", tag = "people", operation_id = "persons", params(ListQuery),
    responses((status = 200, body = PersonPage)))]
pub(super) async fn index(State(app): State<App>, caller: Caller, Query(query): Query<ListQuery>) -> Reply {
    let after = query.after.as_deref().map(|id| id.parse().map_err(|_| bad("after"))).transpose()?;
    let unit = query.unit.as_deref().map(|id| id.parse::<UnitId>().map_err(|_| bad("unit"))).transpose()?;
    let limit = query.limit.unwrap_or(50).clamp(1, LONGEST_PAGE);
    let text = query.q.unwrap_or_default();
    let answer = app.view(&caller.actor, move |tx, around| {
        let (by, tree) = (by(&around), &around.directory.tree);
        let all = tree.walk().into_iter().map(|(_, unit)| unit.id);
        let wanted = all.filter(|id| unit.is_none_or(|unit| unit == *id));
        let units: Vec<UnitId> = wanted.filter(|id| by.sees_people_of(*id, around.directory)).collect();
        if units.is_empty() {
            return Answer::ok(&PersonPage { items: Vec::new(), next: None });
        }
        // Everybody is everywhere: no need to name each unit.
        let units = if units.len() == tree.len() { Vec::new() } else { units };
        let filter = PersonFilter { units, text: text.clone(), left_too: false, after };
        let mut found = store::persons(tx, &filter, limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|person| person.id.to_string());
        Answer::ok(&PersonPage { items: found.iter().map(PersonView::of).collect(), next })
    });
    Ok(answer.await?)
}

/// One person. Their version is the ETag.
#[utoipa::path(get, path = "/persons/{id}", tag = "people", operation_id = "person", params(("id" = String, Path)),
    responses((status = 200, body = PersonView), (status = 404)))]
pub(super) async fn show(State(app): State<App>, caller: Caller, Path(id): Path<PersonId>) -> Reply {
    let answer = app.view(&caller.actor, move |tx, around| {
        let version = journal::version(tx, &journal::stream_of::<Person>(id))?;
        let seen = |person: &Person| by(&around).sees_people_of(person.unit, around.directory);
        let person = store::person(tx, id)?.filter(seen).ok_or(ActError::NotFound)?;
        Answer::with(StatusCode::OK, Some(version), &PersonView::of(&person))
    });
    Ok(answer.await?)
}

/// Somebody to be entered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonBody {
    name: String,
    #[schema(value_type = String)]
    unit: UnitId,
    #[serde(default)]
    position: String,
    /// Kept apart from the record; given out to nobody here.
    phone: Option<String>,
}

/// What changes; what is absent stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonChanges {
    name: Option<String>,
    #[schema(value_type = Option<String>)]
    unit: Option<UnitId>,
    position: Option<String>,
    /// An empty text removes it.
    phone: Option<String>,
}

/// Nothing.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// Enter a person.
#[utoipa::path(post, path = "/persons", tag = "people", operation_id = "enter_person", request_body = PersonBody,
    responses((status = 201, body = PersonView), (status = 403), (status = 409)))]
pub(super) async fn enter(State(app): State<App>, caller: Caller, once: Once<PersonBody>) -> Reply {
    let (id, directories) = (PersonId(cx::new_id()), app.directories.clone());
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, body: &PersonBody, _| {
        let (name, position) = (body.name.clone(), body.position.clone());
        let form = PersonForm { name, position, phone: body.phone.clone() };
        persons::enter(tx, &directories, &by(around), id, body.unit, form)?;
        answer(tx, id, StatusCode::CREATED)
    };
    caller.act(&app, once, act).await
}

/// Correct a person's name, unit, position or phone.
#[utoipa::path(patch, path = "/persons/{id}", tag = "people", operation_id = "change_person",
    request_body = PersonChanges, params(("id" = String, Path)),
    responses((status = 200, body = PersonView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PersonId>,
    once: Once<PersonChanges>,
) -> Reply {
    let directories = app.directories.clone();
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, body: &PersonChanges, expected| {
        let person = unchanged(tx, around, id, expected)?;
        let form = PersonForm {
            name: body.name.clone().unwrap_or(person.name),
            position: body.position.clone().unwrap_or(person.position),
            phone: body.phone.clone(),
        };
        persons::change(tx, &directories, &by(around), id, body.unit.unwrap_or(person.unit), form)?;
        answer(tx, id, StatusCode::OK)
    };
    caller.act(&app, once, act).await
}

/// Note that a person left today; their phone is erased.
#[utoipa::path(post, path = "/persons/{id}/end", tag = "people", operation_id = "person_left",
    request_body = Nothing, params(("id" = String, Path)),
    responses((status = 200, body = PersonView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn leave(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PersonId>,
    once: Once<Nothing>,
) -> Reply {
    let directories = app.directories.clone();
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, _: &Nothing, expected| {
        unchanged(tx, around, id, expected)?;
        persons::leave(tx, &directories, &by(around), id)?;
        answer(tx, id, StatusCode::OK)
    };
    caller.act(&app, once, act).await
}

/// Without sight there is no person.
fn unchanged(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    id: PersonId,
    expected: Option<u64>,
) -> Result<Person, ActError> {
    let seen = |person: &Person| by(around).sees_people_of(person.unit, around.directory);
    let person = store::person(tx, id)?.filter(seen).ok_or(ActError::NotFound)?;
    fresh(expected, journal::version(tx, &journal::stream_of::<Person>(id))?)?;
    Ok(person)
}

fn answer(tx: &mut Tx<'_>, id: PersonId, status: StatusCode) -> Result<Answer, ActError> {
    let version = journal::version(tx, &journal::stream_of::<Person>(id))?;
    let person = store::person(tx, id)?.ok_or(ActError::NotFound)?;
    Answer::with(status, Some(version), &PersonView::of(&person))
}
