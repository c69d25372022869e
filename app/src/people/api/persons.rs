//! Persons, as far as the caller may see them. Phones are not given out here.

use super::{ListQuery, by};
use crate::{
    act::ActError,
    api::{Answer, Caller, LONGEST_PAGE, Reply, bad},
    app::App,
    journal,
    people::store::{self, PersonFilter},
};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use bangdu_core::{
    ids::{PersonId, UnitId},
    people::Person,
};
use serde::Serialize;
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
