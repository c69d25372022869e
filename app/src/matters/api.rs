//! The matters' part of the JSON API: lists, a matter with its story, and one route for every act.

mod batch;
mod bodies;
mod files;
mod list_query;
mod todos;
mod views;

use super::{
    act::{Around, act},
    store::{
        self,
        list::{self, After, Asked},
    },
};
use crate::{
    act::ActError,
    api::{Answer, Caller, LONGEST_PAGE, Once, Reply, bad},
    app::App,
    cx,
    db::Tx,
    journal,
    web::error::Error,
};
use axum::{
    extract::{DefaultBodyLimit, Path, Query, State},
    http::StatusCode,
};
use bangdu_core::{
    ids::{AssignmentId, MatterId},
    matters::{Command, DraftMatter, Event, Matter, sentence},
    people::sight,
};
use bodies::*;
use files::{Evidence, with_evidence};
pub use list_query::ListQuery;
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use views::{LineView, MatterView, PageView, SentenceView, StoryView, SummaryLine};

/// Whose act it is: the matter, and where the path names them an assignment or a help.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Place {
    id: MatterId,
    #[serde(default)]
    assignment: Option<AssignmentId>,
    #[serde(default)]
    help: Option<usize>,
}

impl Place {
    fn assignment(self) -> Result<AssignmentId, Error> {
        self.assignment.ok_or(Error::NotFound)
    }

    fn help(self) -> Result<usize, Error> {
        self.help.ok_or(Error::NotFound)
    }
}

async fn carry_out<B>(
    app: App,
    caller: Caller,
    place: Place,
    once: Once<B>,
    command: impl FnOnce(&B, Place) -> Result<Command, Error>,
) -> Reply
where
    B: Evidence + Send + Sync + 'static,
{
    let command = command(&once.body, place)?;
    let account = caller.actor.account;
    let answer = app.change(&caller.actor, move |tx, around| {
        once.run(tx, account, around.asker.now, |tx, body, expected| {
            let command = with_evidence(tx, &around, place, &command, body.files())?;
            let done = act(tx, around, place.id, &command, expected)?;
            let view = MatterView::of(&done.matter, done.version, &around);
            Answer::with(StatusCode::OK, Some(done.version), &view)
        })
    });
    Ok(answer.await?)
}

macro_rules! acts {
    ($($name:ident $method:ident $path:literal $body:ty, $doc:literal, $command:expr;)+) => {
        $(
            #[doc = $doc]
            #[utoipa::path($method, path = $path, tag = "matters", request_body = $body,
                params(("id" = String, Path, description = "the matter")),
                responses((status = 200, body = MatterView), (status = 403), (status = 404), (status = 409)))]
            async fn $name(State(app): State<App>, caller: Caller, Path(place): Path<Place>, once: Once<$body>) -> Reply {
                carry_out(app, caller, place, once, $command).await
            }
        )+

        /// Every route of matters.
        pub fn routes() -> OpenApiRouter<App> {
            OpenApiRouter::new()
                .routes(routes!(index))
                .routes(routes!(show))
                .routes(routes!(story))
                .routes(routes!(summary))
                .routes(routes!(begin))
                .routes(routes!(instruct))
                .routes(routes!(batch::approve))
                .routes(routes!(register_on_site))
                .routes(routes!(files::download))
                .merge(OpenApiRouter::new().routes(routes!(files::hand_in)).layer(DefaultBodyLimit::disable()))
                .routes(routes!(todos::waiting))
                $(.routes(routes!($name)))+
        }
    };
}

