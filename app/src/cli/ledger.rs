//! `bangdu import ledger`, `bangdu import map` and `bangdu export ledger`

use super::existing;
use crate::{
    act::{ActError, Asker},
    app::App,
    config::Config,
    cx,
    ledgers::{
        intake::{Choices, Prepared, Seat, Whose, confirm, office, prepare, store},
        outgo,
        understand::RefusedRow,
    },
    logs, map,
    matters::list::{Asked, Filter, Order},
    people::{self, act::By},
    web::lang::{Lang, NoNames, say},
};
use anyhow::{Context, anyhow};
use bangdu_core::{
    ids::{BatchId, UnitId},
    people::{Actor, Sight},
};
use clap::{Args, Subcommand};
use serde_json::json;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

/// Brings something in.
#[derive(Args)]
pub(super) struct Import {
    #[command(subcommand)]
    what: ImportWhat,
}

#[derive(Subcommand)]
enum ImportWhat {
    /// A ledger: .xlsx, .xls, .csv or .docx. Prints what was understood; stores it with --confirm.
    Ledger {
        /// The file.
        file: PathBuf,
        /// The account in whose name it is done; without it, the operator.
        #[arg(long = "as", value_name = "ACCOUNT")]
        account: Option<String>,
        /// Store it.
        #[arg(long)]
        confirm: bool,
        /// States, on record, that nothing classified is entered.
        #[arg(long, requires = "confirm")]
        unclassified: bool,
    },
    /// The county map: GeoJSON polygons with a name and a code each.
    Map {
        /// The file.
        file: PathBuf,
    },
}

/// Sends something out.
#[derive(Args)]
pub(super) struct Export {
    #[command(subcommand)]
    what: ExportWhat,
}

#[derive(Subcommand)]
enum ExportWhat {
    /// All matters as a ledger (.xlsx).
    Ledger {
        /// The file to write.
        file: PathBuf,
    },
}

impl Import {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        logs::for_commands(&config.log);
        let (file, account, confirm, unclassified) = match self.what {
            ImportWhat::Ledger { file, account, confirm, unclassified } => {
                (file, account, confirm, unclassified)
            }
            ImportWhat::Map { file } => return county_map(config, &file),
        };
        let content = fs::read(&file).with_context(|| file.display().to_string())?;
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let app = App::open(config)?;
        let actor = account.map(|account| actor(&app, &account)).transpose()?;
        let prepared = understood(&app, actor.as_ref(), &name, content)?;
        let report = if confirm { stored(&app, actor, &prepared, unclassified)? } else { preview(&prepared) };
        println!("{report}");
        Ok(ExitCode::SUCCESS)
    }
}

/// Takes over a county map, in the operator's name.
fn county_map(config: Config, file: &Path) -> anyhow::Result<ExitCode> {
    let content = fs::read(file).with_context(|| file.display().to_string())?;
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let read = map::geojson::read(&name, &content).map_err(|why| anyhow!(say(Lang::Hans, &why, &NoNames)))?;
    let app = App::open(config)?;
    let (kept, now) = (app.clone(), app.cx.now());
    let taken = app.cx.db.write_blocking(move |tx| {
        let standing = kept.standing(tx)?;
        map::act::import(tx, &standing.around(Asker::operator(now)), read.clone())
    });
    let taken = taken.map_err(told)?;
    println!("{}", json!({ "shapes": taken.shapes.len(), "points": taken.points() }));
    Ok(ExitCode::SUCCESS)
}

fn actor(app: &App, account: &str) -> anyhow::Result<Actor> {
    let name = account.to_owned();
    let found = app.cx.db.read_blocking(move |tx| match people::store::account_named(tx, &name)? {
        Some(account) => people::store::actor(tx, account.id),
        None => Ok(None),
    })?;
    found.ok_or_else(|| anyhow!("there is no account {account} that may act"))
}

