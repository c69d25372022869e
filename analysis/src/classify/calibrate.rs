//! From margins to confidence, in two steps fitted to margins of decisions that the machine had not seen.
//!
//! `softmax(slope · margin + lift of the label)` gives every label its share (temperature scaling with a lift per label;
//! Guo and others, 2017). Some decisions go against all their words (a slip, another reason), so the surest shares claim too
//! much; what the first label's share is truly worth is read off a rising line through how often such shares were
//! right (isotonic regression; Zadrozny and Elkan, 2002), and the other labels divide the rest.

/// Rounds of fitting the shares; it has long settled by then.
const ROUNDS: usize = 60;
/// How strongly lifts are held near 0, in decisions.
const HOLD: f64 = 2.0;
/// Decisions between two points of the line, and points at most.
const APART: usize = 60;
const POINTS: usize = 40;

/// The slope, each label's lift, and what the first label's share is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    pub(super) slope: f32,
    pub(super) lifts: Vec<f32>,
    /// Shares and how often they were right, both rising; empty where there were too few decisions to tell.
    pub(super) worth: Vec<(f32, f32)>,
}

impl Calibration {
    /// Fits to `margins` (one for each label in each row) and the label that each row truly has. A slope of two is what
    /// there is without rows.
    #[must_use]
    pub fn fit(margins: &[Vec<f32>], truth: &[usize], labels: usize) -> Calibration {
        let mut fitted = Calibration { slope: 2.0, lifts: vec![0.0; labels], worth: Vec::new() };
        for _ in 0..ROUNDS {
            fitted.improve(margins, truth);
        }
        let claims = margins.iter().zip(truth).map(|(row, own)| {
            let shares = fitted.shares(row);
            let first = first(&shares);
            (shares[first], first == *own)
        });
        fitted.worth = worth(claims.collect());
        fitted
    }

    /// One damped Newton step on the slope and, by itself, on each lift.
    fn improve(&mut self, margins: &[Vec<f32>], truth: &[usize]) {
        let (mut slope, mut bend) = (0.0f64, 1e-6f64);
        let mut pull: Vec<(f64, f64)> =
            self.lifts.iter().map(|lift| (HOLD * f64::from(*lift), HOLD)).collect();
        for (row, &own) in margins.iter().zip(truth) {
            let shares = self.shares(row);
            let of = |f: &dyn Fn(f64) -> f64| -> f64 {
                row.iter().zip(&shares).map(|(margin, share)| f64::from(*share) * f(f64::from(*margin))).sum()
            };
            let mean = of(&|m| m);
            slope += mean - f64::from(row[own]);
            bend += of(&|m| (m - mean) * (m - mean));
            for (label, share) in shares.iter().map(|share| f64::from(*share)).enumerate() {
                pull[label].0 += share - f64::from(u8::from(label == own));
                pull[label].1 += share * (1.0 - share);
            }
        }
        self.slope = (f64::from(self.slope) - (slope / bend).clamp(-1.0, 1.0)).clamp(0.1, 50.0) as f32;
        for (lift, (by, bend)) in self.lifts.iter_mut().zip(pull) {
            *lift -= (0.5 * by / bend).clamp(-0.5, 0.5) as f32;
        }
    }

    /// The confidence in each label; they sum to one.
    #[must_use]
    pub fn confidences(&self, margins: &[f32]) -> Vec<f32> {
        let mut shares = self.shares(margins);
        let first = first(&shares);
        let (claimed, others) = (shares[first], shares.len() as f32 - 1.0);
        let Some(worth) = self.worth_of(claimed).filter(|_| others > 0.0) else { return shares };
        let rest: f32 =
            shares.iter().enumerate().filter(|(label, _)| *label != first).map(|(_, share)| share).sum();
        let left = 1.0 - worth;
        for (label, share) in shares.iter_mut().enumerate() {
            *share = match label == first {
                true => worth,
                false if rest > 1e-6 => *share * left / rest,
                false => left / others,
            };
        }
        shares
    }

    fn shares(&self, margins: &[f32]) -> Vec<f32> {
        let raised: Vec<f32> =
            margins.iter().zip(&self.lifts).map(|(m, lift)| self.slope * m + lift).collect();
        let most = raised.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let shares: Vec<f32> = raised.iter().map(|r| (r - most).exp()).collect();
        let sum: f32 = shares.iter().sum();
        shares.iter().map(|share| share / sum).collect()
    }

    /// Read off the line; before its first point in proportion, behind its last as there.
    fn worth_of(&self, claimed: f32) -> Option<f32> {
        let after = self.worth.partition_point(|(share, _)| *share < claimed);
        let (to, right) = self.worth.get(after).copied().or_else(|| self.worth.last().copied())?;
        let (from, below) = if after == 0 { (0.0, 0.0) } else { self.worth[after - 1] };
        let way = if to > from { ((claimed - from) / (to - from)).clamp(0.0, 1.0) } else { 1.0 };
        Some(below + (right - below) * way)
    }
}

fn first(shares: &[f32]) -> usize {
    let better = |best: usize, label: usize| if shares[label] > shares[best] { label } else { best };
    (0..shares.len()).fold(0, better)
}

/// Points of the line: claims in portions of equal size, each with its mean share and how many were right; portions that
/// fall behind an earlier one are pooled with it (pool adjacent violators).
fn worth(mut claims: Vec<(f32, bool)>) -> Vec<(f32, f32)> {
    claims.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let portions = (claims.len() / APART).min(POINTS);
    let mut pools: Vec<(f64, f64, f64)> = Vec::new();
    for portion in 0..portions {
        let span = portion * claims.len() / portions..(portion + 1) * claims.len() / portions;
        let of = &claims[span];
        let share = of.iter().map(|(share, _)| f64::from(*share)).sum();
        let right = of.iter().filter(|(_, right)| *right).count() as f64;
        pools.push((of.len() as f64, share, right));
        while let [.., (n, share, right), last] = pools[..]
            && right / n >= last.2 / last.0
        {
            pools.truncate(pools.len() - 2);
            pools.push((n + last.0, share + last.1, right + last.2));
        }
    }
    pools.into_iter().map(|(n, share, right)| ((share / n) as f32, (right / n) as f32)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_that_fall_back_are_pooled() {
        let claims = (0..240).map(|n| (n as f32 / 240.0, n % 60 < [10, 30, 20, 50][n / 60]));
        let points = worth(claims.collect());
        assert_eq!(points.len(), 3, "{points:?}");
        assert!(
            (points[1].1 - 50.0 / 120.0).abs() < 1e-6 && points.is_sorted_by(|a, b| a.1 < b.1),
            "{points:?}"
        );
        assert!(worth(vec![(0.5, true); 20]).is_empty());
    }

    #[test]
    fn the_line_is_read_between_its_points_and_the_others_divide_the_rest() {
        let worth = vec![(0.5, 0.6), (0.9, 0.8)];
        let calibration = Calibration { slope: 1.0, lifts: vec![0.0; 3], worth };
        let of = |claimed| calibration.worth_of(claimed).unwrap();
        for (claimed, right) in [(0.25, 0.3), (0.5, 0.6), (0.7, 0.7), (0.9, 0.8), (1.0, 0.8)] {
            assert!((of(claimed) - right).abs() < 1e-5, "{claimed}: {}", of(claimed));
        }
        let confidences = calibration.confidences(&[9.0, 1.0, 0.0]);
        assert!((confidences[0] - 0.8).abs() < 1e-3 && confidences[1] > confidences[2]);
        assert!((confidences.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
