//! Each kind's rule.

use super::{
    About, Finding, Kind, Kinds, Row, Thresholds,
    bursts::{Series, rises},
};
use std::collections::{BTreeMap, BTreeSet};

/// Finds all kinds among the rows. `today` is the day up to which is counted; without it, the last day that occurs.
#[must_use]
pub fn find(rows: &[Row<'_>], today: Option<i32>, thresholds: &Thresholds) -> Kinds {
    let today = today.or_else(|| rows.iter().filter_map(|row| row.day).max());
    let first = rows.iter().filter_map(|row| row.day).min();
    let mut finder = Finder { rows, thresholds, kinds: Kinds::default() };
    finder.frequent(today);
    finder.burst(first.zip(today));
    finder.repeated();
    finder.mass();
    finder.hard();
    finder.plain(Kind::Sensitive, |row| row.sensitive, "文中有极端、聚集或媒体曝光的表述");
    finder.seasonal();
    finder.plain(Kind::Enterprise, |row| row.enterprise, "企业或个体经营者提出");
    finder.plain(Kind::LeftOver, |row| row.left_over, "文中写明历史遗留，或涉改制、多年前征地等");
    let mut kinds = finder.kinds;
    kinds.found.sort_by(|a, b| {
        a.kind.cmp(&b.kind).then(b.people.cmp(&a.people)).then_with(|| a.about.cmp(&b.about))
    });
    kinds
}

/// Different people a day for a category or group: someone is counted on the first day of each window of their own.
fn series(rows: &[Row<'_>], of: &[usize], window: i32) -> Series {
    let mut seen: BTreeSet<(i32, &str)> = BTreeSet::new();
    let mut days: BTreeMap<i32, u32> = BTreeMap::new();
    for &at in of {
        let (Some(day), person) = (rows[at].day, rows[at].person) else { continue };
        if person.is_empty() || seen.insert((day.div_euclid(window), person)) {
            *days.entry(day).or_default() += 1;
        }
    }
    Series { days: days.into_iter().collect() }
}

struct Finder<'a> {
    rows: &'a [Row<'a>],
    thresholds: &'a Thresholds,
    kinds: Kinds,
}

impl<'a> Finder<'a> {
    fn people(&self, rows: &[usize]) -> usize {
        let named: BTreeSet<&str> =
            rows.iter().map(|&at| self.rows[at].person).filter(|p| !p.is_empty()).collect();
        named.len() + rows.iter().filter(|&&at| self.rows[at].person.is_empty()).count()
    }

    fn add(&mut self, kind: Kind, about: About, rows: Vec<usize>, why: String) {
        let people = self.people(&rows);
        self.kinds.found.push(Finding { kind, about, rows, people, why });
    }

    fn untold(&mut self, kind: Kind, missing: &'static str) {
        self.kinds.untold.push((kind, missing));
    }

