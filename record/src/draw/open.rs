//! A draw under way: what was frozen, who has committed, which public numbers are known, who has revealed.

use std::collections::BTreeMap;

use super::stream::{ORDER, ROSTER, Stream, holder};
use super::{Commit, Outcome, Pool, Public, Reveal, Secret, commitment, seed};
use crate::digest::Digest;

/// Secrets that are known from earlier steps, with party and draw.
pub(super) type Known = BTreeMap<Secret, (String, String)>;

/// A draw under way.
#[derive(Clone, Debug)]
pub struct Open {
    pool: Pool,
    pool_hash: Digest,
    commitments: BTreeMap<String, Digest>,
    texts: Vec<String>,
    /// In the order of the parties.
    secrets: Vec<Secret>,
}

impl Open {
    pub(super) const fn new(pool: Pool, pool_hash: Digest) -> Self {
        Self { pool, pool_hash, commitments: BTreeMap::new(), texts: Vec::new(), secrets: Vec::new() }
    }

    /// What was frozen.
    pub const fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Its hash.
    pub const fn pool_hash(&self) -> Digest {
        self.pool_hash
    }

    /// What a party has committed to.
    pub fn commitment(&self, party: &str) -> Option<Digest> {
        self.commitments.get(party).copied()
    }

    /// Who reveals next, once everybody has committed and all public numbers are known.
    pub fn turn(&self) -> Option<&str> {
        let ready = self.uncommitted().next().is_none() && self.texts.len() == self.pool.public.len();
        self.pool.parties.get(self.secrets.len()).filter(|_| ready).map(String::as_str)
    }

    /// What the draw waits for, for a sentence.
    pub fn wanting(&self) -> String {
        if let Some(party) = self.uncommitted().next() {
            return format!("the commitment of {party}");
        }
        match (self.pool.public.get(self.texts.len()), self.turn()) {
            (Some(source), _) => format!("the public number {}", source.text("")),
            (None, Some(party)) => format!("the secret of {party}"),
            (None, None) => "the result".to_owned(),
        }
    }

    /// The public number that is waited for.
    pub fn next_public(&self) -> Option<&super::PublicSource> {
        self.pool.public.get(self.texts.len())
    }

    /// What follows from all reveals.
    ///
    /// # Errors
    /// A sentence when something is still wanting.
    pub fn outcome(&self) -> Result<Outcome, String> {
        if self.secrets.len() < self.pool.parties.len() {
            return Err(format!("there is no result yet; wanting: {}", self.wanting()));
        }
        let secrets: Vec<_> = self.pool.parties.iter().map(String::as_str).zip(&self.secrets).collect();
        let texts: Vec<_> = self.texts.iter().map(String::as_str).collect();
        let seed = seed(&self.pool_hash, &secrets, &texts);
        let ticket = Stream::new(&seed, ROSTER).below(self.pool.ticket_total);
        let rows = &self.pool.rosters;
        let roster = holder(rows.iter().map(|row| row.tickets), ticket)
            .ok_or("the tickets of the table don't reach their total")?;
        let stand_ins = Stream::new(&seed, ORDER).permutation(self.pool.instance.people as usize);
        let (pool_hash, digest) = (self.pool_hash, rows[roster].digest);
        Ok(Outcome { pool_hash, seed, ticket, roster: roster as u64, digest, stand_ins })
    }

    pub(super) fn commit(&mut self, commit: &Commit, at_ms: i64, known: &Known) -> Result<(), String> {
        let party = &commit.party;
        if !self.pool.parties.contains(party) {
            return Err(format!("{party} isn't a party of {}", self.name()));
        }
        if self.commitments.contains_key(party) {
            return Err(format!("{party} has committed already; a commitment isn't exchanged"));
        }
        if self.pool.public.iter().any(|source| at_ms >= source.known_ms) {
            return Err("a commitment must be made before the public number is known".to_owned());
        }
        self.in_time(at_ms)?;
        let used = |secret: &&Secret| commitment(&self.pool_hash, party, secret) == commit.commitment;
        if let Some((whose, draw)) = known.keys().find(used).and_then(|secret| known.get(secret)) {
            return Err(format!("{party} uses a secret twice: {whose} revealed it in {draw}"));
        }
        self.commitments.insert(party.clone(), commit.commitment);
        Ok(())
    }

