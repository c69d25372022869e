//! From signs to likelihoods and a score.

use super::{
    alarm::{Alarms, Danger},
    clauses::{Clauses, Lexicon},
    cues::{Cue, ENTERPRISE, HARD, HARD_BASE, HAZARDS, SENSITIVE, URGENT, URGENT_BASE},
    reading::{Reading, Table},
};
use crate::words::Words;

/// From this likelihood on a message is called urgent or hard.
const CALLED: f32 = 0.5;
/// What hardness counts in the score against urgency: life comes first.
const HARD_COUNTS: f32 = 0.85;
/// Points in one natural logarithm of the odds.
const POINTS: f32 = 10.0;
/// From this weight on a letter is plainly sensitive, a firm's, or left over from before.
const PLAIN: f32 = 1.0;
/// From this weight on a ground is given as a reason, and how many are for each of the two.
const GIVEN: f32 = 0.3;
const GIVEN_MOST: usize = 3;
/// Characters that are read of a text.
const LONGEST: usize = 20_000;

/// What a sign is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each has its Chinese name, the rule's own word, in `name`")]
pub enum Ground {
    Life,
    Supply,
    Weak,
    Wages,
    Extremes,
    Collapse,
    Fire,
    Current,
    Gas,
    Lift,
    Traffic,
    Flood,
    Living,
    Repeated,
    PassedOn,
    Long,
    Stuck,
    LeftOver,
    Promised,
    Asked,
}

impl Ground {
    /// As analysts call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Ground::Life => "生命健康",
            Ground::Supply => "水电气暖中断",
            Ground::Weak => "老幼困难群体",
            Ground::Wages => "欠薪",
            Ground::Extremes => "极端或冲突",
            Ground::Collapse => "坍塌坠落",
            Ground::Fire => "消防",
            Ground::Current => "用电",
            Ground::Gas => "燃气",
            Ground::Lift => "电梯",
            Ground::Traffic => "交通",
            Ground::Flood => "水淹",
            Ground::Living => "生计住所",
            Ground::Repeated => "反复反映未果",
            Ground::PassedOn => "推诿无人管",
            Ground::Long => "长期未解决",
            Ground::Stuck => "多部门难办",
            Ground::LeftOver => "历史遗留",
            Ground::Promised => "答复未落实",
            Ground::Asked => "咨询建议",
        }
    }
}

/// What a message is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Called {
    /// It can't wait.
    Urgent,
    /// The ordinary way has failed, or can't work.
    Hard,
    /// Both.
    Both,
    /// Neither.
    None,
}

impl Called {
    /// As results write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Called::Urgent => "urgent",
            Called::Hard => "hard",
            Called::Both => "both",
            Called::None => "none",
        }
    }
}

/// What a letter says on one ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    /// What it is about.
    pub ground: Ground,
    /// What its signs add to the logarithm of the odds, after all that stands over them.
    pub weight: f32,
    /// The clause that shows the strongest of them.
    pub words: String,
}

/// What is made of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// 0 to 1: how likely an analyst calls it urgent.
    pub urgency: f32,
    /// 0 to 1: how likely an analyst calls it hard.
    pub hardness: f32,
    /// 0 to 1: the order of a list. Both likelihoods together as if they were apart, hardness counting less.
    pub score: f32,
    /// What follows from the two likelihoods.
    pub called: Called,
    /// A threat to life: whom to ring at once, apart from any list.
    pub danger: Option<Danger>,
    /// Whether it has extreme words, collective action or media as plain announcement (敏感).
    pub sensitive: bool,
    /// Whether a firm or trader speaks (企业诉求).
    pub enterprise: bool,
    /// Grounds of urgency, the strongest first.
    pub urgent: Vec<Sign>,
    /// Grounds of hardness, likewise.
    pub hard: Vec<Sign>,
}

impl Judgement {
    /// Whether it is left over from before (历史遗留).
    #[must_use]
    pub fn left_over(&self) -> bool {
        self.hard.iter().any(|sign| sign.ground == Ground::LeftOver && sign.weight >= PLAIN)
    }

    /// The grounds with the words that show them, in one line; empty when nothing was found.
    #[must_use]
    pub fn reason(&self) -> String {
        let told = |sign: &Sign| format!("{}（{}）", sign.ground.name(), sign.words);
        let given = |signs: &[Sign]| {
            let given = signs.iter().take(GIVEN_MOST).filter(|sign| sign.weight >= GIVEN);
            given.map(told).collect::<Vec<_>>()
        };
        [given(&self.urgent), given(&self.hard)].concat().join("；")
    }
}

