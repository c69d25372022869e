//! Verifying a register of draws: every line by the rules of [`Register`], then whatever else is given.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Opened, Outcome, Pool, Register, Sealed, Step};
use crate::digest::Digest;

/// What a verifier has beside the register.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Heads that were printed or taken home: each must still be in the register.
    pub heads: Vec<Digest>,
    /// An older copy of the register, which today's must continue.
    pub older: Option<String>,
    /// Sealed parts of freezes in the register.
    pub sealed: Vec<Sealed>,
    /// Drawn rosters.
    pub opened: Vec<Opened>,
}

/// What a verification found. Counts go as far as the first error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DrawReport {
    /// Nothing is wrong.
    pub ok: bool,
    /// Steps that are right.
    pub steps: u64,
    /// Draws with a result.
    pub drawn: u64,
    /// Draws that were void.
    pub void: u64,
    /// How often each party has let a draw fail.
    pub failures: BTreeMap<String, u64>,
    /// What a draw under way waits for.
    pub waits_for: Option<String>,
    /// The digest of the last right line: to be printed and kept elsewhere.
    pub head: Option<Digest>,
    /// The newest result's seed: the next generator's.
    pub seed: Option<Digest>,
    /// Where it first went wrong.
    pub first_error: Option<WrongStep>,
    /// What was checked beside the steps.
    pub checked: Vec<String>,
    /// What wasn't, and what it takes.
    pub not_checked: Vec<String>,
    /// What was frozen, for whoever checks more.
    #[serde(skip)]
    pub frozen: Vec<Frozen>,
}

/// A freeze that is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Its line, from 1.
    pub line: u64,
    /// Its hash.
    pub pool_hash: Digest,
    /// What it fixes.
    pub pool: Pool,
}

impl DrawReport {
    /// Notes that the rules of team building and everybody's chances were checked too.
    pub fn rules_checked(&mut self, what: impl Into<String>) {
        self.not_checked.retain(|left| left != RULES);
        self.checked.push(what.into());
    }

    /// Notes that a freeze doesn't keep its promise; an earlier error stays the first.
    pub fn promise_broken(&mut self, line: u64, what: impl Into<String>) {
        self.ok = false;
        self.first_error.get_or_insert_with(|| frozen(line, what.into()));
    }
}

/// The first thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrongStep {
    /// The line, from 1; none where it lies in no line.
    pub line: Option<u64>,
    /// Its step: freeze, commit, public, reveal, result, void.
    pub step: Option<String>,
    /// Whose step it is.
    pub party: Option<String>,
    /// What is wrong, as a sentence.
    pub what: String,
}

impl WrongStep {
    /// Something that lies in no line.
    pub fn outside(what: impl Into<String>) -> Self {
        Self { line: None, step: None, party: None, what: what.into() }
    }

    /// Something that lies in this step.
    pub fn at(line: u64, step: Option<&Step>, what: impl Into<String>) -> Self {
        let name = step.map(|step| step.name().to_owned());
        let party = step.and_then(Step::party).map(str::to_owned);
        Self { line: Some(line), step: name, party, what: what.into() }
    }
}

/// Reads a register line by line; `seen` is told each right one with its number and the head after it.
///
/// # Errors
/// The first line that is wrong; the register up to it is in `register`.
pub fn read(
    text: &str,
    register: &mut Register,
    mut seen: impl FnMut(u64, &Step, Digest),
) -> Result<(), WrongStep> {
    for (n, line) in (1..).zip(text.split_inclusive('\n')) {
        let Some(line) = line.strip_suffix('\n') else {
            return Err(WrongStep::at(n, None, "the last line is cut off"));
        };
        let step = register.read(line).map_err(|(step, what)| WrongStep::at(n, step.as_ref(), what))?;
        seen(n, &step, register.head());
    }
    Ok(())
}

/// Verifies a register with all that is given beside it.
///
/// The rules of team building and people's chances are left to a program that knows them; `not_checked` says so.
pub fn verify(text: &str, given: &Given) -> DrawReport {
    let mut verifier = Verifier::default();
    let outcome = verifier.run(text, given);
    verifier.report(outcome.err(), given)
}

#[derive(Default)]
struct Verifier {
    register: Register,
    heads: Vec<Digest>,
    /// By pool hash: where it was frozen, where it ended.
    draws: BTreeMap<Digest, Draw>,
    checked: Vec<String>,
}

struct Draw {
    pool: Pool,
    freeze: u64,
    outcome: Option<(u64, Outcome)>,
}

