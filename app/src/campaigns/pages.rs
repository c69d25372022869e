//! `/campaigns`: the list, a new one, its rules, its end.

use super::{act::change, rules_form, store};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::act::Around,
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        lang::Lang,
        layout::{Frame, done, page},
        markup::Markup,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bangdu_core::{
    campaigns::{Campaign, CampaignCommand},
    ids::{CampaignId, UnitId},
    people::{Action, Actor, Ground, UnitTree, allows, require},
};
use jiff::civil::Date;

/// The campaigns' pages.
pub fn router() -> Router<App> {
    Router::new()
        .route("/campaigns", get(list))
        .route("/campaigns/new", get(blank).post(open))
        .route("/campaigns/{id}/rules", get(rules).post(change_rules))
        .route("/campaigns/{id}/end", post(end))
}

async fn list(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let (rows, may_open) = app.view(&who.actor, |tx, around| rows(tx, &around)).await?;
    page(Campaigns { frame: frame.titled("campaigns.title"), rows, may_open })
}

#[derive(Template)]
#[template(path = "campaigns/list.html")]
struct Campaigns {
    frame: Frame,
    rows: Vec<Row>,
    may_open: bool,
}

struct Row {
    id: CampaignId,
    name: String,
    office: String,
    ended: bool,
    may_change: bool,
}

fn rows(tx: &mut Tx<'_>, around: &Around<'_>) -> Result<(Vec<Row>, bool), ActError> {
    let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    let manages = |office| allows(actor, Action::ManageCampaigns, &Ground::of_office(office), tree, today);
    let row = |campaign: Campaign| Row {
        id: campaign.id,
        office: tree.name(campaign.office).to_owned(),
        may_change: !campaign.ended && manages(campaign.office),
        ended: campaign.ended,
        name: campaign.name,
    };
    let rows = store::all(tx)?.into_iter().map(row).collect();
    Ok((rows, offices(actor, tree, today).next().is_some()))
}

/// The offices whose campaigns somebody manages.
fn offices<'a>(actor: &'a Actor, tree: &'a UnitTree, today: Date) -> impl Iterator<Item = UnitId> + 'a {
    let offices = tree.walk().into_iter().map(|(_, unit)| unit).filter(|unit| unit.is_office);
    offices
        .filter(|unit| unit.ended.is_none())
        .map(|unit| unit.id)
        .filter(move |id| allows(actor, Action::ManageCampaigns, &Ground::of_office(*id), tree, today))
}

#[derive(Template)]
#[template(path = "campaigns/form.html")]
struct RulesPage {
    frame: Frame,
    form: Form,
    to: String,
    rules: Markup,
    /// The offices to choose from, for a new campaign.
    offices: Vec<Choice>,
    /// Whether it is a new one, which needs a name.
    new: bool,
}

impl RulesPage {
    fn of(frame: Frame, form: Form, to: String, offices: Vec<Choice>) -> RulesPage {
        let all = frame.t("campaigns.title").to_owned();
        let frame = frame.under(all, "/campaigns");
        let new = to.ends_with("/new");
        RulesPage { rules: rules_form::markup(&form, &frame), frame, form, to, offices, new }
    }

    fn again(self, status: StatusCode) -> Result<Response, Error> {
        Ok((status, page(self)?).into_response())
    }
}

const NEW: &str = "/campaigns/new";

async fn blank(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let (offices, fields) = app
        .view(&who.actor, |_, around| Ok((choices(&around)?, rules_form::fields(&around.settings.rules))))
        .await?;
    let frame = frame.titled("campaigns.new");
    let form = Form::typed(&frame, fields);
    page(RulesPage::of(frame, form, NEW.to_owned(), offices))
}

fn choices(around: &Around<'_>) -> Result<Vec<Choice>, ActError> {
    let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    let choices: Vec<Choice> =
        offices(actor, tree, today).map(|id| Choice::of(id.to_string(), tree.name(id))).collect();
    if choices.is_empty() {
        require(actor, Action::ManageCampaigns, &Ground::of_office(actor.unit), tree, today)?;
    }
    Ok(choices)
}

