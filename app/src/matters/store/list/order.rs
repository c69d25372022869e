//! In which order a list stands and where its pages begin: keys that are compared one after another, each
//! rising or falling, and the id last so that no two rows are alike.

use bangdu_core::{
    ids::MatterId,
    matters::{MatterKind, Source, State},
};

/// What a list can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The deadline; what is never due last.
    Due,
    /// The last change; the latest first.
    Changed,
    /// Year and serial of the number.
    Number,
    /// How far in the loop.
    State,
    /// Red, yellow, green, grey, done.
    Light,
    /// The lead unit, so that each unit's matters stand together.
    Lead,
    /// Tasks, projects, problems.
    Kind,
    /// Where it comes from.
    Source,
    /// The campaign, so that each one's matters stand together.
    Campaign,
    /// Completion.
    Rate,
}

impl SortKey {
    /// Every key.
    pub const ALL: [SortKey; 10] = [
        SortKey::Due,
        SortKey::Changed,
        SortKey::Number,
        SortKey::State,
        SortKey::Light,
        SortKey::Lead,
        SortKey::Kind,
        SortKey::Source,
        SortKey::Campaign,
        SortKey::Rate,
    ];

    /// As it stands in a URL.
    pub const fn code(self) -> &'static str {
        match self {
            SortKey::Due => "due",
            SortKey::Changed => "changed",
            SortKey::Number => "number",
            SortKey::State => "state",
            SortKey::Light => "light",
            SortKey::Lead => "lead",
            SortKey::Kind => "kind",
            SortKey::Source => "source",
            SortKey::Campaign => "campaign",
            SortKey::Rate => "rate",
        }
    }

    /// The key with this code.
    pub fn from_code(code: &str) -> Option<SortKey> {
        SortKey::ALL.into_iter().find(|key| key.code() == code)
    }

    /// Whether an index holds this order, so that a page of a list of any length is read and not sorted.
    pub const fn is_indexed(self) -> bool {
        matches!(self, SortKey::Due | SortKey::Changed)
    }

    /// Whether its plain code means the largest first.
    const fn falls_by_nature(self) -> bool {
        matches!(self, SortKey::Changed)
    }

    pub(super) const fn is_text(self) -> bool {
        matches!(self, SortKey::Lead | SortKey::Campaign)
    }

    /// What is compared, never NULL. `now` is the place of the reader's now.
    pub(super) fn expression(self, by_shares: bool, now: &str) -> String {
        match self {
            SortKey::Due if by_shares => "a.due_at".to_owned(),
            SortKey::Due => "m.due_at".to_owned(),
            SortKey::Changed => "m.changed_at".to_owned(),
            SortKey::Number => "COALESCE((SELECT MAX(n.year * 1000000 + n.serial) FROM numbers n \
                                WHERE n.matter = m.id), 0)"
                .to_owned(),
            SortKey::State => place("m.state", State::CODES.iter().copied()),
            SortKey::Light => format!(
                "CASE WHEN m.phase = 'done' THEN 4 WHEN m.phase = 'grey' THEN 3 WHEN m.phase <> 'running' THEN 5 \
                 WHEN m.red_at <= {now} THEN 0 WHEN m.yellow_at <= {now} THEN 1 ELSE 2 END"
            ),
            SortKey::Lead => "COALESCE(m.lead, '')".to_owned(),
            SortKey::Kind => place("m.kind", MatterKind::ALL.iter().map(|kind| kind.code())),
            SortKey::Source => place("m.source", Source::ALL.iter().map(|source| source.code())),
            SortKey::Campaign => "COALESCE(m.campaign, '')".to_owned(),
            SortKey::Rate => "COALESCE(m.rate, -1)".to_owned(),
        }
    }
}

/// The place of a column's code among all codes, in the order in which people know them.
fn place(column: &str, codes: impl Iterator<Item = &'static str>) -> String {
    let cases: Vec<String> = codes.enumerate().map(|(at, code)| format!("WHEN '{code}' THEN {at}")).collect();
    format!("CASE {column} {} ELSE {} END", cases.join(" "), cases.len())
}

/// A key and its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Whether the largest comes first.
    pub falling: bool,
}

impl Sort {
    /// In the direction that the plain code means.
    pub const fn of(key: SortKey) -> Sort {
        Sort { key, falling: key.falls_by_nature() }
    }

    /// From `rate` or `-rate`.
    pub fn from_code(code: &str) -> Option<Sort> {
        let (code, turned) = code.strip_prefix('-').map_or((code, false), |code| (code, true));
        let sort = Sort::of(SortKey::from_code(code)?);
        Some(if turned { sort.turned() } else { sort })
    }