/// Read twice where the series has a mapping of its own or the office a county: first to learn series and office, then
/// by them.
fn understood(
    app: &App,
    actor: Option<&Actor>,
    name: &str,
    content: Vec<u8>,
) -> anyhow::Result<Arc<Prepared>> {
    let (app, name) = (app.clone(), name.to_owned());
    let today = app.cx.today();
    let db = app.cx.db.clone();
    let by = actor.map_or_else(|| By::operator(&app.cx), |actor| By::actor(actor, &app.cx));
    let prepared = db.read_blocking(move |tx| {
        let standing = app.standing(tx)?;
        let (directory, calendar) = (&*standing.directory, &standing.settings.calendar);
        let mut choices = Choices::default();
        let mut seat = Seat { directory, office: office::office(directory, &by, ""), calendar, today };
        let first = prepare(&name, &content, &seat, &choices);
        Ok::<_, ActError>(match first {
            Ok(prepared) => {
                let title = &prepared.understood.title;
                let office = office::office(directory, &by, title.reporter.as_deref().unwrap_or_default());
                let kept = store::mapping(tx, &title.series)?;
                if office == seat.office && kept.is_none() {
                    return Ok(Ok(prepared));
                }
                choices.mapping = kept.map(|kept| kept.mapping).unwrap_or_default();
                seat.office = office;
                prepare(&name, &content, &seat, &choices)
            }
            unreadable => unreadable,
        })
    })?;
    prepared.map(Arc::new).map_err(|unreadable| anyhow!(say(Lang::Hans, &unreadable.phrase(), &NoNames)))
}

fn preview(prepared: &Prepared) -> serde_json::Value {
    let understood = &prepared.understood;
    json!({
        "read": understood.rows.len() + understood.refused.len(),
        "understood": understood.rows.len(),
        "stored": 0,
        "refused": refused(prepared, &understood.refused),
        "batch": null,
    })
}

fn stored(
    app: &App,
    actor: Option<Actor>,
    prepared: &Arc<Prepared>,
    unclassified: bool,
) -> anyhow::Result<serde_json::Value> {
    let office = office_of(app, actor.as_ref(), prepared)?;
    let batch = BatchId(cx::new_id());
    let choices = Choices { unclassified, ..Choices::default() };
    let whose = Whose { office, importer: actor.as_ref().map(|actor| actor.account) };
    let outcome = confirm(app, actor, prepared.clone(), choices, whose, batch).map_err(told)?;
    Ok(json!({
        "read": outcome.import.read,
        "understood": outcome.import.understood,
        "stored": outcome.import.stored,
        "changed": outcome.import.changed,
        "refused": refused(prepared, &outcome.refused),
        "batch": batch.to_string(),
    }))
}

fn office_of(app: &App, actor: Option<&Actor>, prepared: &Arc<Prepared>) -> anyhow::Result<UnitId> {
    let by = actor.map_or_else(|| By::operator(&app.cx), |actor| By::actor(actor, &app.cx));
    let (kept, prepared) = (app.clone(), prepared.clone());
    let office = app.cx.db.write_blocking(move |tx| {
        let directory = kept.directories.read(tx)?;
        match office::office(
            &directory,
            &by,
            prepared.understood.title.reporter.as_deref().unwrap_or_default(),
        ) {
            Some(office) => Ok(office),
            None => office::found(tx, &kept.directories, &by, &prepared),
        }
    });
    office.map_err(told)
}

fn refused(prepared: &Prepared, rows: &[RefusedRow]) -> Vec<serde_json::Value> {
    let sheet = |index: usize| prepared.book.sheets.get(index).map_or("", |sheet| &sheet.name);
    let row = |r: &RefusedRow| {
        let reason = say(Lang::Hans, &r.reason, &NoNames);
        json!({"sheet": sheet(r.sheet), "row": r.row, "column": r.column, "reason": reason})
    };
    rows.iter().map(row).collect()
}

/// A refusal in words.
fn told(error: ActError) -> anyhow::Error {
    match error {
        ActError::Refused(refusal) => {
            let (why, instead) =
                (say(Lang::Hans, &refusal.why, &NoNames), say(Lang::Hans, &refusal.instead, &NoNames));
            anyhow!("{why}；{instead}")
        }
        other => anyhow!(other),
    }
}

impl Export {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let ExportWhat::Ledger { file } = self.what;
        let app = existing(config)?;
        let out = File::create(&file).with_context(|| file.display().to_string())?;
        let kept = app.clone();
        let now = app.cx.now();
        let rows = app.cx.db.read_blocking(move |tx| {
            let standing = kept.standing(tx)?;
            let around = standing.around(Asker::operator(now));
            let asked = Asked { sight: &Sight::Everything, filter: &Filter::default(), now };
            let reporter =
                standing.directory.tree.roots().first().map(|u| u.name.clone()).unwrap_or_default();
            let made = outgo::Made { title: outgo::TITLE, reporter: &reporter, by: "运维人员" };
            outgo::export(tx, &asked, Order::default(), &around, made, out)
        });
        println!("{}", json!({ "rows": rows.map_err(told)? }));
        Ok(ExitCode::SUCCESS)
    }
}
