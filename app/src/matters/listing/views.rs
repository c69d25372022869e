//! `/matters/views`: lists under a name (视图), for oneself or shared with one's unit. A view is an address and
//! nothing more: whoever opens it sees what they may see.

use super::{
    columns::Column,
    store::{self, MOST_VIEWS, View},
};
use crate::{
    app::App,
    cx::new_id,
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
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bangdu_core::ids::AccountId;
use uuid::Uuid;

/// The longest name, in characters: it is a tab.
const LONGEST_NAME: usize = 20;
/// The longest address that is kept.
const LONGEST_QUERY: usize = 2_000;

#[derive(Template)]
#[template(path = "matters/listing/views.html")]
struct Views {
    frame: Frame,
    form: Form,
    /// The list that is about to get a name.
    back: String,
    account: AccountId,
    views: Vec<View>,
}

impl Views {
    fn of(frame: Frame, form: Form, back: String, account: AccountId, views: Vec<View>) -> Views {
        let matters = frame.t("nav.matters").to_owned();
        let frame = frame.titled("listing.views").under(matters, back.clone());
        Views { frame, form, back, account, views }
    }

    fn is_own(&self, view: &View) -> bool {
        view.account == self.account
    }
}

impl View {
    /// Where it is.
    pub(super) fn href(&self) -> String {
        if self.query.is_empty() { "/matters".to_owned() } else { format!("/matters?{}", self.query) }
    }
}

/// A list's address as a view keeps it: what it holds, its order and columns, not the place in it.
pub(super) fn kept_query(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut fields = Filters::of(path, query).fields().clone();
    fields
        .0
        .retain(|(name, value)| !["after", "pick", "m"].contains(&name.as_str()) && !value.trim().is_empty());
    fields.to_query()
}

pub(super) async fn show(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let back = list_of(filters.get("back"));
    let form = Form::blank(&frame);
    shown(&app, &who, frame, form, back).await
}

/// The list that a form comes from; another address of ours has no views.
fn list_of(back: Option<&str>) -> String {
    let back = back.map_or("/matters", local);
    let is_list = back == "/matters" || back.starts_with("/matters?");
    if is_list { back } else { "/matters" }.to_owned()
}

async fn shown(app: &App, who: &Visitor, frame: Frame, form: Form, back: String) -> Result<Response, Error> {
    let actor = who.actor.clone();
    let views = app.view(&who.actor, move |tx, _| Ok(store::views(tx, &actor)?)).await?;
    page(Views::of(frame, form, back, who.actor.account, views))
}

pub(super) async fn save(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let (back, shared) = (list_of(fields.given("back")), fields.ticked("shared"));
    let mut form = Form::typed(&frame, fields);
    let (name, query) = (form.needed("name"), kept_query(&back));
    if name.chars().count() > LONGEST_NAME {
        form.wrong("name", frame.t1("listing.view_name_long", "n", LONGEST_NAME));
    }
    if query.len() > LONGEST_QUERY {
        form.wrong("name", frame.t("listing.view_too_much"));
    }
    if form.is_right() {
        let actor = who.actor.clone();
        let kept = app
            .change(&who.actor, move |tx, _| {
                let columns = match Filters::of("/matters", &query).get("columns") {
                    Some(_) => String::new(),
                    None => store::layout(tx, actor.account)?.codes(),
                };
                let mut query = query.clone();
                if !columns.is_empty() {
                    query = kept_query(&Filters::of("/matters", &query).with("columns", &columns));
                }
                let own: Vec<View> =
                    store::views(tx, &actor)?.into_iter().filter(|v| v.account == actor.account).collect();
                if own.len() >= MOST_VIEWS && !own.iter().any(|view| view.name == name) {
                    return Ok(None);
                }
                let (id, account) = (new_id(), actor.account);
                let view = View { id, account, name: name.clone(), shared, query };
                store::save_view(tx, actor.unit, &view)?;
                Ok(Some(view))
            })
            .await?;
        match kept {
            Some(view) => return Ok(done(&view.href(), &frame.t1("listing.view_saved", "name", &view.name))),
            None => form.wrong("name", frame.t1("listing.view_too_many", "n", MOST_VIEWS)),
        }
    }
    let answer = shown(&app, &who, frame, form, back).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}

/// `POST /matters/views/{id}/removal`: by its owner; of another's view nobody learns even that it is there.
pub(super) async fn remove(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let account = who.actor.account;
    let removed = app.change(&who.actor, move |tx, _| Ok(store::remove_view(tx, account, id)?)).await?;
    if !removed {
        return Err(Error::NotFound);
    }
    let to = Filters::of("/matters/views", "").with("back", &list_of(fields.given("back")));
    Ok(done(&to, frame.t("listing.view_removed")))
}

/// With own and shared views, with none, and with a name left out.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let (me, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
    let view = |n, account, name: &str, shared| View {
        id: Uuid::from_u128(n),
        account,
        name: name.into(),
        shared,
        query: format!("light=red&columns={}", Column::Due.code()),
    };
    let views =
        vec![view(1, me, "本周调度", true), view(2, me, "长期未反馈", false), view(3, other, "红灯", true)];
    let back = || "/matters?light=red".to_owned();
    let blank = Form::blank(&frame());
    let mut wrong = Form::blank(&frame());
    wrong.needed("name");
    vec![
        Sample::of("matters.views", Views::of(frame(), blank.clone(), back(), me, views)),
        Sample::of("matters.views.empty", Views::of(frame(), blank, back(), me, vec![])),
        Sample::of("matters.views.wrong", Views::of(frame(), wrong, back(), me, vec![])),
    ]
}