    fn by_category(&self) -> BTreeMap<&'a str, Vec<usize>> {
        let mut by: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let known = self.rows.iter().enumerate().filter(|(_, row)| !row.category.is_empty());
        known.for_each(|(at, row)| by.entry(row.category).or_default().push(at));
        by
    }

    fn by_group(&self) -> BTreeMap<u32, Vec<usize>> {
        let mut by: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            if let Some(group) = row.group {
                by.entry(group).or_default().push(at);
            }
        }
        by
    }

    fn within(&self, rows: &[usize], from: i32, to: i32) -> Vec<usize> {
        let inside = |at: &&usize| self.rows[**at].day.is_some_and(|day| (from..=to).contains(&day));
        rows.iter().filter(inside).copied().collect()
    }

    fn frequent(&mut self, today: Option<i32>) {
        let by = self.by_category();
        let (Some(today), false) = (today, by.is_empty()) else {
            return self.untold(Kind::Frequent, "缺少分类或时间");
        };
        let days = self.thresholds.frequent_days;
        let period = |rows: &[usize], end: i32| self.within(rows, end - days + 1, end);
        let mut now: Vec<(&str, Vec<usize>)> = by.iter().map(|(c, rows)| (*c, period(rows, today))).collect();
        now.retain(|(_, rows)| self.people(rows) >= self.thresholds.frequent_people);
        now.sort_by_key(|(category, rows)| (std::cmp::Reverse(self.people(rows)), *category));
        now.truncate(self.thresholds.frequent_first);
        let told: Vec<(About, Vec<usize>, String)> = now
            .into_iter()
            .map(|(category, rows)| {
                let before = self.people(&period(&by[category], today - days));
                let year = self.people(&period(&by[category], today - 364));
                let why = format!("近{days}天{}人，上期{before}人，去年同期{year}人", self.people(&rows));
                (About::Category(category.to_owned()), rows, why)
            })
            .collect();
        told.into_iter().for_each(|(about, rows, why)| self.add(Kind::Frequent, about, rows, why));
    }

    fn burst(&mut self, span: Option<(i32, i32)>) {
        let days = self.thresholds.burst_days;
        let Some((first, today)) = span.filter(|(first, today)| today - first + 1 >= 3 * days) else {
            return self.untold(Kind::Burst, "缺少时间，或此前不足两周");
        };
        let categories =
            self.by_category().into_iter().map(|(c, rows)| (About::Category(c.to_owned()), rows));
        let groups = self.by_group().into_iter().map(|(g, rows)| (About::Group(g), rows));
        let all: Vec<(About, Vec<usize>)> = categories.chain(groups).collect();
        if all.is_empty() {
            return self.untold(Kind::Burst, "缺少分类和分组");
        }
        let series: Vec<Series> = all.iter().map(|(_, rows)| series(self.rows, rows, days)).collect();
        for ((about, rows), rise) in all.into_iter().zip(rises(&series, first, today, self.thresholds)) {
            if rise.burst {
                let season = rise.season.map_or(String::new(), |s| format!("，去年同季约{s:.1}人"));
                let why = format!("近{days}天{}人，此前每{days}天约{:.1}人{season}", rise.now, rise.expected);
                let rows = self.within(&rows, today - days + 1, today);
                self.add(Kind::Burst, about, rows, why);
            }
        }
    }

    fn repeated(&mut self) {
        let known = |row: &Row<'_>| !row.person.is_empty() && row.day.is_some() && row.group.is_some();
        if !self.rows.iter().any(known) {
            return self.untold(Kind::Repeated, "缺少诉求人、时间或分组");
        }
        let mut by: BTreeMap<(&str, u32), Vec<(i32, usize)>> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            if let (Some(day), Some(group), false) = (row.day, row.group, row.person.is_empty()) {
                by.entry((row.person, group)).or_default().push((day, at));
            }
        }
        let (days, times) = (self.thresholds.repeated_days, self.thresholds.repeated_times);
        for ((person, group), mut said) in by {
            said.sort_unstable();
            let most = said
                .iter()
                .map(|(day, _)| said.iter().filter(|(other, _)| (*day..*day + days).contains(other)).count());
            let most = most.max().unwrap_or(0);
            if most >= times {
                let rows = said.into_iter().map(|(_, at)| at).collect();
                let why = format!("同一人同一事，{days}天内最多{most}次");
                self.add(Kind::Repeated, About::Person(person.to_owned(), group), rows, why);
            }
        }
    }

    fn mass(&mut self) {
        if !self.rows.iter().any(|row| row.group.is_some() && !row.person.is_empty()) {
            return self.untold(Kind::Mass, "缺少诉求人或分组");
        }
        for (group, rows) in self.by_group() {
            let people = self.people(&rows);
            if people >= self.thresholds.mass_people {
                self.add(Kind::Mass, About::Group(group), rows, format!("同一事项{people}人"));
            }
        }
    }

    fn hard(&mut self) {
        let told = |row: &Row<'_>| {
            row.returns.is_some() || row.redone.is_some() || row.overdue.is_some() || row.disputed.is_some()
        };
        if !self.rows.iter().any(told) {
            return self.untold(Kind::Hard, "缺少退回次数、重办次数、是否逾期、职责争议等栏");
        }
        let (returns, redone) = (self.thresholds.returns, self.thresholds.redone);
        let hard = |row: &Row<'_>| {
            row.returns.is_some_and(|n| n >= returns)
                || row.redone.is_some_and(|n| n >= redone)
                || row.overdue == Some(true)
                || row.disputed == Some(true)
        };
        let why = format!("退回{returns}次以上、重办{redone}次以上、逾期或职责有争议");
        let rows: Vec<usize> = (0..self.rows.len()).filter(|&at| hard(&self.rows[at])).collect();
        if !rows.is_empty() {
            self.add(Kind::Hard, About::All, rows, why);
        }
    }

    fn plain(&mut self, kind: Kind, is: impl Fn(&Row<'_>) -> bool, why: &str) {
        let rows: Vec<usize> = (0..self.rows.len()).filter(|&at| is(&self.rows[at])).collect();
        if !rows.is_empty() {
            self.add(kind, About::All, rows, why.to_owned());
        }
    }

    /// In each of several years, the same month had more than its usual share of the category's people.
    fn seasonal(&mut self) {
        let by = self.by_category();
        let everything: Vec<usize> = (0..self.rows.len()).collect();
        let all = self.by_month(&everything);
        let years: BTreeSet<i16> = all.keys().map(|(year, _)| *year).collect();
        if by.is_empty() || years.len() < self.thresholds.season_years {
            return self.untold(Kind::Seasonal, "缺少分类，或记录不足两年");
        }
        for (category, rows) in by {
            let here = self.by_month(&rows);
            for month in 1..=12 {
                let peaks: Vec<i16> =
                    years.iter().copied().filter(|y| self.peak(&here, &all, *y, month)).collect();
                if peaks.len() >= self.thresholds.season_years {
                    let rows = peaks.iter().flat_map(|year| here[&(*year, month)].0.clone()).collect();
                    let why = format!("{}个年份的{month}月都明显多于平常", peaks.len());
                    self.add(Kind::Seasonal, About::Category(category.to_owned()), rows, why);
                }
            }
        }
    }

    /// Rows and people of each month.
    fn by_month(&self, rows: &[usize]) -> Months {
        let mut months = Months::new();
        for &at in rows {
            if let Some(month) = self.rows[at].month {
                months.entry(month).or_default().0.push(at);
            }
        }
        months.values_mut().for_each(|(rows, people)| *people = self.people(rows));
        months
    }

    /// Whether a year's month stood out: its share of the category's people in that year, against the month's share of
    /// all people.
    fn peak(&self, here: &Months, all: &Months, year: i16, month: i8) -> bool {
        let of = |months: &Months| months.get(&(year, month)).map_or(0, |(_, people)| *people);
        let in_year = |months: &Months| {
            months.range((year, 1)..=(year, 12)).map(|(_, (_, people))| people).sum::<usize>()
        };
        of(here) >= self.thresholds.season_people
            && (of(here) * in_year(all)) as f64
                >= self.thresholds.season_share * (in_year(here) * of(all)) as f64
    }
}

/// For each year and month its rows and how many people wrote them.
type Months = BTreeMap<(i16, i8), (Vec<usize>, usize)>;