acts! {
    edit_draft put "/matters/{id}/draft" DraftBody, "Change a draft.",
        |b, p| Ok(Command::EditDraft(Box::new(b.draft(p.id)?)));
    discard delete "/matters/{id}/draft" Empty, "Throw a draft away.", |_, _| Ok(Command::Discard);
    submit post "/matters/{id}/submission" Empty, "Hand a draft in for approval.", |_, _| Ok(Command::Submit);
    approve post "/matters/{id}/registration" Empty, "Register: the number is given.", |_, _| Ok(Command::Approve);
    take_note post "/matters/{id}/registration/note" NoteBody, "A head takes note of a registration on site.",
        |b, _| Ok(Command::TakeNote { text: b.text.clone() });
    refuse_approval delete "/matters/{id}/registration" ReasonBody, "Send a draft back.",
        |b, _| Ok(Command::RefuseApproval { reason: b.reason.clone() });
    end_draft post "/matters/{id}/draft/end" EndDraftBody, "End a draft on record.", |b, _| b.command();
    assign post "/matters/{id}/assignments" AssignBody, "Send a matter out.",
        |b, _| Ok(Command::Assign(shares(&b.assignments)?));
    reassign put "/matters/{id}/assignments" AssignBody, "Give a matter to others.",
        |b, _| Ok(Command::Reassign { assignments: shares(&b.assignments)?, reason: b.reason.clone() });
    sign_for post "/matters/{id}/assignments/{assignment}/receipt" Empty, "Sign for an assignment.",
        |_, p| Ok(Command::SignFor { assignment: p.assignment()? });
    object post "/matters/{id}/assignments/{assignment}/objection" ObjectBody, "Object to an assignment.",
        |b, p| Ok(Command::Object { assignment: p.assignment()?, proposed: b.proposed, reason: b.reason.clone() });
    decide_objection post "/matters/{id}/assignments/{assignment}/objection/decision" DecisionBody,
        "Decide an objection.",
        |b, p| Ok(Command::DecideObjection { assignment: p.assignment()?, upheld: b.granted, reason: b.reason.clone() });
    pass_down post "/matters/{id}/assignments/{assignment}/handover" ShareBody, "Pass an assignment down.",
        |b, p| Ok(Command::PassDown { assignment: p.assignment()?, to: b.share()? });
    report post "/matters/{id}/assignments/{assignment}/reports" ReportBody, "Report progress.",
        |b, p| Ok(Command::Report(Box::new(b.report(p.assignment()?)?)));
    plan put "/matters/{id}/plan" PlanBody, "Set milestones and indicators.", |b, _| Ok(b.command());
    ask_extension post "/matters/{id}/extension" ExtensionBody, "Ask for more time.",
        |b, _| Ok(Command::AskExtension { until: b.until, reason: b.reason.clone(), progress: b.progress.clone() });
    decide_extension post "/matters/{id}/extension/decision" DecisionBody, "Decide a request for more time.",
        |b, _| Ok(Command::DecideExtension { granted: b.granted, reason: b.reason.clone() });
    late_extension post "/matters/{id}/extension/late" UntilBody, "Grant more time after the deadline.",
        |b, _| Ok(Command::GrantLateExtension { until: b.until, reason: b.reason.clone() });
    suspend post "/matters/{id}/suspension" UntilBody, "Suspend.",
        |b, _| Ok(Command::Suspend { until: b.until, reason: b.reason.clone() });
    resume delete "/matters/{id}/suspension" ResumeBody, "Resume.",
        |b, _| Ok(Command::Resume { new_date: b.new_date });
    urge post "/matters/{id}/urges" UrgeBody, "Urge by message.",
        |b, _| Ok(Command::Urge { text: b.text.clone(), answer_by: b.answer_by });
    slip post "/matters/{id}/slips" SlipBody, "Urge by a slip.", |b, _| b.command();
    ask_help post "/matters/{id}/helps" HelpBody, "Ask for help.", |b, _| Ok(Command::AskHelp(Box::new(b.help()?)));
    offer_help post "/matters/{id}/helps/offered" HelpBody, "Record a help step.",
        |b, _| Ok(Command::OfferHelp(Box::new(b.help()?)));
    accept_help post "/matters/{id}/helps/{help}/acceptance" Empty, "Accept to help.",
        |_, p| Ok(Command::AcceptHelp { help: p.help()? });
    coordinate_help post "/matters/{id}/helps/{help}/coordination" HelperBody,
        "The office accepts a request for help and names who helps.",
        |b, p| Ok(Command::CoordinateHelp { help: p.help()?, helper: b.helper });
    decline_help post "/matters/{id}/helps/{help}/objection" ReasonBody, "Object to being named as helper.",
        |b, p| Ok(Command::DeclineHelp { help: p.help()?, reason: b.reason.clone() });
    end_help post "/matters/{id}/helps/{help}/result" HelpResultBody, "End a help with its result.",
        |b, p| b.command(p.help()?);
    claim post "/matters/{id}/claim" ClaimBody, "Claim completion; the unit's head signs by claiming.",
        |b, _| Ok(Command::Claim { text: b.text.clone(), signature: None, files: Vec::new() });
    withdraw_claim delete "/matters/{id}/claim" ReasonBody, "Take the claim back.",
        |b, _| Ok(Command::WithdrawClaim { reason: b.reason.clone() });
    opinion post "/matters/{id}/claim/opinion" OpinionBody, "Give a preliminary opinion.",
        |b, _| Ok(Command::GiveOpinion { agrees: b.agrees, text: b.text.clone() });
    verify post "/matters/{id}/verification" VerifyBody, "Pass the claim or send it back.", |b, _| b.command();
    report_to_author post "/matters/{id}/author-report" AuthorBody, "Report to the instruction's author.",
        |b, _| b.command();
    propose_closure post "/matters/{id}/closure/proposal" OutcomeBody, "First key of closure.",
        |b, _| Ok(Command::ProposeClosure { outcome: b.outcome()? });
    ask_superior post "/matters/{id}/closure/superior" SuperiorBody, "Ask a superior office to hold the second key.",
        |b, _| Ok(Command::AskSuperior { office: b.office });
    approve_closure post "/matters/{id}/closure" ClosureBody, "Second key of closure.",
        |b, _| Ok(Command::ApproveClosure { look_back_months: b.look_back_months.clone() });
    refuse_closure delete "/matters/{id}/closure/proposal" ReasonBody, "Refuse closure.",
        |b, _| Ok(Command::RefuseClosure { reason: b.reason.clone() });
    look_back post "/matters/{id}/look-backs" LookBackBody, "Look back after closure.",
        |b, _| Ok(Command::LookBack { holds: b.holds, text: b.text.clone(), files: Vec::new() });
    reopen post "/matters/{id}/reopening" ReopenBody, "Open a closed matter again.",
        |b, _| Ok(Command::Reopen { reason: b.reason.clone(), deadline: b.deadline.deadline()? });
    keep_closed post "/matters/{id}/relapse/decision" ReasonBody, "The problem has come back; the matter stays closed.",
        |b, _| Ok(Command::KeepClosed { reason: b.reason.clone() });
    ask_withdrawal post "/matters/{id}/withdrawal" ReasonBody, "Ask to withdraw a matter.",
        |b, _| Ok(Command::AskWithdrawal { reason: b.reason.clone() });
    decide_withdrawal post "/matters/{id}/withdrawal/decision" DecisionBody, "Decide a withdrawal.",
        |b, _| Ok(Command::DecideWithdrawal { approved: b.granted, reason: b.reason.clone() });
    amend patch "/matters/{id}" AmendBody, "Amend fields, with a reason.", |b, _| b.command();
    remark put "/matters/{id}/remark" NoteBody, "Write a remark beside a matter; a blank one takes it away.",
        |b, _| Ok(Command::Remark { text: b.text.clone() });
    archive post "/matters/{id}/archive" Empty, "File a matter away.", |_, _| Ok(Command::Archive);
}