    /// As it stands in a URL.
    pub fn code(self) -> String {
        let turned = self.falling != self.key.falls_by_nature();
        format!("{}{}", if turned { "-" } else { "" }, self.key.code())
    }

    /// The other way round.
    pub const fn turned(self) -> Sort {
        Sort { key: self.key, falling: !self.falling }
    }
}

/// The most keys that a list is sorted by.
pub const MOST_KEYS: usize = 3;

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The nearest deadline first; what is never due last.
    #[default]
    Due,
    /// The latest change first.
    Changed,
    /// By several keys.
    By([Option<Sort>; MOST_KEYS]),
}

impl Order {
    /// By these keys, the first of each kind, at most [`MOST_KEYS`]; by deadline where there is none.
    pub fn of(sorts: &[Sort]) -> Order {
        let mut kept: Vec<Sort> = Vec::new();
        for sort in sorts {
            if kept.len() < MOST_KEYS && !kept.iter().any(|known| known.key == sort.key) {
                kept.push(*sort);
            }
        }
        match kept[..] {
            [] => Order::Due,
            [one] if one == Sort::of(SortKey::Due) => Order::Due,
            [one] if one == Sort::of(SortKey::Changed) => Order::Changed,
            _ => Order::By(std::array::from_fn(|at| kept.get(at).copied())),
        }
    }

    /// From `due,-rate`. Codes that nobody knows are passed over.
    pub fn from_code(code: &str) -> Order {
        Order::of(&code.split(',').filter_map(Sort::from_code).collect::<Vec<_>>())
    }

    /// The keys, at least one.
    pub fn sorts(self) -> Vec<Sort> {
        match self {
            Order::Due => vec![Sort::of(SortKey::Due)],
            Order::Changed => vec![Sort::of(SortKey::Changed)],
            Order::By(sorts) => sorts.into_iter().flatten().collect(),
        }
    }

    /// The other way round.
    pub fn turned(self) -> Order {
        Order::of(&self.sorts().into_iter().map(Sort::turned).collect::<Vec<_>>())
    }

    /// Whether a page is read from an index however long the list is; what follows the first key only orders
    /// those that are alike in it.
    pub fn is_indexed(self) -> bool {
        self.sorts().first().is_none_or(|sort| sort.key.is_indexed())
    }
}

/// A value that is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// An instant, a place, a share.
    Int(i64),
    /// A unit or campaign.
    Text(String),
}

/// Where a page begins: behind the row with these keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The values that are sorted by, in order.
    pub keys: Vec<Key>,
    /// The id that breaks ties.
    pub id: MatterId,
}

impl After {
    /// As it stands in a URL.
    pub fn to_text(&self) -> String {
        let key = |key: &Key| match key {
            Key::Int(n) => n.to_string(),
            Key::Text(text) => text.clone(),
        };
        format!("{}_{}", self.keys.iter().map(key).collect::<Vec<_>>().join("~"), self.id)
    }

    /// From a URL; `None` when it isn't one of ours.
    pub fn from_text(text: &str) -> Option<After> {
        let (keys, id) = text.rsplit_once('_')?;
        let key = |text: &str| {
            let known = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            let number = text.parse().ok().map(Key::Int);
            number.or_else(|| known.then(|| Key::Text(text.to_owned())))
        };
        let keys = keys.split('~').map(key).collect::<Option<Vec<_>>>()?;
        Some(After { keys, id: id.parse().ok()? })
    }

    /// Whether it has a value of the right sort for each key of an order.
    pub(super) fn fits(&self, sorts: &[Sort]) -> bool {
        let fits = |(key, sort): (&Key, &Sort)| matches!(key, Key::Text(_)) == sort.key.is_text();
        self.keys.len() == sorts.len() && self.keys.iter().zip(sorts).all(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_as_it_is_written() {
        let order = Order::from_code("rate,-due,nonsense,rate,lead,state");
        let codes: Vec<String> = order.sorts().into_iter().map(Sort::code).collect();
        assert_eq!(codes, ["rate", "-due", "lead"]);
        assert_eq!(Order::from_code("changed"), Order::Changed);
        assert_eq!(Order::from_code(""), Order::Due);
        assert!(Order::from_code("due,-rate").is_indexed() && !Order::from_code("-rate,due").is_indexed());
    }

    #[test]
    fn a_place_in_a_list_is_read_as_it_is_written() {
        let id = MatterId(uuid::Uuid::from_u128(7));
        let after = After { keys: vec![Key::Text(String::new()), Key::Int(-1), Key::Text("a-1".into())], id };
        assert_eq!(After::from_text(&after.to_text()), Some(after));
        for text in ["", "1", "x'_y", "1_2", "1~é_00000000-0000-0000-0000-000000000007"] {
            assert_eq!(After::from_text(text), None, "{text}");
        }
    }
}
