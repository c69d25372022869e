//! The fields of a public page (公示内容), what each may hold, and what a matter itself tells of them.

use crate::{
    calendar::{Calendar, Deadline},
    matters::{Matter, Rate},
    phrase::Word,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $code:literal $zh:literal $en:literal $longest:literal),+ $(,)?) => {
        /// One thing that the public may be told. Each is agreed to for itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $name),+ }

        impl Field {
            /// Every field, in the order in which the public reads them.
            pub const ALL: &'static [Field] = &[$(Field::$name),+];

            /// Stable code.
            pub fn code(self) -> &'static str {
                match self { $(Field::$name => $code),+ }
            }

            /// As it is read.
            pub fn word(self) -> Word {
                match self { $(Field::$name => Word::of($zh, $en)),+ }
            }

            /// The most characters that its text may have; 0 where the matter tells it and nobody types it.
            pub fn longest(self) -> usize {
                match self { $(Field::$name => $longest),+ }
            }
        }
    };
}

fields! {
    /// What it is called; without it there is no page.
    Name "name" "名称" "Name" 100,
    /// Where it is built.
    Place "place" "建设地点" "Place" 100,
    /// Who builds or leads.
    Builder "builder" "建设单位（牵头单位）" "Leading unit" 100,
    /// Who is responsible.
    Responsible "responsible" "责任单位" "Responsible units" 200,
    /// The responsible person's name: only where somebody ticked it.
    Person "person" "责任人" "Person responsible" 50,
    /// What is built.
    Content "content" "建设内容" "What is built" 1000,
    /// By when it is to be done.
    Due "due" "计划完成时间" "To be completed" 0,
    /// How far it is.
    Rate "rate" "进度" "Progress" 0,
    /// The plan's points with their dates.
    Steps "steps" "时间节点" "Milestones" 0,
    /// What happened lately, in words written for the public.
    News "news" "最近进展" "Latest news" 1000,
    /// An office's public telephone.
    Phone "phone" "监督电话" "Telephone for complaints" 60,
}

impl Field {
    /// The field with this code.
    pub fn from_code(code: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.code() == code)
    }

    /// Whether the matter tells it: then it can be kept up to date.
    pub fn is_told(self) -> bool {
        self.longest() == 0
    }
}

/// What a field says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Value {
    /// Words, written for the public.
    Text {
        /// The words.
        text: String,
    },
    /// A day.
    Due {
        /// The day; nothing where it goes on for ever (长期).
        on: Option<Date>,
    },
    /// A share of the whole.
    Rate {
        /// How much.
        rate: Rate,
    },
    /// Points of the plan.
    Steps {
        /// In order of dates.
        steps: Vec<Step>,
    },
}

/// A point of the plan as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What is to be reached.
    pub name: String,
    /// By when.
    pub on: Date,
    /// The day on which it was.
    pub reached: Option<Date>,
}

impl Step {
    /// Whether it was to be reached before this day, and wasn't.
    pub fn is_missed(&self, before: Date) -> bool {
        self.reached.is_none() && self.on < before
    }
}

/// A field with what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Which.
    pub field: Field,
    /// What it says, exactly as somebody agrees to it.
    pub value: Value,
    /// Whether numbers and dates follow the matter from then on. Words never do.
    pub kept: bool,
}

impl Shown {
    /// Whether agreeing to one is agreeing to the other. What follows the matter is the same whatever it says
    /// today, but for the names of milestones: those are words.
    pub fn is_same(&self, other: &Shown) -> bool {
        let follows = self.kept && other.kept;
        match (&self.value, &other.value) {
            _ if self.field != other.field || self.kept != other.kept => false,
            (Value::Steps { steps: a }, Value::Steps { steps: b }) if follows => {
                a.iter().map(|step| &step.name).eq(b.iter().map(|step| &step.name))
            }
            _ => follows || self.value == other.value,
        }
    }

    /// What it says today: what is kept follows the matter, but no milestone is shown whose name was not agreed
    /// to.
    pub fn today(&self, m: &Matter, calendar: &Calendar) -> Value {
        let fresh = if self.kept { told(self.field, m, calendar) } else { None };
        match (&self.value, fresh) {
            (value, None) => value.clone(),
            (Value::Steps { steps: agreed }, Some(Value::Steps { steps })) => {
                let known = |step: &Step| agreed.iter().any(|agreed| agreed.name == step.name);
                Value::Steps { steps: steps.into_iter().filter(known).collect() }
            }
            (_, Some(value)) => value,
        }
    }
}

/// What the matter says of a field that it tells; nothing where it has nothing to say.
pub fn told(field: Field, m: &Matter, calendar: &Calendar) -> Option<Value> {
    match field {
        Field::Due => match m.deadline {
            Deadline::Standing => Some(Value::Due { on: None }),
            Deadline::Open => None,
            Deadline::On(date) => Some(Value::Due { on: Some(date) }),
            Deadline::Within { .. } => m.moments.due.as_ref().map(|due| Value::Due { on: Some(due.date) }),
        },
        Field::Rate => m.lead().map(|lead| Value::Rate { rate: lead.rate.unwrap_or(Rate(0)) }),
        Field::Steps if !m.milestones.is_empty() => {
            let step = |milestone: &crate::matters::Milestone| Step {
                name: milestone.name.clone(),
                on: milestone.on,
                reached: milestone.reached.map(|at| calendar.date_of(at)),
            };
            Some(Value::Steps { steps: m.milestones.iter().map(step).collect() })
        }
        _ => None,
    }
}
