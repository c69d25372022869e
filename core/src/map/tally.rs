//! A county's or unit's lights as numbers, their shares, and the colour that they give it on the map.

use crate::{matters::Light, shares::share};

/// So many running matters a ranking asks for: with fewer, a single red light is a share of a half or all, and says
/// nothing about pace.
pub const RANKED_FROM: i64 = 3;

/// How many matters show which light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// 红
    pub red: i64,
    /// 黄
    pub yellow: i64,
    /// 绿
    pub green: i64,
    /// 灰
    pub grey: i64,
    /// Struck off.
    pub done: i64,
}

impl Tally {
    /// Counts `n` more under `light`.
    pub fn add(&mut self, light: Light, n: i64) {
        match light {
            Light::Red => self.red += n,
            Light::Yellow => self.yellow += n,
            Light::Green => self.green += n,
            Light::Grey => self.grey += n,
            Light::Done => self.done += n,
        }
    }

    /// Under one light.
    pub fn under(&self, light: Light) -> i64 {
        match light {
            Light::Red => self.red,
            Light::Yellow => self.yellow,
            Light::Green => self.green,
            Light::Grey => self.grey,
            Light::Done => self.done,
        }
    }

    /// Matters whose clock runs: what shares are of. Resting and struck-off ones say nothing about pace.
    pub fn running(&self) -> i64 {
        self.red + self.yellow + self.green
    }

    /// The share of red ones among the running, in basis points; none where nothing runs.
    pub fn red_share(&self) -> Option<i64> {
        share(self.red, self.running())
    }

    /// The share of green ones (on time) among the running, in basis points.
    pub fn on_time_share(&self) -> Option<i64> {
        share(self.green, self.running())
    }

    /// The place in a ranking: the largest share of red first, then of yellow, then the most matters.
    /// Who has fewer than [`RANKED_FROM`] running isn't ranked.
    pub fn rank(&self) -> Option<(i64, i64, i64)> {
        if self.running() < RANKED_FROM {
            return None;
        }
        Some((-self.red_share()?, -share(self.yellow, self.running())?, -self.running()))
    }

    /// How the map colours it.
    pub fn heat(&self) -> Heat {
        match self.red_share() {
            None => Heat::Nothing,
            Some(0) => Heat::Calm,
            Some(share) if share < 500 => Heat::Mild,
            Some(share) if share < 1_500 => Heat::Warm,
            Some(share) if share < 3_000 => Heat::Hot,
            Some(_) => Heat::Burning,
        }
    }
}

/// The steps of the map's colour: the share of red lights among the running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heat {
    /// Nothing is running.
    Nothing,
    /// None is red.
    Calm,
    /// Below 5 %.
    Mild,
    /// Below 15 %.
    Warm,
    /// Below 30 %.
    Hot,
    /// 30 % and more.
    Burning,
}

impl Heat {
    /// Every step, in order.
    pub const ALL: [Heat; 6] = [Heat::Nothing, Heat::Calm, Heat::Mild, Heat::Warm, Heat::Hot, Heat::Burning];

    /// Stable code, which a stylesheet knows.
    pub fn code(self) -> &'static str {
        match self {
            Heat::Nothing => "nothing",
            Heat::Calm => "calm",
            Heat::Mild => "mild",
            Heat::Warm => "warm",
            Heat::Hot => "hot",
            Heat::Burning => "burning",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_what_is_running() {
        let tally = Tally { red: 1, yellow: 1, green: 6, grey: 5, done: 90 };
        assert_eq!(
            (tally.running(), tally.red_share(), tally.on_time_share()),
            (8, Some(1_250), Some(7_500))
        );
        let resting = Tally { grey: 2, done: 9, ..Tally::default() };
        assert_eq!((resting.red_share(), resting.rank(), resting.heat()), (None, None, Heat::Nothing));
    }

    #[test]
    fn the_most_behind_comes_first_whatever_its_size() {
        let small = Tally { red: 2, green: 1, ..Tally::default() };
        let large = Tally { red: 5, green: 95, ..Tally::default() };
        let calm = Tally { green: 3, ..Tally::default() };
        let late = Tally { yellow: 1, green: 2, ..Tally::default() };
        let mut places = [calm, large, late, small];
        places.sort_by_key(Tally::rank);
        assert_eq!(places, [small, large, late, calm]);
        let single = Tally { red: 1, ..Tally::default() };
        let two = Tally { red: 2, ..Tally::default() };
        assert_eq!((single.rank(), two.rank()), (None, None), "one red light is no pace");
    }

    #[test]
    fn heat_rises_with_the_share_of_red() {
        let heat = |red, green| Tally { red, green, ..Tally::default() }.heat();
        assert_eq!(
            [heat(0, 9), heat(4, 96), heat(5, 95), heat(15, 85), heat(30, 70)],
            [Heat::Calm, Heat::Mild, Heat::Warm, Heat::Hot, Heat::Burning]
        );
        let mut tally = Tally::default();
        tally.add(Light::Yellow, 2);
        assert_eq!((tally.under(Light::Yellow), tally.running()), (2, 2));
    }
}