    pub(super) fn public(&mut self, public: &Public, at_ms: i64) -> Result<(), String> {
        if let Some(party) = self.uncommitted().next() {
            return Err(format!("a public number counts only after all commitments; {party} has made none"));
        }
        let Some(source) = self.pool.public.get(self.texts.len()) else {
            return Err("the freeze names no further public number".to_owned());
        };
        if at_ms < source.known_ms {
            return Err("the public number is entered before it can be known".to_owned());
        }
        self.in_time(at_ms)?;
        source.check_text(&public.text)?;
        self.texts.push(public.text.clone());
        Ok(())
    }

    pub(super) fn reveal(&mut self, reveal: &Reveal, at_ms: i64, known: &Known) -> Result<(), String> {
        let party = &reveal.party;
        if self.turn() != Some(party) {
            return Err(format!("it isn't {party}'s turn to reveal; wanting: {}", self.wanting()));
        }
        self.in_time(at_ms)?;
        if self.commitment(party) != Some(commitment(&self.pool_hash, party, &reveal.secret)) {
            return Err(format!("the secret isn't the one that {party} committed to"));
        }
        if let Some((whose, draw)) = known.get(&reveal.secret) {
            return Err(format!("{party} uses a secret twice: {whose} revealed it in {draw}"));
        }
        self.secrets.push(reveal.secret.clone());
        Ok(())
    }

    pub(super) fn result(&self, found: &Outcome) -> Result<(), String> {
        let right = self.outcome()?;
        if found.seed != right.seed {
            return Err("the seed doesn't follow from the secrets and public numbers".to_owned());
        }
        if found.ticket != right.ticket {
            return Err(format!("the seed draws ticket {}, not {}", right.ticket, found.ticket));
        }
        if !self.pool.rosters.iter().any(|row| row.digest == found.digest) {
            return Err("the roster isn't in the frozen table".to_owned());
        }
        if (found.roster, found.digest) != (right.roster, right.digest) {
            return Err(format!(
                "ticket {} is of roster {}, not {}",
                right.ticket, right.roster, found.roster
            ));
        }
        if found.stand_ins != right.stand_ins {
            return Err("the order of stand-ins doesn't follow from the seed".to_owned());
        }
        Ok(())
    }

    /// Who is to blame that there is no result.
    pub(super) fn missing(&self) -> Result<Vec<String>, String> {
        let uncommitted: Vec<String> = self.uncommitted().map(str::to_owned).collect();
        if !uncommitted.is_empty() {
            return Ok(uncommitted);
        }
        match (self.next_public(), self.turn()) {
            (Some(_), _) => Ok(Vec::new()),
            (None, Some(party)) => Ok(vec![party.to_owned()]),
            (None, None) => Err("all secrets are revealed: the draw has a result".to_owned()),
        }
    }

    pub(super) fn name(&self) -> String {
        format!("batch {}, attempt {}", self.pool.batch, self.pool.attempt)
    }

    pub(super) fn into_parts(self) -> (Pool, Digest) {
        (self.pool, self.pool_hash)
    }

    fn uncommitted(&self) -> impl Iterator<Item = &str> {
        self.pool.parties.iter().map(String::as_str).filter(|party| !self.commitments.contains_key(*party))
    }

    fn in_time(&self, at_ms: i64) -> Result<(), String> {
        if at_ms > self.pool.reveal_by_ms {
            return Err("the time to reveal is over: the draw is void".to_owned());
        }
        Ok(())
    }
}
