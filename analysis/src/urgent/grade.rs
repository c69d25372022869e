//! From signs to grades and a score.

use super::{
    alarm::{Alarms, Danger},
    clauses::{AnyOf, Clauses, Lexicon},
    cues::{Cue, ENTERPRISE, HARD, MONTHS, QUESTION, SENSITIVE, URGENT, YEARS},
    durations::{months, years},
};
use crate::words::Words;

/// From this grade on a message is called urgent or hard.
const CALLED: f32 = 2.0;
/// The highest grade.
const TOP: f32 = 3.0;
/// What a sign in the title counts more.
const TITLE: f32 = 1.2;
/// What a second, third … ground adds of its weight.
const FURTHER: [f32; 5] = [1.0, 0.35, 0.2, 0.1, 0.1];
/// What remains of the grades of a mere question or suggestion.
const ASKED: f32 = 0.85;
/// From this weight on a letter is plainly sensitive, a firm's, or left over from before.
const PLAIN: f32 = 1.0;
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

/// A sign that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    /// What it is about.
    pub ground: Ground,
    /// What it counts, after all that stands over it.
    pub weight: f32,
    /// The clause that shows it.
    pub words: String,
}

/// What is made of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// 0 to 3.
    pub urgency: f32,
    /// 0 to 3.
    pub hardness: f32,
    /// 0 to 1: how likely an analyst calls it urgent or hard.
    pub score: f32,
    /// What follows from the two grades.
    pub called: Called,
    /// A threat to life: whom to ring at once, apart from any list.
    pub danger: Option<Danger>,
    /// Whether it has extreme words, collective action or media as plain announcement (敏感).
    pub sensitive: bool,
    /// Whether a firm or trader speaks (企业诉求).
    pub enterprise: bool,
    /// Signs of urgency, the strongest first, one a ground.
    pub urgent: Vec<Sign>,
    /// Signs of hardness, likewise.
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
        let signs = self.urgent.iter().take(3).chain(self.hard.iter().take(3)).filter(|s| s.weight >= 0.5);
        signs.map(told).collect::<Vec<_>>().join("；")
    }
}

/// The tables made ready. Made once; judging needs nothing else.
pub struct Rule {
    lexicon: Lexicon,
    urgent: Vec<Ready>,
    hard: Vec<Ready>,
    sensitive: Vec<Ready>,
    enterprise: Vec<Ready>,
    alarms: Alarms,
    question: AnyOf,
}

/// A cue with its words as bits.
struct Ready {
    cue: &'static Cue,
    parts: Vec<AnyOf>,
    unless: AnyOf,
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
        let ready = |cue: &'static Cue| {
            let parts = cue.parts.iter().map(|part| lexicon.any_of(part)).collect();
            Ready { cue, parts, unless: lexicon.any_of(cue.unless) }
        };
        let table = |cues: &'static [Cue]| cues.iter().map(ready).collect();
        let (urgent, hard) = (table(URGENT), table(HARD));
        let (sensitive, enterprise) = (table(SENSITIVE), table(ENTERPRISE));
        let (alarms, question) = (Alarms::new(&lexicon), lexicon.any_of(QUESTION));
        Rule { urgent, hard, sensitive, enterprise, alarms, question, lexicon }
    }

    /// Judges one message. `year` is when it was written.
    #[must_use]
    pub fn judge(&self, words: &Words, title: &str, body: &str, year: Option<i16>) -> Judgement {
        let (title, body) = (words.normalise(&listed(title)), words.normalise(&listed(body)));
        let clauses = Clauses::of(&title, &body, &self.lexicon);
        let urgent = self.signs(&clauses, &self.urgent, year);
        let hard = self.signs(&clauses, &self.hard, year);
        let asks =
            (0..clauses.all().len()).any(|at| clauses.in_title(at) && clauses.all()[at].has(&self.question));
        let grade = |signs: &[Sign]| {
            let sum: f32 =
                signs.iter().zip(FURTHER).fold(0.0, |sum, (sign, share)| sum + sign.weight * share);
            (sum * if asks { ASKED } else { 1.0 }).min(TOP)
        };
        let (urgency, hardness) = (grade(&urgent), grade(&hard));
        let called = match (urgency >= CALLED, hardness >= CALLED) {
            (true, true) => Called::Both,
            (true, false) => Called::Urgent,
            (false, true) => Called::Hard,
            (false, false) => Called::None,
        };
        let score = 1.0 - (1.0 - likely(urgency)) * (1.0 - likely(hardness));
        let danger = self.alarms.of(&clauses, &self.lexicon);
        let shown = |table: &[Ready]| {
            self.signs(&clauses, table, year).first().is_some_and(|sign| sign.weight >= PLAIN)
        };
        let (sensitive, enterprise) = (shown(&self.sensitive), shown(&self.enterprise));
        Judgement { urgency, hardness, score, called, danger, sensitive, enterprise, urgent, hard }
    }

    /// The strongest sign of each ground.
    fn signs(&self, clauses: &Clauses<'_>, cues: &[Ready], year: Option<i16>) -> Vec<Sign> {
        let mut found: Vec<(Ground, f32, usize)> = Vec::new();
        for at in 0..clauses.all().len() {
            for ready in cues {
                let weight = self.weight(clauses, at, ready, year);
                match found.iter_mut().find(|(ground, ..)| *ground == ready.cue.ground) {
                    _ if weight <= 0.0 => {}
                    Some(sign) if sign.1 >= weight => {}
                    Some(sign) => *sign = (ready.cue.ground, weight, at),
                    None => found.push((ready.cue.ground, weight, at)),
                }
            }
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let sign =
            |(ground, weight, at): (Ground, f32, usize)| Sign { ground, weight, words: clauses.quoted(at) };
        found.into_iter().map(sign).collect()
    }

    /// What a cue counts in a clause; 0 where it isn't.
    fn weight(&self, clauses: &Clauses<'_>, at: usize, ready: &Ready, year: Option<i16>) -> f32 {
        let clause = &clauses.all()[at];
        let standing = match ready.cue.parts[0] {
            YEARS => years(clause.text, year).map(|_| 1.0),
            MONTHS => months(clause.text).map(|_| 1.0),
            _ => clause.standing(&ready.parts[0], &self.lexicon),
        };
        let Some(standing) = standing else { return 0.0 };
        let beside =
            || ready.parts[1..].iter().all(|part| clauses.around(at).iter().any(|clause| clause.has(part)));
        if clause.has(&ready.unless) || !beside() {
            return 0.0;
        }
        ready.cue.weight * standing * if clauses.in_title(at) { TITLE } else { 1.0 }
    }
}

/// How likely a grade is called: even at the threshold.
fn likely(grade: f32) -> f32 {
    1.0 / (1.0 + (-3.0 * (grade - CALLED)).exp())
}

/// The text as far as it is read; a list (社区、街道、12345) stays one clause.
fn listed(text: &str) -> String {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
    text[..end].replace('、', "·")
}
