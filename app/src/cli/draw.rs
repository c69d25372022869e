//! `bangdu draw`

use crate::{
    clock::Clock,
    draw::{
        freeze::{self, moment, prepare, public, write_sealed},
        register::RegisterFile,
        secret,
        verify::verify_with_rules,
    },
    teams::solution::write_whole,
};
use anyhow::{Context, bail, ensure};
use bangdu_record::{
    digest::Digest,
    draw::{Commit, Given, Outcome, Public, PublicSource, Reveal, Sealed, Step, commitment},
};
use clap::{Args, Subcommand};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The verifiable draw (随机抽取) of a roster, over files: docs/DRAW.md. It needs no store and opens none.
#[derive(Args)]
pub(super) struct Draw {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Freeze(FreezeIt),
    Commit(CommitIt),
    Public(EnterIt),
    Reveal(RevealIt),
    Result(ResultOf),
    Verify(VerifyIt),
}

/// Fixes everything but chance: instance, portfolio, parties, public numbers, deadline.
#[derive(Args)]
struct FreezeIt {
    /// The register: a step a line, begun if it isn't there.
    register: PathBuf,
    /// The seed of the last draw in the register; for the first one a value that is on record elsewhere.
    #[arg(long, value_name = "HEX")]
    previous: Digest,
    /// What is drawn for, 2026-07.
    #[arg(long, value_name = "NAME")]
    batch: String,
    /// The how-many-th attempt; another one is possible only after a void one.
    #[arg(long, value_name = "N", default_value_t = 1)]
    attempt: u64,
    /// People, teams and rules.
    #[arg(long, value_name = "FILE")]
    instance: PathBuf,
    /// The portfolio, made with --seed HEX, the same as --previous.
    #[arg(long, value_name = "FILE")]
    portfolio: PathBuf,
    /// Who brings a secret: at least two.
    #[arg(long = "party", value_name = "NAME", required = true)]
    parties: Vec<String>,
    /// A public number that nobody here makes: 'lottery|2026-07-01T21:15:00+08:00|NN.NN.NN.NN.NN.NN+NN|rising'.
    #[arg(long, value_name = "SOURCE|MOMENT|FORM", value_parser = public)]
    public: Vec<PublicSource>,
    /// Until when secrets are revealed, 2026-07-03T12:00:00+08:00.
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    reveal_by: i64,
    /// Where instance, rosters and nonces are written, for the auditor; readable by you alone.
    #[arg(long, value_name = "FILE")]
    sealed: PathBuf,
}

/// Binds a party to its secret, and publishes the commitment alone.
#[derive(Args)]
struct CommitIt {
    /// The register.
    register: PathBuf,
    /// Who.
    #[arg(long, value_name = "NAME")]
    party: String,
    /// Where the party keeps its secret: a new file, mode 0600.
    #[arg(long, value_name = "FILE")]
    secret: PathBuf,
    /// The file is there: 64 hex digits that the party brings along.
    #[arg(long)]
    own: bool,
}

/// Enters the public number that is next.
#[derive(Args)]
struct EnterIt {
    /// The register.
    register: PathBuf,
    /// The number in the frozen form, 03.11.17.22.29.33+08.
    #[arg(long, value_name = "TEXT")]
    value: String,
}

/// Shows a party's secret. From then on it is public.
#[derive(Args)]
struct RevealIt {
    /// The register.
    register: PathBuf,
    /// Who; parties reveal in the order of their names' bytes.
    #[arg(long, value_name = "NAME")]
    party: String,
    /// The file that the commitment was made with.
    #[arg(long, value_name = "FILE")]
    secret: PathBuf,
}

/// Draws, once all secrets are revealed; after the deadline without them, puts on record who failed (exit 1).
#[derive(Args)]
struct ResultOf {
    /// The register.
    register: PathBuf,
    /// The sealed part, to open the drawn roster.
    #[arg(long, value_name = "FILE", requires = "out")]
    sealed: Option<PathBuf>,
    /// Where the drawn roster is written, readable by you alone.
    #[arg(long, value_name = "FILE", requires = "sealed")]
    out: Option<PathBuf>,
}

/// Checks a register, and what else is given: heads, an older copy, sealed parts with all rules, drawn rosters.
#[derive(Args)]
struct VerifyIt {
    /// The register.
    register: PathBuf,
    /// A head that was printed or taken home, which the register must still contain.
    #[arg(long, value_name = "HEX")]
    head: Vec<Digest>,
    /// An older copy of the register, which this one must continue.
    #[arg(long, value_name = "FILE")]
    older: Option<PathBuf>,
    /// The sealed part of a freeze: every roster is judged, every chance counted.
    #[arg(long, value_name = "FILE")]
    sealed: Vec<PathBuf>,
    /// A drawn roster, as it was opened.
    #[arg(long, value_name = "FILE")]
    roster: Vec<PathBuf>,
}

impl Draw {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let now = Clock::System.now().0;
        match self.what {
            What::Freeze(freeze) => freeze.run(now),
            What::Commit(commit) => commit.run(now),
            What::Public(public) => public.run(now),
            What::Reveal(reveal) => reveal.run(now),
            What::Result(result) => result.run(now),
            What::Verify(verify) => verify.run(),
        }
    }
}

