//! `GET /ledgers`: hand in a file or paste cells; the imports so far.

use crate::{
    act::ActError,
    app::App,
    ledgers::{
        handed::{NotHanded, handed},
        intake::{
            reading,
            store::{Import, Stage, Waiting},
            waiting::{self, Unfit},
        },
        read::Unreadable,
        turns::{blocking, patiently},
    },
    people::act::By,
    web::{
        error::Error,
        fields::Fields,
        form::Form,
        layout::{Frame, done, page},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Multipart, Path, State},
    response::{IntoResponse, Redirect, Response},
};
use bangdu_core::{
    ids::{AccountId, BatchId, UnitId},
    instant::Instant,
    people::Action,
};
use uuid::Uuid;

/// Waiting ledgers and imports that the page lists, each.
const LISTED: usize = 50;

/// A ledger that waits for a confirm, as the page lists it.
pub(super) struct WaitingShown {
    pub(super) waiting: Waiting,
    /// Who handed it in.
    pub(super) by: String,
}

#[derive(Template)]
#[template(path = "ledgers/pages/upload.html")]
pub(super) struct UploadPage {
    pub(super) frame: Frame,
    pub(super) form: Form,
    /// Whether the reader may bring one in, and not only confirm those of others.
    pub(super) may_import: bool,
    pub(super) waiting: Vec<WaitingShown>,
    pub(super) imports: Vec<Import>,
}

pub(super) async fn list(State(app): State<App>, visitor: Visitor, frame: Frame) -> Result<Response, Error> {
    let form = Form::blank(&frame);
    shown(&app, &visitor, frame, form).await
}

/// Reads what was handed in and goes on to its preview; what can't be read is answered with a sentence.
pub(super) async fn hand_in(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    parts: Multipart,
) -> Result<Response, Error> {
    admitted(&app, &visitor).await?;
    let mut form = Form::blank(&frame);
    match handed(parts).await? {
        Ok(handed) => {
            let (kept, actor) = (app.clone(), visitor.actor.clone());
            let id = blocking(move || waiting::receive(&kept, &actor, &handed.name, handed.content));
            let id = id.await??;
            let (kept, actor) = (app.clone(), visitor.actor.clone());
            match patiently(&app, id, move || reading::read(&kept, Some(&actor), id)).await? {
                // A large one is read on by itself; the page shows how far that has come.
                None | Some(Ok(())) => return Ok(Redirect::to(&format!("/ledgers/{id}")).into_response()),
                Some(Err(Unfit::Unreadable(why))) => {
                    let kept = app.clone();
                    blocking(move || waiting::forget(&kept, id)).await??;
                    form.wrong("file", frame.say(&why.phrase()));
                }
                Some(Err(other)) => return Err(other.into()),
            }
        }
        Err(NotHanded::Nothing) => form.wrong("file", frame.t("ledgers.nothing_given")),
        Err(NotHanded::TooLarge(why)) => form.wrong("file", frame.say(&why.phrase())),
    }
    shown(&app, &visitor, frame, form).await
}

/// Gives a waiting ledger up.
pub(super) async fn give_up(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<BatchId>,
) -> Result<Response, Error> {
    let actor = visitor.actor;
    blocking(move || waiting::give_up(&app, &actor, id)).await??;
    Ok(done("/ledgers", frame.t("ledgers.given_up")))
}

async fn admitted(app: &App, visitor: &Visitor) -> Result<(), Error> {
    let (by, directories) = (By::actor(&visitor.actor, &app.cx), app.directories.clone());
    Ok(app.cx.db.read(move |tx| waiting::admit(&by, &*directories.read(tx)?)).await?)
}

async fn shown(app: &App, visitor: &Visitor, frame: Frame, form: Form) -> Result<Response, Error> {
    let (by, directories) = (By::actor(&visitor.actor, &app.cx), app.directories.clone());
    let read = app.cx.db.read(move |tx| {
        let directory = directories.read(tx)?;
        let waiting = waiting::waiting(tx, &by, &directory, LISTED)?;
        let by_name = |waiting: Waiting| {
            let actor = crate::people::store::actor(tx, waiting.account)?;
            Ok(WaitingShown { waiting, by: actor.map(|actor| actor.name).unwrap_or_default() })
        };
        let waiting = waiting.into_iter().map(by_name).collect::<Result<Vec<_>, ActError>>()?;
        let imports = waiting::imports(tx, &by, &directory, LISTED)?;
        let may_import = by.may_anywhere(Action::Import, &directory);
        Ok::<_, ActError>((may_import, waiting, imports, directory))
    });
    let (may_import, waiting, imports, directory) = read.await?;
    let frame = frame.naming(directory).titled("ledgers.title");
    page(UploadPage { frame, form, may_import, waiting, imports })
}

impl WaitingShown {
    /// Message key of where it stands, and the badge's class.
    fn stage(&self) -> (&'static str, &'static str) {
        match self.waiting.stage {
            Stage::Reading => ("ledgers.stage_reading", "badge sea"),
            Stage::Ready => ("ledgers.stage_ready", "badge"),
            Stage::Confirming => ("ledgers.stage_confirming", "badge sea"),
            Stage::Failed => ("ledgers.stage_failed", "badge bad"),
        }
    }
}

impl UploadPage {
    /// An upload page with a sentence at the file, for samples.
    pub(super) fn sample(frame: Frame, wrong: Option<Unreadable>, imports: Vec<Import>) -> UploadPage {
        let frame = frame.titled("ledgers.title");
        let mut form = Form::typed(&frame, Fields::default());
        if let Some(why) = wrong {
            form.wrong("file", frame.say(&why.phrase()));
        }
        let waiting = Waiting {
            id: BatchId(Uuid::nil()),
            account: AccountId(Uuid::nil()),
            office: UnitId(Uuid::nil()),
            name: "督查事项台账.xlsx".into(),
            at: Instant(1_793_667_600_000),
            stage: Stage::Ready,
        };
        let working = Waiting { stage: Stage::Confirming, ..waiting.clone() };
        let shown = |waiting| WaitingShown { waiting, by: "林晓梅".into() };
        let waiting = vec![shown(waiting), shown(working)];
        UploadPage { frame, form, may_import: true, waiting, imports }
    }
}
