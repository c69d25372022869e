//! Freezing: from an instance and a portfolio to the pool that the register holds and the sealed part that it doesn't.

use crate::{
    cx::random_bytes,
    teams::{
        instance::{self, Given},
        portfolio::Portfolio,
        solution::write_whole,
    },
};
use anyhow::{Context, anyhow, bail, ensure};
use bangdu_record::{
    digest::Digest,
    draw::{
        DRAW_FORMAT, Freeze, Pool, Promise, PublicSource, Row, SEALED_FORMAT, Sealed, SealedRoster, pool_hash,
    },
};
use jiff::Timestamp;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What is to be frozen.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What is drawn for.
    pub batch: String,
    /// The how-many-th attempt.
    pub attempt: u64,
    /// The seed of the last draw.
    pub previous: Digest,
    /// The instance's file.
    pub instance: PathBuf,
    /// The portfolio's file.
    pub portfolio: PathBuf,
    /// Who brings a secret.
    pub parties: Vec<String>,
    /// Public numbers, in order.
    pub public: Vec<PublicSource>,
    /// Until when secrets are revealed.
    pub reveal_by_ms: i64,
}

/// Makes the freeze and its sealed part. Every roster is judged and every chance counted anew.
///
/// # Errors
/// A sentence with what doesn't fit.
pub fn prepare(asked: &Asked) -> anyhow::Result<(Freeze, Sealed)> {
    let named = || asked.instance.display().to_string();
    let text = instance::text(&asked.instance).with_context(named)?;
    let given = instance::parse(&text).with_context(named)?;
    given.instance.validate().with_context(named)?;
    let portfolio = Portfolio::read(&asked.portfolio)?;
    portfolio.audit(&given)?;
    ensure!(
        portfolio.summary.seed == asked.previous.to_string(),
        "the portfolio was made with the seed {}, not with the last draw's: bangdu teams portfolio --seed {}",
        portfolio.summary.seed,
        asked.previous
    );
    let mut sealed = seal(&text, &given, &portfolio)?;
    let pool = pool(asked, &portfolio, &sealed)?;
    let pool_hash = pool_hash(&pool)?;
    sealed.pool_hash = pool_hash;
    Ok((Freeze { pool, pool_hash }, sealed))
}

/// Writes the sealed part into a new file of mode 0600.
///
/// # Errors
/// When there is a file of that name already: another draw's sealed part would be lost.
pub fn write_sealed(sealed: &Sealed, path: &Path) -> anyhow::Result<()> {
    if path.exists() {
        bail!("{} is there already; a sealed part is never overwritten", path.display());
    }
    write_whole(path, &serde_json::to_vec(sealed)?)
}

/// A moment as it is typed, `2026-07-01T12:00:00+08:00`, in milliseconds.
///
/// # Errors
/// When it isn't a date with time and offset.
pub fn moment(text: &str) -> anyhow::Result<i64> {
    let parsed: Result<Timestamp, _> = text.parse();
    let parsed = parsed.map_err(|_| anyhow!("{text} isn't a moment such as 2026-07-01T12:00:00+08:00"))?;
    Ok(parsed.as_millisecond())
}

/// A public number as it is typed: `SOURCE|MOMENT|FORM`, and `|rising` where its numbers must rise.
///
/// # Errors
/// A sentence with what can't be read.
pub fn public(text: &str) -> anyhow::Result<PublicSource> {
    let parts: Vec<&str> = text.split('|').collect();
    let (source, when, form, rising) = match parts.as_slice() {
        [source, when, form] => (source, when, form, false),
        [source, when, form, "rising"] => (source, when, form, true),
        _ => bail!("a public number is SOURCE|MOMENT|FORM or SOURCE|MOMENT|FORM|rising, not {text}"),
    };
    let known_ms = moment(when)?;
    // The date is the one where the number is made, by the offset that was typed.
    let date = when.get(..10).unwrap_or_default().to_owned();
    let public =
        PublicSource { source: (*source).to_owned(), date, form: (*form).to_owned(), rising, known_ms };
    public.check().map_err(|why| anyhow!(why))?;
    Ok(public)
}

fn seal(text: &[u8], given: &Given, portfolio: &Portfolio) -> anyhow::Result<Sealed> {
    let instance: Value = serde_json::from_slice(text)?;
    let mut rosters = Vec::with_capacity(portfolio.rosters.len());
    for roster in &portfolio.rosters {
        let teams =
            roster.teams.iter().map(|row| row.iter().map(|&person| u64::from(person)).collect::<Vec<_>>());
        rosters.push(SealedRoster { nonce: nonce()?, teams: teams.collect() });
    }
    let (format, nonce) = (SEALED_FORMAT.to_owned(), nonce()?);
    let sealed = Sealed { format, pool_hash: Digest::zero(), nonce, instance, rosters };
    ensure!(sealed.name() == given.name, "the instance has no name");
    Ok(sealed)
}

fn nonce() -> anyhow::Result<Digest> {
    Ok(Digest(random_bytes::<32>().context("the operating system gives no randomness")?))
}

fn pool(asked: &Asked, portfolio: &Portfolio, sealed: &Sealed) -> anyhow::Result<Pool> {
    let mut parties = asked.parties.clone();
    parties.sort_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
    let mut rosters = Vec::with_capacity(sealed.rosters.len());
    for (n, roster) in portfolio.rosters.iter().enumerate() {
        let opened = sealed.open(n).context("a roster is missing")?;
        let digest = opened.digest().map_err(|why| anyhow!(why))?;
        rosters.push(Row { digest, tickets: roster.tickets });
    }
    let summary = &portfolio.summary;
    Ok(Pool {
        format: DRAW_FORMAT.to_owned(),
        batch: asked.batch.clone(),
        attempt: asked.attempt,
        previous: asked.previous,
        program: summary.program.clone(),
        instance: Sealed::instance_digests(&sealed.nonce, &sealed.instance).map_err(|why| anyhow!(why))?,
        rosters,
        ticket_total: summary.ticket_total,
        promise: Promise {
            cap_bp: summary.max_probability_bp,
            objective_at_most: summary.objective_limit,
            leaders_named: summary.leaders_named,
        },
        parties,
        public: asked.public.clone(),
        reveal_by_ms: asked.reveal_by_ms,
    })
}