async fn open(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let offices = app.view(&who.actor, |_, around| choices(&around)).await?;
    let frame = frame.titled("campaigns.new");
    let mut form = Form::typed(&frame, fields);
    let name = form.needed("name");
    let known = |id: &str| offices.iter().any(|office| office.value == id);
    let office = match &offices[..] {
        [only] => only.value.parse().ok(),
        _ => form.values().given("office").filter(|id| known(id)).and_then(|id| id.parse().ok()),
    };
    if office.is_none() {
        form.wrong("office", frame.t("drafting.choose"));
    }
    let rules = rules_form::read(&mut form, &frame);
    let (Some(rules), Some(office)) = (rules, office) else {
        return RulesPage::of(frame, form, NEW.to_owned(), offices).again(StatusCode::UNPROCESSABLE_ENTITY);
    };
    let id = CampaignId(app.cx.new_id());
    match carry_out(&app, &who, id, CampaignCommand::Open { id, name, office, rules }).await {
        Ok(campaign) => Ok(done("/campaigns", &frame.t1("campaigns.opened", "name", campaign.name))),
        Err(ActError::Refused(refusal)) => {
            form.refuse(&refusal, &frame);
            RulesPage::of(frame, form, NEW.to_owned(), offices).again(StatusCode::CONFLICT)
        }
        Err(other) => Err(other.into()),
    }
}

async fn carry_out(
    app: &App,
    who: &Visitor,
    id: CampaignId,
    command: CampaignCommand,
) -> Result<Campaign, ActError> {
    app.change(&who.actor, move |tx, around| {
        change(tx, &around.asker, around.directory, &around.settings.calendar, id, &command)
    })
    .await
}

async fn rules(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<CampaignId>,
) -> Result<Response, Error> {
    let campaign = app.view(&who.actor, move |tx, around| managed(tx, &around, id)).await?;
    let form = Form::typed(&frame, rules_form::fields(&campaign.rules));
    page(RulesPage::of(frame.called(campaign.name), form, format!("/campaigns/{id}/rules"), vec![]))
}

fn managed(tx: &mut Tx<'_>, around: &Around<'_>, id: CampaignId) -> Result<Campaign, ActError> {
    let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
    let campaign = store::get(tx, id)?.ok_or(ActError::NotFound)?;
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    require(actor, Action::ManageCampaigns, &Ground::of_office(campaign.office), tree, today)?;
    Ok(campaign)
}

async fn change_rules(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<CampaignId>,
    fields: Fields,
) -> Result<Response, Error> {
    let campaign = app.view(&who.actor, move |tx, around| managed(tx, &around, id)).await?;
    let (frame, to) = (frame.called(campaign.name), format!("/campaigns/{id}/rules"));
    let mut form = Form::typed(&frame, fields);
    let Some(rules) = rules_form::read(&mut form, &frame) else {
        return RulesPage::of(frame, form, to, vec![]).again(StatusCode::UNPROCESSABLE_ENTITY);
    };
    match carry_out(&app, &who, id, CampaignCommand::ChangeRules(rules)).await {
        Ok(_) => Ok(done("/campaigns", frame.t("campaigns.rules_changed"))),
        Err(ActError::Refused(refusal)) => {
            form.refuse(&refusal, &frame);
            RulesPage::of(frame, form, to, vec![]).again(StatusCode::CONFLICT)
        }
        Err(other) => Err(other.into()),
    }
}

async fn end(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<CampaignId>,
    _: Fields,
) -> Result<Response, Error> {
    let campaign = carry_out(&app, &who, id, CampaignCommand::End).await?;
    Ok(done("/campaigns", &frame.t1("campaigns.ended_now", "name", campaign.name)))
}

/// The list full and empty, and the form.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader())).titled("campaigns.title");
    let row = |name: &str, ended| Row {
        id: CampaignId(uuid::Uuid::nil()),
        name: name.into(),
        office: "市政府督查室".into(),
        ended,
        may_change: !ended,
    };
    let rows = vec![row("聚城畅通工程", false), row("安置房建设攻坚", true)];
    let fields = rules_form::fields(&bangdu_core::campaigns::Rules::default());
    let form = Form::typed(&frame(), fields);
    let offices = vec![Choice::of("1", "市政府督查室"), Choice::of("2", "惠安县政府督查室")];
    vec![
        Sample::of("campaigns.list", Campaigns { frame: frame(), rows, may_open: true }),
        Sample::of("campaigns.empty", Campaigns { frame: frame(), rows: vec![], may_open: false }),
        Sample::of("campaigns.new", RulesPage::of(frame(), form, NEW.into(), offices)),
    ]
}
