//! What is counted of a matter (指标), and how a total is told.

use serde::{Deserialize, Serialize};

/// Something counted (指标), in thousandths of its unit so that 0.5 km stays exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// What is counted.
    pub name: String,
    /// In what unit (个、万元).
    pub measure: String,
    /// The year's goal, in thousandths.
    pub goal: i64,
    /// Done so far, in thousandths.
    pub done: i64,
}

impl Indicator {
    /// The most that is counted, in thousandths: it fits a number of RFC 8785 text exactly.
    pub const MOST: i64 = 1_000_000_000_000_000;

    /// Whether goal and total lie between 0 and [`Indicator::MOST`].
    pub fn is_countable(&self) -> bool {
        [self.goal, self.done].iter().all(|n| (0..=Indicator::MOST).contains(n))
    }

    /// Whether it is counted in whole pieces (座、个、户): nobody builds a hundredth of a bridge.
    pub fn is_in_pieces(&self) -> bool {
        const PIECES: &str =
            "座 个 处 台 套 件 条 项 家 户 人 人次 场 次 所 间 辆 栋 幢 盏 名 位 份 宗 起 个村 个小区";
        PIECES.split(' ').any(|piece| piece == self.measure.trim())
    }

    /// A total as it is told: of pieces only the whole ones.
    pub fn told(&self, total: i64) -> i64 {
        if self.is_in_pieces() { total / 1_000 * 1_000 } else { total }
    }
}
