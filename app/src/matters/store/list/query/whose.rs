//! Whose matters a list holds, by unit, area and part, and what of it is late.

use super::{Asked, Filter, Query, Value};
use bangdu_core::{
    matters::{Late, Part, State},
    people::Sight,
};
use std::sync::LazyLock;

/// The states in which a matter is in its units' hands, as text.
static IN_HAND: LazyLock<String> = LazyLock::new(|| format!("('{}')", State::IN_HAND.join("', '")));

impl Query {
    /// A lead unit is a column of the matter; other parts stand in the shares, one for each unit.
    pub(super) fn units(&mut self, f: &Filter) {
        let Some(unit) = f.unit else { return };
        let unit = self.text(unit);
        if !self.by_shares {
            return self.and(&format!("m.lead = {unit}"));
        }
        self.and_also(&format!("a.unit = {unit}"));
        if let Some(part) = f.part {
            let part = self.text(part.code());
            self.and_also(&format!("a.part = {part}"));
        }
    }

    /// As for a unit: by the lead alone where that is asked, else by any share.
    pub(super) fn area(&mut self, f: &Filter) {
        if f.area.is_empty() {
            return;
        }
        let units = self.one_of(&f.area);
        if f.part == Some(Part::Lead) {
            return self.and(&format!("m.lead IN ({units})"));
        }
        let part = f.part.map(|part| self.text(part.code()));
        let part = part.map(|place| format!(" AND s.part = {place}")).unwrap_or_default();
        self.and(&format!(
            "EXISTS (SELECT 1 FROM assignments s WHERE s.matter = m.id AND s.unit IN ({units}){part})"
        ));
    }

    /// A lead without a unit or an area: what is led within the reader's sight, as the counts of lights tell it.
    pub(super) fn led(&mut self, asked: &Asked<'_>) {
        let f = asked.filter;
        let Sight::Units { offices, units, .. } = asked.sight else { return };
        if f.part != Some(Part::Lead) || f.unit.is_some() || !f.area.is_empty() {
            return;
        }
        let mut ways = Vec::new();
        for (column, among) in [("office", offices), ("lead", units)] {
            if !among.is_empty() {
                ways.push(format!("m.{column} IN ({})", self.one_of(among)));
            }
        }
        self.and(&format!("({})", ways.join(" OR ")));
    }

    /// What core's `late` says: a step whose limit has passed, of the units that are asked for, or a deadline that
    /// has, while the matter is in its units' hands.
    pub(super) fn late(&mut self, asked: &Asked<'_>) {
        let f = asked.filter;
        if f.late.is_empty() {
            return;
        }
        let now = self.bind(Value::Int(asked.now.0));
        let (table, id) = if self.by_shares { ("a", "a.matter") } else { ("m", "m.id") };
        let mut ways = Vec::new();
        let steps: Vec<&str> = f.late.iter().filter_map(|late| late.step()).map(|step| step.code()).collect();
        if !steps.is_empty() {
            let mut rule = format!("t.kind IN ('{}') AND t.by_at <= {now}", steps.join("', '"));
            if let Some(unit) = f.unit {
                rule.push_str(&format!(" AND t.unit = {}", self.text(unit)));
            } else if !f.area.is_empty() {
                rule.push_str(&format!(" AND t.unit IN ({})", self.one_of(&f.area)));
            } else if let Sight::Units { offices, units, .. } = asked.sight {
                // Whose business it is: a unit outside the reader's sight is others' to urge, in others' matters.
                let mut theirs = Vec::new();
                for (column, among) in [("office", offices), ("unit", units)] {
                    if !among.is_empty() {
                        theirs.push(format!("t.{column} IN ({})", self.one_of(among)));
                    }
                }
                rule.push_str(&format!(" AND ({})", theirs.join(" OR ")));
            }
            ways.push(format!("{id} IN (SELECT t.matter FROM todos t WHERE {rule})"));
        }
        if f.late.contains(&Late::Unfinished) {
            ways.push(format!("{table}.due_at <= {now}"));
        }
        // The state is put together, so that no planner takes its index for the one in the order of deadlines.
        self.and_either("phase", "= 'running'");
        self.and_also(&format!("{table}.state || '' IN {} AND ({})", *IN_HAND, ways.join(" OR ")));
    }
}
