//! A table made ready, and what each of its signs counts in a letter.

use super::{
    clauses::{AnyOf, Clause, Clauses, Lexicon},
    cues::{Cue, What, Where, part},
};

/// Clauses of the body that count in full; what comes up only further down is mostly said by the way.
const HEAD: usize = 10;
/// What a sign counts that is told only further down.
const BELOW: f32 = 0.75;
/// What each further clause with the same sign adds, and how many of them do.
const AGAIN: f32 = 0.25;
const AGAIN_MOST: usize = 2;

/// Signs ready to be looked for.
pub(super) struct Table(Vec<Ready>);

/// A sign with its words as bits.
struct Ready {
    cue: &'static Cue,
    parts: Vec<(Where, Looked)>,
    unless: AnyOf,
}

/// What a part looks for.
enum Looked {
    Words(AnyOf),
    Years(i32),
    Months(i32),
    Calendar(i32),
}

/// How much a sign counts in a letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub cue: &'static Cue,
    /// 0 where it isn't found; 1 when it is plainly told once.
    pub value: f32,
    /// The clause that says it most plainly.
    pub clause: usize,
}

impl Looked {
    fn new(what: What, lexicon: &Lexicon) -> Looked {
        match what {
            What::Words(words) => Looked::Words(lexicon.any_of(words)),
            What::Years(least) => Looked::Years(least),
            What::Months(least) => Looked::Months(least),
            What::Calendar(least) => Looked::Calendar(least),
        }
    }

    fn is_in(&self, clause: &Clause<'_>) -> bool {
        match self {
            Looked::Words(words) => clause.has(words),
            Looked::Years(least) => clause.years >= *least,
            Looked::Months(least) => clause.months >= *least,
            Looked::Calendar(least) => clause.calendar >= *least,
        }
    }

    /// How plainly it is said, where it is.
    fn standing(&self, clause: &Clause<'_>, lexicon: &Lexicon) -> Option<f32> {
        match self {
            Looked::Words(words) => clause.standing(words, lexicon),
            _ => self.is_in(clause).then_some(1.0),
        }
    }
}

impl Table {
    /// Of one or more tables, one after the other.
    pub fn new(tables: &[&'static [Cue]], lexicon: &Lexicon) -> Table {
        let ready = |cue: &'static Cue| {
            let parts = cue.parts.iter().map(|written| {
                let (place, what) = part(written);
                (place, Looked::new(what, lexicon))
            });
            Ready { cue, parts: parts.collect(), unless: lexicon.any_of(cue.unless) }
        };
        Table(tables.iter().copied().flatten().map(ready).collect())
    }

    /// What each sign counts, in the table's order.
    pub fn read(&self, letter: &Clauses<'_>, lexicon: &Lexicon) -> Vec<Reading> {
        self.0.iter().map(|ready| ready.read(letter, lexicon)).collect()
    }
}

impl Ready {
    fn read(&self, letter: &Clauses<'_>, lexicon: &Lexicon) -> Reading {
        let mut reading = Reading { cue: self.cue, value: 0.0, clause: 0 };
        let words = |looked: &Looked| match looked {
            Looked::Words(words) => letter.has(words),
            _ => true,
        };
        if !self.parts.iter().all(|(_, looked)| words(looked)) {
            return reading;
        }
        let mut times = 0;
        for at in 0..letter.all().len() {
            let Some(standing) = self.standing(letter, at, lexicon) else { continue };
            times += 1;
            let value = standing * if at < letter.titled() + HEAD { 1.0 } else { BELOW };
            if value > reading.value {
                (reading.value, reading.clause) = (value, at);
            }
        }
        let again = times.clamp(1, AGAIN_MOST + 1) - 1;
        reading.value *= 1.0 + AGAIN * again as f32;
        reading
    }

    /// How plainly a clause gives the sign, where it does.
    fn standing(&self, letter: &Clauses<'_>, at: usize, lexicon: &Lexicon) -> Option<f32> {
        let clause = &letter.all()[at];
        let (place, anchor) = self.parts.first()?;
        if *place == Where::Title && at >= letter.titled() {
            return None;
        }
        let standing = anchor.standing(clause, lexicon).filter(|standing| *standing > 0.0)?;
        let found = |(place, looked): &(Where, Looked)| match place {
            Where::Beside | Where::Title => letter.around(at, 1).iter().any(|clause| looked.is_in(clause)),
            Where::Near => letter.around(at, 3).iter().any(|clause| looked.is_in(clause)),
            Where::Anywhere => letter.all().iter().any(|clause| looked.is_in(clause)),
        };
        (!clause.has(&self.unless) && self.parts[1..].iter().all(found)).then_some(standing)
    }
}