/// Put a new matter on paper.
#[utoipa::path(post, path = "/matters", tag = "matters", request_body = DraftBody,
    responses((status = 201, body = MatterView)))]
async fn begin(State(app): State<App>, caller: Caller, once: Once<DraftBody>) -> Reply {
    put_down(app, caller, once, Command::Draft).await
}

/// Register a problem on site: it is reported to the office's head within a working day.
#[utoipa::path(post, path = "/matters/on-site", tag = "matters", request_body = DraftBody,
    responses((status = 201, body = MatterView), (status = 403), (status = 409)))]
async fn register_on_site(State(app): State<App>, caller: Caller, once: Once<DraftBody>) -> Reply {
    put_down(app, caller, once, Command::RegisterOnSite).await
}

/// Write an instruction: a draft of the office begins.
#[utoipa::path(post, path = "/instructions", tag = "matters", request_body = InstructBody,
    responses((status = 201, body = MatterView), (status = 403), (status = 404), (status = 409)))]
async fn instruct(State(app): State<App>, caller: Caller, once: Once<InstructBody>) -> Reply {
    let id = MatterId(cx::new_id());
    let command = Command::Instruct(Box::new(once.body.instruction(id, caller.actor.person)?));
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, _: &InstructBody, _| {
        let done = act(tx, *around, id, &command, None)?;
        let view = MatterView::of(&done.matter, done.version, around);
        Answer::with(StatusCode::CREATED, Some(done.version), &view)
    };
    caller.act(&app, once, act).await
}

