//! The register of draws: an append-only text with a step a line, and all rules by which a step may follow another.
//!
//! Who makes a step and who verifies one go the same way: [`Register::take`] says whether it may stand here. So nothing
//! is appended that a verifier would refuse, and a verifier knows no rule of its own.

use std::collections::BTreeMap;

use super::open::Open;
use super::{Freeze, Line, Outcome, Pool, Secret, Step, Void, pool_hash, step_digest};
use crate::digest::Digest;

/// All draws of an office up to a line.
#[derive(Clone, Debug, Default)]
pub struct Register {
    lines: u64,
    head: Option<Digest>,
    at_ms: i64,
    open: Option<Open>,
    ended: Vec<Ended>,
    /// The seed of the newest result.
    seed: Option<Digest>,
    /// Every secret that was ever revealed, with whose it was and in which draw.
    revealed: BTreeMap<Secret, (String, String)>,
    failures: BTreeMap<String, u64>,
}

/// A draw that has come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What was frozen.
    pub pool: Pool,
    /// Its hash.
    pub pool_hash: Digest,
    /// The result; none when it was void.
    pub outcome: Option<Outcome>,
}

impl Register {
    /// The number of lines that were taken.
    pub const fn lines(&self) -> u64 {
        self.lines
    }

    /// The digest of the last line; zeros before the first.
    pub fn head(&self) -> Digest {
        self.head.unwrap_or(Digest::zero())
    }

    /// The draw that is under way.
    pub const fn open(&self) -> Option<&Open> {
        self.open.as_ref()
    }

    /// The draws that have ended, the first one first.
    pub fn ended(&self) -> &[Ended] {
        &self.ended
    }

    /// The seed of the newest result: the next generator's.
    pub const fn seed(&self) -> Option<Digest> {
        self.seed
    }

    /// How often each party has let a draw fail.
    pub const fn failures(&self) -> &BTreeMap<String, u64> {
        &self.failures
    }

    /// Reads a line and takes it.
    ///
    /// # Errors
    /// A sentence that says why it can't stand here, with the step if there was one to read.
    pub fn read(&mut self, text: &str) -> Result<Step, (Option<Step>, String)> {
        let line = Line::parse(text).map_err(|what| (None, what))?;
        match self.take(&line, text) {
            Ok(()) => Ok(line.step),
            Err(what) => Err((Some(line.step), what)),
        }
    }

    /// Makes the next line of `step`, takes it and gives its text.
    ///
    /// # Errors
    /// A sentence that says why the step isn't possible now; the register is as it was.
    pub fn append(&mut self, step: Step, at_ms: i64) -> Result<String, String> {
        let line = Line { prev: self.head(), at_ms, step };
        let text = line.text().map_err(|fault| fault.to_string())?;
        self.take(&line, &text)?;
        Ok(text)
    }

    fn take(&mut self, line: &Line, text: &str) -> Result<(), String> {
        if line.prev != self.head() {
            return Err("it doesn't follow the line before it: one was changed, removed or moved".to_owned());
        }
        if line.at_ms < self.at_ms {
            return Err("it is dated before the line before it".to_owned());
        }
        self.rules(&line.step, line.at_ms)?;
        self.lines += 1;
        self.at_ms = line.at_ms;
        self.head = Some(step_digest(text));
        Ok(())
    }

    fn rules(&mut self, step: &Step, at_ms: i64) -> Result<(), String> {
        if let Step::Freeze(freeze) = step {
            return self.freeze(freeze, at_ms);
        }
        let Some(open) = &mut self.open else {
            return Err("no draw is under way: it begins with a freeze".to_owned());
        };
        if step.pool_hash() != open.pool_hash() {
            return Err("it belongs to another freeze than the one before it".to_owned());
        }
        match step {
            Step::Freeze(_) => unreachable!("handled above"),
            Step::Commit(commit) => open.commit(commit, at_ms, &self.revealed),
            Step::Public(public) => open.public(public, at_ms),
            Step::Reveal(reveal) => {
                open.reveal(reveal, at_ms, &self.revealed)?;
                let mark = (reveal.party.clone(), open.name());
                self.revealed.insert(reveal.secret.clone(), mark);
                Ok(())
            }
            Step::Result(outcome) => {
                open.result(outcome)?;
                self.seed = Some(outcome.seed);
                self.end(Some(outcome.clone()));
                Ok(())
            }
            Step::Void(void) => self.void(void, at_ms),
        }
    }

    fn freeze(&mut self, freeze: &Freeze, at_ms: i64) -> Result<(), String> {
        let pool = &freeze.pool;
        if let Some(open) = &self.open {
            return Err(format!("{} has not ended yet", open.name()));
        }
        pool.check()?;
        if pool_hash(pool) != Ok(freeze.pool_hash) {
            return Err("the pool isn't the one that its hash was made of: it was edited".to_owned());
        }
        self.check_batch(pool)?;
        if let Some(seed) = self.seed
            && seed != pool.previous
        {
            return Err(format!(
                "the generator's seed must be the last result's, {seed}, not {}",
                pool.previous
            ));
        }
        let soonest = pool.public.iter().map(|source| source.known_ms).max().unwrap_or(at_ms);
        if pool.public.iter().any(|source| source.known_ms <= at_ms) {
            return Err("a public number that is already known brings no chance".to_owned());
        }
        if pool.reveal_by_ms <= soonest.max(at_ms) {
            return Err("the time to reveal ends before it can begin".to_owned());
        }
        self.open = Some(Open::new(pool.clone(), freeze.pool_hash));
        Ok(())
    }

    /// One batch has one result; another attempt needs void ones before it and says the how-many-th it is.
    fn check_batch(&self, pool: &Pool) -> Result<(), String> {
        let before = || self.ended.iter().filter(|ended| ended.pool.batch == pool.batch);
        if before().any(|ended| ended.outcome.is_some()) {
            return Err(format!("batch {} was drawn already: there is no second draw", pool.batch));
        }
        let attempt = before().count() as u64 + 1;
        if pool.attempt != attempt {
            return Err(format!("this is attempt {attempt} of batch {}, not {}", pool.batch, pool.attempt));
        }
        Ok(())
    }

    fn void(&mut self, void: &Void, at_ms: i64) -> Result<(), String> {
        if *void != self.failure(at_ms)? {
            return Err("it doesn't name those who failed, or counts their failures wrongly".to_owned());
        }
        self.failures = void.failures.clone();
        self.end(None);
        Ok(())
    }

    /// The void step that would be right at this time.
    ///
    /// # Errors
    /// A sentence when the draw isn't void: complete, or still in time.
    pub fn failure(&self, at_ms: i64) -> Result<Void, String> {
        let open = self.open.as_ref().ok_or("no draw is under way")?;
        let missing = open.missing()?;
        if at_ms <= open.pool().reveal_by_ms {
            return Err(format!("the time to reveal isn't over; wanting: {}", open.wanting()));
        }
        let mut failures = self.failures.clone();
        for party in &missing {
            *failures.entry(party.clone()).or_default() += 1;
        }
        Ok(Void { pool_hash: open.pool_hash(), missing, failures })
    }

    fn end(&mut self, outcome: Option<Outcome>) {
        if let Some(open) = self.open.take() {
            let (pool, pool_hash) = open.into_parts();
            self.ended.push(Ended { pool, pool_hash, outcome });
        }
    }
}
