//! Sudden rises: more people in the last days than the weeks before and the same season let expect, by more than chance
//! does, with an answer for all series looked at together.
//!
//! A rate that was seen for some weeks is itself uncertain: what a Poisson rate with that history lets expect next is
//! negative binomial (Gelman and others, Bayesian Data Analysis, 2.6). Weeks of one series also differ more than Poisson
//! says (holidays, weather, a news item); how much more is learnt from all series together. Of all p-values those stand
//! that Benjamini and Hochberg (1995) let stand: of the bursts called, at most `false_share` are chance on average.

use super::Thresholds;

/// Different people a day, for one category or group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    /// Day (counted from anywhere) and how many different people wrote on it; days in order, without zeros.
    pub days: Vec<(i32, u32)>,
}

/// What was found about one series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// People in the last window.
    pub now: u32,
    /// People that the weeks before let expect.
    pub expected: f64,
    /// People that the same season of last year lets expect; nothing where there is no last year.
    pub season: Option<f64>,
    /// The chance to see so many or more without a rise.
    pub chance: f64,
    /// Whether it stands after looking at all series together.
    pub burst: bool,
}

/// Judges all series on the day `today`. `first` is the first day that was recorded.
#[must_use]
pub fn rises(series: &[Series], first: i32, today: i32, thresholds: &Thresholds) -> Vec<Rise> {
    let window = thresholds.burst_days;
    let weeks = weeks_before(first, today, thresholds);
    let histories: Vec<Vec<u32>> = series
        .iter()
        .map(|s| {
            (1..=weeks)
                .map(|week| s.between(today - (week + 1) * window + 1, today - week * window))
                .collect()
        })
        .collect();
    let extra = extra_spread(&histories);
    let grown = growth(series, first, today, window);
    let mut rises: Vec<Rise> = series
        .iter()
        .zip(&histories)
        .map(|(s, history)| s.rise(history, extra, grown, today, thresholds))
        .collect();
    let stands =
        false_discoveries(&rises.iter().map(|r| r.chance).collect::<Vec<_>>(), thresholds.false_share);
    for rise in &mut rises {
        rise.burst = rise.chance <= stands && rise.now >= thresholds.burst_people;
    }
    rises
}

/// How many whole windows of history there are, at most as many as are wanted.
fn weeks_before(first: i32, today: i32, thresholds: &Thresholds) -> i32 {
    ((today - first + 1) / thresholds.burst_days - 1).clamp(0, thresholds.burst_weeks)
}

impl Series {
    /// People from one day to another, both counted in.
    #[must_use]
    pub fn between(&self, from: i32, to: i32) -> u32 {
        let at = |day: i32| self.days.partition_point(|(d, _)| *d < day);
        self.days[at(from)..at(to + 1)].iter().map(|(_, people)| people).sum()
    }

    fn rise(
        &self,
        history: &[u32],
        extra: f64,
        grown: Option<f64>,
        today: i32,
        thresholds: &Thresholds,
    ) -> Rise {
        let window = thresholds.burst_days;
        let now = self.between(today - window + 1, today);
        let seen: u32 = history.iter().sum();
        let weeks = history.len() as f64;
        let expected = if history.is_empty() { f64::NAN } else { (f64::from(seen) + 0.5) / weeks };
        let season = grown.map(|grown| {
            let around = self.between(today - YEAR - 2 * window + 1, today - YEAR + window);
            f64::from(around) / 3.0 * grown
        });
        let least = season.map_or(expected, |season| expected.max(season));
        let size = (f64::from(seen) + 0.5).min(extra);
        let chance = if history.len() < 2 { 1.0 } else { at_least(now, least, size) };
        Rise { now, expected, season, chance, burst: false }
    }
}

/// Days after which a season comes again, on the same day of the week.
const YEAR: i32 = 364;

/// How much more is written now than a year ago: a season's figure is brought to this year's level.
fn growth(series: &[Series], first: i32, today: i32, window: i32) -> Option<f64> {
    if first > today - YEAR - 2 * window {
        return None;
    }
    let all = |from: i32, to: i32| series.iter().map(|s| f64::from(s.between(from, to))).sum::<f64>();
    let (now, then) =
        (all(today - 8 * window, today - window), all(today - YEAR - 8 * window, today - YEAR - window));
    Some(if then > 0.0 { (now / then).clamp(0.25, 4.0) } else { 1.0 })
}