async fn put_down(
    app: App,
    caller: Caller,
    once: Once<DraftBody>,
    command: impl FnOnce(Box<DraftMatter>) -> Command,
) -> Reply {
    let id = MatterId(cx::new_id());
    let command = command(Box::new(once.body.draft(id)?));
    let place = Place { id, assignment: None, help: None };
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, body: &DraftBody, _| {
        let command = with_evidence(tx, around, place, &command, body.files())?;
        let done = act(tx, *around, id, &command, None)?;
        let view = MatterView::of(&done.matter, done.version, around);
        Answer::with(StatusCode::CREATED, Some(done.version), &view)
    };
    caller.act(&app, once, act).await
}

/// Matters that the caller sees.
#[utoipa::path(get, path = "/matters", tag = "matters", params(ListQuery), responses((status = 200, body = PageView)))]
async fn index(State(app): State<App>, caller: Caller, Query(query): Query<ListQuery>) -> Reply {
    let (filter, order) = (query.filter()?, query.order());
    let after =
        query.after.as_deref().map(|t| After::from_text(t).ok_or_else(|| bad("after"))).transpose()?;
    let limit = query.limit.unwrap_or(50).clamp(1, LONGEST_PAGE);
    let actor = caller.actor.clone();
    let answer = app.view(&caller.actor, move |tx, around| {
        let sight = sight(&actor, &around.directory.tree, today(&around));
        let asked = Asked { sight: &sight, filter: &filter, now: around.asker.now };
        let page = list::page(tx, &asked, order, after.as_ref(), limit)?;
        Answer::ok(&PageView {
            items: page.lines.iter().map(|line| LineView::of(line, &around)).collect(),
            next: page.next.map(|after| after.to_text()),
        })
    });
    Ok(answer.await?)
}

/// One matter. Its version is the ETag.
#[utoipa::path(get, path = "/matters/{id}", tag = "matters", params(("id" = String, Path)),
    responses((status = 200, body = MatterView), (status = 404)))]
async fn show(State(app): State<App>, caller: Caller, Path(place): Path<Place>) -> Reply {
    let answer = app.view(&caller.actor, move |tx, around| {
        let (matter, version) = seen(tx, place.id, &around)?;
        Answer::with(StatusCode::OK, Some(version), &MatterView::of(&matter, version, &around))
    });
    Ok(answer.await?)
}

/// A matter's story, oldest first.
#[utoipa::path(get, path = "/matters/{id}/story", tag = "matters", params(("id" = String, Path)),
    responses((status = 200, body = StoryView), (status = 404)))]
async fn story(State(app): State<App>, caller: Caller, Path(place): Path<Place>) -> Reply {
    let answer = app.view(&caller.actor, move |tx, around| {
        seen(tx, place.id, &around)?;
        let entries = journal::entries(tx, &journal::stream_of::<Matter>(place.id))?;
        let items = entries.iter().filter_map(|entry| {
            let event: Event = serde_json::from_str(&entry.payload).ok()?;
            Some(SentenceView::of(entry, &sentence(&event), &event, &around))
        });
        Answer::ok(&StoryView { items: items.collect() })
    });
    Ok(answer.await?)
}

/// Lights by unit: counts that are kept, as of the last sweep.
#[utoipa::path(get, path = "/summary", tag = "matters", responses((status = 200, body = [SummaryLine])))]
async fn summary(State(app): State<App>, caller: Caller) -> Reply {
    let actor = caller.actor.clone();
    let answer = app.view(&caller.actor, move |tx, around| {
        let sight = sight(&actor, &around.directory.tree, today(&around));
        let counts = store::lights::counts_seen(tx, &sight)?;
        Answer::ok(&SummaryLine::lines(&counts, &around))
    });
    Ok(answer.await?)
}

fn seen(tx: &mut Tx<'_>, id: MatterId, around: &Around<'_>) -> Result<(Matter, u64), ActError> {
    let loaded = store::load(tx, id)?;
    match loaded.state {
        Some(matter) if super::act::is_seen(&matter, around) => Ok((matter, loaded.version)),
        _ => Err(ActError::NotFound),
    }
}

fn today(around: &Around<'_>) -> jiff::civil::Date {
    around.asker.today(&around.settings.calendar)
}
