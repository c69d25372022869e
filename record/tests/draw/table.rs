//! A table with two parties, a lottery and three rosters: the draw that the stories break.

use bangdu_record::digest::Digest;
use bangdu_record::draw::{
    Commit, DRAW_FORMAT, DrawReport, Freeze, Given, Line, Opened, Pool, Promise, Public, PublicSource,
    Register, Reveal, Row, SEALED_FORMAT, Sealed, SealedRoster, Secret, Step, WrongStep, commitment,
    pool_hash, step_digest, verify,
};
use serde_json::{Value, json};

pub const OFFICE: &str = "督查室";
pub const INSPECTION: &str = "紀檢";
pub const NUMBER: &str = "lottery:2026-07-01:03.11.17.22.29.33+08";

/// Days, in milliseconds; day 5 is when the lottery is known, day 9 when revealing ends.
pub const DAY: i64 = 86_400_000;

/// A register as lines, and what a draw has beside it.
#[derive(Clone)]
pub struct Table {
    pub lines: Vec<Line>,
    pub sealed: Sealed,
}

pub fn secret(byte: u8) -> Secret {
    Secret::new([byte; 32])
}

pub fn instance() -> Value {
    json!({
        "name": "T-1",
        "people": [{"id": 0, "unit": 4}, {"id": 1, "unit": 5}, {"id": 2, "unit": 6}, {"id": 3, "unit": 7}],
        "localities": [{"id": 0, "x": 83.4, "y": 4}],
        "weights": {"load": 15},
        "recusals": [[0, 1]],
    })
}

/// The sealed part and the pool of a batch.
pub fn frozen(batch: &str, attempt: u64, previous: Digest) -> (Sealed, Pool) {
    let rosters: Vec<SealedRoster> = (0..3)
        .map(|n| SealedRoster { nonce: Digest([50 + n; 32]), teams: vec![vec![u64::from(n), 3]] })
        .collect();
    let nonce = Digest([9; 32]);
    let mut sealed = Sealed {
        format: SEALED_FORMAT.into(),
        pool_hash: Digest::zero(),
        nonce,
        instance: instance(),
        rosters,
    };
    let tickets = [500, 300, 200];
    let row = |n: usize| Row { digest: sealed.open(n).unwrap().digest().unwrap(), tickets: tickets[n] };
    let pool = Pool {
        format: DRAW_FORMAT.into(),
        batch: batch.into(),
        attempt,
        previous,
        program: "bangdu 0.1.0".into(),
        instance: Sealed::instance_digests(&nonce, &sealed.instance).unwrap(),
        rosters: (0..3).map(row).collect(),
        ticket_total: 1000,
        promise: Promise { cap_bp: 8000, objective_at_most: 100, leaders_named: false },
        parties: vec![OFFICE.into(), INSPECTION.into()],
        public: vec![PublicSource {
            source: "lottery".into(),
            date: "2026-07-01".into(),
            form: "NN.NN.NN.NN.NN.NN+NN".into(),
            rising: true,
            known_ms: 5 * DAY,
        }],
        reveal_by_ms: 9 * DAY,
    };
    sealed.pool_hash = pool_hash(&pool).unwrap();
    (sealed, pool)
}

pub fn freeze(pool: &Pool) -> Step {
    Step::Freeze(Freeze { pool: pool.clone(), pool_hash: pool_hash(pool).unwrap() })
}

pub fn commit(pool: &Digest, party: &str, secret: &Secret) -> Step {
    let (pool_hash, commitment) = (*pool, commitment(pool, party, secret));
    Step::Commit(Commit { pool_hash, party: party.into(), commitment })
}

pub fn public(pool: &Digest, text: &str) -> Step {
    Step::Public(Public { pool_hash: *pool, text: text.into() })
}

pub fn reveal(pool: &Digest, party: &str, secret: &Secret) -> Step {
    Step::Reveal(Reveal { pool_hash: *pool, party: party.into(), secret: secret.clone() })
}

/// A draw up to the point where only the result is wanting.
pub fn revealed() -> (Register, Table) {
    let (sealed, pool) = frozen("2026-07", 1, Digest([3; 32]));
    let hash = sealed.pool_hash;
    let steps = [
        (0, freeze(&pool)),
        (1, commit(&hash, INSPECTION, &secret(2))),
        (2, commit(&hash, OFFICE, &secret(1))),
        (6, public(&hash, NUMBER)),
        (7, reveal(&hash, OFFICE, &secret(1))),
        (8, reveal(&hash, INSPECTION, &secret(2))),
    ];
    let mut register = Register::default();
    let lines = steps.map(|(day, step)| Line::parse(&register.append(step, day * DAY).unwrap()).unwrap());
    (register, Table { lines: lines.into(), sealed })
}

/// A whole draw.
pub fn drawn() -> Table {
    let (mut register, mut table) = revealed();
    let outcome = register.open().unwrap().outcome().unwrap();
    let line = register.append(Step::Result(outcome), 8 * DAY).unwrap();
    table.lines.push(Line::parse(&line).unwrap());
    table
}

impl Table {
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| line.text().unwrap() + "\n").collect()
    }

    /// Renews the chain, as a forger would.
    pub fn rechain(&mut self) {
        let mut prev = Digest::zero();
        for line in &mut self.lines {
            line.prev = prev;
            prev = step_digest(&line.text().unwrap());
        }
    }

    pub fn pool_mut(&mut self) -> &mut Pool {
        match &mut self.lines[0].step {
            Step::Freeze(freeze) => &mut freeze.pool,
            other => panic!("{other:?}"),
        }
    }

    pub fn opened(&self) -> Opened {
        let Some(Step::Result(outcome)) = self.lines.last().map(|line| &line.step) else {
            panic!("no result");
        };
        self.sealed.open(outcome.roster as usize).unwrap()
    }

    pub fn report(&self) -> DrawReport {
        verify(&self.text(), &Given::default())
    }

    /// The report with the sealed part.
    pub fn audit(&self) -> DrawReport {
        verify(&self.text(), &Given { sealed: vec![self.sealed.clone()], ..Given::default() })
    }
}

/// The step that a report names.
pub fn named(report: DrawReport) -> WrongStep {
    assert!(!report.ok, "nothing was found");
    report.first_error.unwrap()
}

/// Asserts that the line is named, with its step and a part of the sentence.
#[track_caller]
pub fn names(report: DrawReport, line: u64, step: &str, part: &str) {
    let wrong = named(report);
    assert_eq!((wrong.line, wrong.step.as_deref()), (Some(line), Some(step)), "{}", wrong.what);
    assert!(wrong.what.contains(part), "{}", wrong.what);
}