/// The size of a negative binomial that spreads as the weeks of all series do; infinite where they spread as Poisson.
fn extra_spread(histories: &[Vec<u32>]) -> f64 {
    let (mut squares, mut excess) = (0.0, 0.0);
    for history in histories.iter().filter(|h| h.len() >= 3) {
        let count = history.len() as f64;
        let mean = history.iter().map(|n| f64::from(*n)).sum::<f64>() / count;
        let spread = history.iter().map(|n| (f64::from(*n) - mean).powi(2)).sum::<f64>() / (count - 1.0);
        squares += mean * mean;
        excess += spread - mean;
    }
    if excess > 0.0 { (squares / excess).max(0.2) } else { f64::INFINITY }
}

/// The chance that a negative binomial of this mean and size (Poisson where infinite) is `count` or more.
fn at_least(count: u32, mean: f64, size: f64) -> f64 {
    if count == 0 || mean.is_nan() {
        return 1.0;
    }
    let stay = if size.is_finite() { mean / (mean + size) } else { 0.0 };
    let mut term = if size.is_finite() { -size * (1.0 + mean / size).ln() } else { -mean };
    let mut below = term.exp();
    for k in 1..count {
        let k = f64::from(k);
        term += if size.is_finite() { ((k - 1.0 + size) / k * stay).ln() } else { (mean / k).ln() };
        below += term.exp();
    }
    (1.0 - below).max(1e-16)
}

/// The largest p-value that stands.
fn false_discoveries(chances: &[f64], share: f64) -> f64 {
    let mut sorted = chances.to_vec();
    sorted.sort_by(f64::total_cmp);
    let all = sorted.len() as f64;
    let stands = |(rank, chance): &(usize, f64)| *chance <= (*rank as f64 + 1.0) / all * share;
    sorted.into_iter().enumerate().rfind(stands).map_or(-1.0, |(_, chance)| chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weekly(people: &[u32]) -> Series {
        let days =
            people.iter().enumerate().filter(|(_, n)| **n > 0).map(|(week, n)| (week as i32 * 7 + 6, *n));
        Series { days: days.collect() }
    }

    #[test]
    fn tails_are_what_a_table_says() {
        assert!((at_least(5, 2.0, f64::INFINITY) - 0.052_653).abs() < 1e-5);
        assert!((at_least(3, 2.0, 1.0) - (2.0f64 / 3.0).powi(3)).abs() < 1e-12); // size 1 is geometric
    }

    #[test]
    fn a_rise_is_called_and_a_steady_series_is_not() {
        let steady = weekly(&[4, 6, 5, 4, 5, 6, 4, 5, 5]);
        let risen = weekly(&[4, 6, 5, 4, 5, 6, 4, 5, 24]);
        let new = weekly(&[0, 0, 0, 0, 0, 0, 0, 0, 9]);
        let rises = rises(&[steady, risen, new], 0, 62, &Thresholds::default());
        assert_eq!(rises.iter().map(|r| r.burst).collect::<Vec<_>>(), [false, true, true], "{rises:?}");
        assert_eq!(rises[1].now, 24);
    }

    #[test]
    fn what_every_season_brings_is_no_burst() {
        let mut people = vec![3u32; 61];
        for week in [7, 8, 9] {
            people[week] = 20; // the same weeks a year before
        }
        people[60] = 20;
        let usual: Vec<Series> = (0..5).map(|_| weekly(&vec![3; 61])).collect();
        let all: Vec<Series> = usual.into_iter().chain([weekly(&people)]).collect();
        let rise = rises(&all, 0, 60 * 7 + 6, &Thresholds::default())[5];
        assert!(!rise.burst && rise.season.is_some_and(|s| s > 15.0), "{rise:?}");
    }

    #[test]
    fn of_many_steady_series_hardly_any_is_called() {
        let mut state = 1u64;
        let mut dice = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1u32 << 31)
        };
        let mut poisson = |mean: f64| {
            let (limit, mut product, mut count) = ((-mean).exp(), dice(), 0);
            while product > limit {
                product *= dice();
                count += 1;
            }
            count
        };
        let all: Vec<Series> =
            (0..500).map(|_| weekly(&(0..9).map(|_| poisson(4.0)).collect::<Vec<_>>())).collect();
        let called = rises(&all, 0, 62, &Thresholds::default()).iter().filter(|r| r.burst).count();
        assert!(called <= 2, "{called}");
    }

    #[test]
    fn without_weeks_before_nothing_can_be_told() {
        let rise = rises(&[weekly(&[9])], 0, 6, &Thresholds::default())[0];
        assert!(!rise.burst && rise.chance == 1.0);
    }
}