/// The tables made ready. Made once; judging needs nothing else.
pub struct Rule {
    lexicon: Lexicon,
    urgent: Table,
    hard: Table,
    sensitive: Table,
    enterprise: Table,
    alarms: Alarms,
}

impl Default for Rule {
    fn default() -> Self {
        Rule::new()
    }
}

impl Rule {
    /// Of the tables in this crate.
    #[must_use]
    pub fn new() -> Rule {
        let lexicon = Lexicon::new();
        let table = |cues: &[&'static [Cue]]| Table::new(cues, &lexicon);
        let (urgent, hard) = (table(&[URGENT, HAZARDS]), table(&[HARD]));
        let (sensitive, enterprise) = (table(&[SENSITIVE]), table(&[ENTERPRISE]));
        let alarms = Alarms::new(&lexicon);
        Rule { urgent, hard, sensitive, enterprise, alarms, lexicon }
    }

    /// Judges one message. `year` is when it was written.
    #[must_use]
    pub fn judge(&self, words: &Words, title: &str, body: &str, year: Option<i16>) -> Judgement {
        let (title, body) = (words.normalise(&listed(title)), words.normalise(&listed(body)));
        let letter = Clauses::of(words, &title, &body, &self.lexicon, year);
        let read = |table: &Table| table.read(&letter, &self.lexicon);
        let (urgent, hard) = (read(&self.urgent), read(&self.hard));
        let (urgency, hardness) = (likely(URGENT_BASE, &urgent), likely(HARD_BASE, &hard));
        let called = match (urgency >= CALLED, hardness >= CALLED) {
            (true, true) => Called::Both,
            (true, false) => Called::Urgent,
            (false, true) => Called::Hard,
            (false, false) => Called::None,
        };
        let score = 1.0 - (1.0 - urgency) * (1.0 - HARD_COUNTS * hardness);
        let danger = self.alarms.of(&letter, &self.lexicon);
        let shown = |table: &Table| read(table).iter().any(|reading| weight(reading) >= PLAIN);
        let (sensitive, enterprise) = (shown(&self.sensitive), shown(&self.enterprise));
        let (urgent, hard) = (grounds(&urgent, &letter), grounds(&hard, &letter));
        Judgement { urgency, hardness, score, called, danger, sensitive, enterprise, urgent, hard }
    }

    /// How much each sign of the tables of urgency and of hardness is told in a message, before its points, in the
    /// tables' order: what points are fitted on.
    #[must_use]
    pub fn readings(&self, words: &Words, title: &str, body: &str, year: Option<i16>) -> [Vec<f32>; 2] {
        let (title, body) = (words.normalise(&listed(title)), words.normalise(&listed(body)));
        let letter = Clauses::of(words, &title, &body, &self.lexicon, year);
        let values = |table: &Table| table.read(&letter, &self.lexicon).iter().map(|r| r.value).collect();
        [values(&self.urgent), values(&self.hard)]
    }
}

/// What a sign adds to the logarithm of the odds.
fn weight(reading: &Reading) -> f32 {
    f32::from(reading.cue.points) / POINTS * reading.value
}

/// The likelihood that follows from a base in points and the signs.
fn likely(base: i16, readings: &[Reading]) -> f32 {
    let odds: f32 = f32::from(base) / POINTS + readings.iter().map(weight).sum::<f32>();
    1.0 / (1.0 + (-odds).exp())
}

/// The grounds that speak for it, the strongest first.
fn grounds(readings: &[Reading], letter: &Clauses<'_>) -> Vec<Sign> {
    let mut found: Vec<(Ground, f32, Reading)> = Vec::new();
    for reading in readings.iter().filter(|reading| weight(reading) > 0.0) {
        match found.iter_mut().find(|(ground, ..)| *ground == reading.cue.ground) {
            Some((_, sum, strongest)) => {
                *sum += weight(reading);
                if weight(reading) > weight(strongest) {
                    *strongest = *reading;
                }
            }
            None => found.push((reading.cue.ground, weight(reading), *reading)),
        }
    }
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let sign = |(ground, weight, strongest): (Ground, f32, Reading)| Sign {
        ground,
        weight,
        words: letter.quoted(strongest.clause),
    };
    found.into_iter().map(sign).collect()
}

/// The text as far as it is read; a list (社区、街道、12345) stays one clause.
fn listed(text: &str) -> String {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
    text[..end].replace('、', "·")
}