impl Verifier {
    fn run(&mut self, text: &str, given: &Given) -> Result<(), WrongStep> {
        let (heads, draws) = (&mut self.heads, &mut self.draws);
        read(text, &mut self.register, |line, step, head| {
            heads.push(head);
            match step {
                Step::Freeze(freeze) => {
                    let draw = Draw { pool: freeze.pool.clone(), freeze: line, outcome: None };
                    draws.insert(freeze.pool_hash, draw);
                }
                Step::Result(outcome) => {
                    let draw = draws.get_mut(&outcome.pool_hash);
                    draw.into_iter().for_each(|draw| draw.outcome = Some((line, outcome.clone())));
                }
                _ => {}
            }
        })?;
        if let Some(older) = &given.older {
            self.continues(text, older)?;
        }
        given.heads.iter().try_for_each(|head| self.contains(head))?;
        given.sealed.iter().try_for_each(|sealed| self.sealed(sealed))?;
        given.opened.iter().try_for_each(|opened| self.opened(opened))
    }

    fn continues(&mut self, text: &str, older: &str) -> Result<(), WrongStep> {
        let mut lines = text.lines();
        for (n, kept) in (1..).zip(older.lines()) {
            let line = lines.next();
            if line != Some(kept) {
                let step = line.and_then(|line| super::Line::parse(line).ok()).map(|line| line.step);
                let what = match line {
                    Some(_) => "the older copy has another step here: the register was written anew",
                    None => "the older copy has more steps: they were cut off",
                };
                return Err(WrongStep::at(n, step.as_ref(), what));
            }
        }
        self.checked.push("the register continues the older copy".to_owned());
        Ok(())
    }

    fn contains(&mut self, head: &Digest) -> Result<(), WrongStep> {
        let Some(n) = self.heads.iter().position(|known| known == head) else {
            return Err(WrongStep::outside(format!(
                "no step has the digest {head}: steps were cut off or written anew"
            )));
        };
        self.checked.push(format!("line {} is the one that was taken home", n + 1));
        Ok(())
    }

    fn sealed(&mut self, sealed: &Sealed) -> Result<(), WrongStep> {
        let draw = self.draw(&sealed.pool_hash)?;
        sealed.check(&draw.pool).map_err(|what| frozen(draw.freeze, what))?;
        let name = format!("instance and rosters are those of {}", self.name(&sealed.pool_hash));
        self.checked.push(name);
        Ok(())
    }

    fn opened(&mut self, opened: &Opened) -> Result<(), WrongStep> {
        let draw = self.draw(&opened.pool_hash)?;
        let Some((line, outcome)) = &draw.outcome else {
            return Err(WrongStep::outside("the roster's draw has no result"));
        };
        opened.check(&draw.pool, outcome).map_err(|what| {
            let step = Step::Result(outcome.clone());
            WrongStep::at(*line, Some(&step), what)
        })?;
        let name = format!("the roster is the one that was drawn in {}", self.name(&opened.pool_hash));
        self.checked.push(name);
        Ok(())
    }

    fn draw(&self, pool_hash: &Digest) -> Result<&Draw, WrongStep> {
        self.draws
            .get(pool_hash)
            .ok_or_else(|| WrongStep::outside(format!("no freeze has the pool hash {pool_hash}")))
    }

    fn name(&self, pool_hash: &Digest) -> String {
        let pool = self.draws.get(pool_hash).map(|draw| &draw.pool);
        pool.map(|pool| format!("batch {}, attempt {}", pool.batch, pool.attempt)).unwrap_or_default()
    }

    fn report(self, first_error: Option<WrongStep>, given: &Given) -> DrawReport {
        let ended = self.register.ended();
        let drawn = ended.iter().filter(|ended| ended.outcome.is_some()).count() as u64;
        DrawReport {
            ok: first_error.is_none(),
            steps: self.register.lines(),
            drawn,
            void: ended.len() as u64 - drawn,
            failures: self.register.failures().clone(),
            waits_for: self.register.open().map(super::Open::wanting),
            head: (self.register.lines() > 0).then(|| self.register.head()),
            seed: self.register.seed(),
            first_error,
            not_checked: not_checked(given),
            checked: self.checked,
            frozen: self
                .draws
                .into_iter()
                .map(|(pool_hash, draw)| Frozen { line: draw.freeze, pool_hash, pool: draw.pool })
                .collect(),
        }
    }
}

fn frozen(line: u64, what: String) -> WrongStep {
    WrongStep { line: Some(line), step: Some("freeze".to_owned()), party: None, what }
}

fn not_checked(given: &Given) -> Vec<String> {
    let mut left = Vec::new();
    if given.heads.is_empty() && given.older.is_none() {
        left.push("that no step was cut off or written anew: give a head or an older copy");
    }
    if given.sealed.is_empty() {
        left.push("that instance and rosters are those of the freeze: give the sealed part");
    }
    left.push(RULES);
    left.push("the seed before the first freeze: it is a given value");
    left.into_iter().map(str::to_owned).collect()
}

/// What only a program that knows the rules can check; it takes this line out when it has.
const RULES: &str = "that every roster keeps the hard rules and nobody's chance is above the cap: bangdu draw verify --sealed";
