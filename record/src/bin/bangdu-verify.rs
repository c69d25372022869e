//! `bangdu-verify EXPORT [--checkpoint FILE]`: checks a record without the app, and prints the report as JSON.
//! `bangdu-verify draw REGISTER …`: the same for a register of draws.
//!
//! EXPORT is an archive (tar, also zstd) or a directory with the same parts. Exit 0: nothing is wrong; 1: something is,
//! and the report names it; 2: the command couldn't be carried out. All checking is done by the library.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bangdu_record::checkpoint::Checkpoint;
use bangdu_record::digest::Digest;
use bangdu_record::draw;
use bangdu_record::export::{ExportFault, Intake};
use bangdu_record::verify::{Report, Verifier, Wrong, verify};
use clap::{Args, Parser, Subcommand};
use serde::de::DeserializeOwned;

/// Checks an exported record: chains, log, signatures, checkpoints, personal data, files.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true, arg_required_else_help = true)]
struct Arguments {
    /// The export: a .tar, a .tar.zst, or a directory.
    export: Option<PathBuf>,
    /// An older checkpoint, kept outside the store, that the record must still contain (a JSON file).
    #[arg(long)]
    checkpoint: Option<PathBuf>,
    #[command(subcommand)]
    other: Option<Other>,
}

#[derive(Subcommand)]
enum Other {
    Draw(Draw),
}

/// Checks a register of draws. The rules of team building need the app: `bangdu draw verify`.
#[derive(Args)]
struct Draw {
    /// The register: a step a line.
    register: PathBuf,
    /// A head that was printed or taken home, which the register must still contain.
    #[arg(long, value_name = "HEX")]
    head: Vec<Digest>,
    /// An older copy of the register, which this one must continue.
    #[arg(long, value_name = "FILE")]
    older: Option<PathBuf>,
    /// The sealed part of a freeze: instance, rosters, nonces.
    #[arg(long, value_name = "FILE")]
    sealed: Vec<PathBuf>,
    /// A drawn roster, as it was opened.
    #[arg(long, value_name = "FILE")]
    roster: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.other {
        Some(Other::Draw(draw)) => check_draw(&draw).map(|report| (report.ok, serde_json::json!(report))),
        None => run(&arguments).map(|report| (report.ok, serde_json::json!(report))),
    };
    match outcome {
        Ok((ok, report)) => {
            println!("{report}");
            if ok { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(fault) => {
            eprintln!("bangdu-verify: {fault}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Report, String> {
    let older = arguments.checkpoint.as_deref().map(read_checkpoint).transpose()?;
    let export = arguments.export.as_deref().ok_or("say which export")?;
    if export.is_dir() {
        let mut verifier = Verifier::new(older);
        let outcome = read_directory(export, &mut verifier);
        return Ok(verifier.report(outcome));
    }
    let file = File::open(export).map_err(|fault| format!("{}: {fault}", export.display()))?;
    Ok(verify(BufReader::new(file), older))
}

fn check_draw(asked: &Draw) -> Result<draw::DrawReport, String> {
    let given = draw::Given {
        heads: asked.head.clone(),
        older: asked.older.as_deref().map(read_text).transpose()?,
        sealed: read_all(&asked.sealed)?,
        opened: read_all(&asked.roster)?,
    };
    Ok(draw::verify(&read_text(&asked.register)?, &given))
}

fn read_all<T: DeserializeOwned>(paths: &[PathBuf]) -> Result<Vec<T>, String> {
    let read = |path: &PathBuf| {
        serde_json::from_str(&read_text(path)?).map_err(|fault| format!("{}: {fault}", path.display()))
    };
    paths.iter().map(read).collect()
}

fn read_text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|fault| format!("{}: {fault}", path.display()))
}

fn read_checkpoint(path: &Path) -> Result<Checkpoint, String> {
    let text = read_text(path)?;
    serde_json::from_str(&text).map_err(|fault| format!("{} is not a checkpoint: {fault}", path.display()))
}

fn read_directory(root: &Path, verifier: &mut Verifier) -> Result<(), Wrong> {
    let mut intake = Intake::default();
    for name in part_names(root)? {
        let mut file = File::open(root.join(&name)).map_err(ExportFault::Io)?;
        intake.part(&name, &mut file, verifier)?;
    }
    Ok(intake.finish()?)
}

/// The names under `root` in the format's order; what isn't a part comes last and is refused by name.
fn part_names(root: &Path) -> Result<Vec<String>, ExportFault> {
    let mut names = names_in(root, "")?;
    for folder in ["tables/", "files/"] {
        if root.join(folder).is_dir() {
            names.retain(|name| name != folder.trim_end_matches('/'));
            names.extend(names_in(&root.join(folder), folder)?);
        }
    }
    names.sort_by_cached_key(|name| {
        let part = bangdu_record::export::Part::parse(name);
        (part.is_none(), part, name.clone())
    });
    Ok(names)
}

fn names_in(folder: &Path, prefix: &str) -> Result<Vec<String>, ExportFault> {
    std::fs::read_dir(folder)?
        .map(|entry| Ok(format!("{prefix}{}", entry?.file_name().to_string_lossy())))
        .collect()
}