impl FreezeIt {
    fn run(self, now: i64) -> anyhow::Result<ExitCode> {
        let mut file = RegisterFile::open_or_begin(&self.register)?;
        let (freeze, sealed) = prepare(&freeze::Asked {
            batch: self.batch,
            attempt: self.attempt,
            previous: self.previous,
            instance: self.instance,
            portfolio: self.portfolio,
            parties: self.parties,
            public: self.public,
            reveal_by_ms: self.reveal_by,
        })?;
        let pool_hash = freeze.pool_hash;
        write_sealed(&sealed, &self.sealed)?;
        if let Err(refused) = file.append(Step::Freeze(freeze), now) {
            // Nothing was frozen: the sealed part belongs to no draw.
            std::fs::remove_file(&self.sealed).with_context(|| self.sealed.display().to_string())?;
            return Err(refused);
        }
        say(&file, json!({ "pool_hash": pool_hash }))
    }
}

impl CommitIt {
    fn run(self, now: i64) -> anyhow::Result<ExitCode> {
        let mut file = RegisterFile::open(&self.register)?;
        let open = file.register.open().context("no draw is under way: it begins with a freeze")?;
        let pool_hash = open.pool_hash();
        let secret = if self.own { secret::read(&self.secret) } else { secret::make(&self.secret) }?;
        let commitment = commitment(&pool_hash, &self.party, &secret);
        let commit = Commit { pool_hash, party: self.party, commitment };
        if let Err(refused) = file.append(Step::Commit(commit), now) {
            if !self.own {
                // A secret that nothing was committed to would only be taken for the right one.
                std::fs::remove_file(&self.secret).with_context(|| self.secret.display().to_string())?;
            }
            return Err(refused);
        }
        say(&file, json!({ "commitment": commitment }))
    }
}

impl EnterIt {
    fn run(self, now: i64) -> anyhow::Result<ExitCode> {
        let mut file = RegisterFile::open(&self.register)?;
        let open = file.register.open().context("no draw is under way: it begins with a freeze")?;
        let source = open.next_public().context("the freeze names no further public number")?;
        let (pool_hash, text) = (open.pool_hash(), source.text(&self.value));
        file.append(Step::Public(Public { pool_hash, text: text.clone() }), now)?;
        say(&file, json!({ "public": text }))
    }
}

impl RevealIt {
    fn run(self, now: i64) -> anyhow::Result<ExitCode> {
        let mut file = RegisterFile::open(&self.register)?;
        let open = file.register.open().context("no draw is under way: it begins with a freeze")?;
        let (pool_hash, secret) = (open.pool_hash(), secret::read(&self.secret)?);
        file.append(Step::Reveal(Reveal { pool_hash, party: self.party.clone(), secret }), now)?;
        say(&file, json!({ "revealed": self.party }))
    }
}

impl ResultOf {
    fn run(self, now: i64) -> anyhow::Result<ExitCode> {
        let mut file = RegisterFile::open(&self.register)?;
        let open = file.register.open().context("no draw is under way: it begins with a freeze")?;
        let outcome = match open.outcome() {
            Ok(outcome) => outcome,
            Err(wanting) => match file.register.failure(now) {
                Ok(void) => {
                    file.append(Step::Void(void.clone()), now)?;
                    say(&file, json!({ "void": true, "missing": void.missing, "failures": void.failures }))?;
                    return Ok(ExitCode::FAILURE);
                }
                Err(_) => bail!(wanting),
            },
        };
        let opened =
            self.sealed.as_deref().map(|path| open_sealed(path, open.pool(), &outcome)).transpose()?;
        file.append(Step::Result(outcome.clone()), now)?;
        if let (Some(opened), Some(out)) = (opened, &self.out) {
            write_whole(out, &serde_json::to_vec(&opened)?)?;
        }
        say(
            &file,
            json!({ "seed": outcome.seed, "ticket": outcome.ticket, "roster": outcome.roster, "digest": outcome.digest }),
        )
    }
}

impl VerifyIt {
    fn run(self) -> anyhow::Result<ExitCode> {
        let text = |path: &PathBuf| std::fs::read_to_string(path).with_context(|| path.display().to_string());
        let given = Given {
            heads: self.head,
            older: self.older.as_ref().map(text).transpose()?,
            sealed: self.sealed.iter().map(|path| read_json(path)).collect::<Result<_, _>>()?,
            opened: self.roster.iter().map(|path| read_json(path)).collect::<Result<_, _>>()?,
        };
        let report = verify_with_rules(&text(&self.register)?, &given);
        println!("{}", json!(report));
        Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn open_sealed(
    path: &Path,
    pool: &bangdu_record::draw::Pool,
    outcome: &Outcome,
) -> anyhow::Result<bangdu_record::draw::Opened> {
    let sealed: Sealed = read_json(path)?;
    let named = || path.display().to_string();
    ensure!(sealed.pool_hash == outcome.pool_hash, "{} is the sealed part of another freeze", named());
    sealed.check(pool).map_err(anyhow::Error::msg).with_context(named)?;
    let opened = sealed.open(outcome.roster as usize).with_context(named)?;
    opened.check(pool, outcome).map_err(anyhow::Error::msg).with_context(named)?;
    Ok(opened)
}

fn read_json<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text = std::fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&text).with_context(|| path.display().to_string())
}

/// Prints what was done, what is waited for, and the head to be taken home.
fn say(file: &RegisterFile, mut done: Value) -> anyhow::Result<ExitCode> {
    done["head"] = json!(file.register.head());
    done["waits_for"] = json!(file.register.open().map(bangdu_record::draw::Open::wanting));
    println!("{done}");
    Ok(ExitCode::SUCCESS)
}
