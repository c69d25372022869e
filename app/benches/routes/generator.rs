//! Instances in the manner of Solomon's RC2 (1987), shaped like RC208: a square of 100 by 100, half of the sites in
//! clusters and half anywhere, one depot with 25 vehicles of capacity 1,000, a horizon of 960, service 10, and a window
//! of a width of 400 to 800 for every site. A unit is a kilometre and ten seconds, so travel in seconds is ten times
//! the distance, each way rounded up.

use serde_json::{Value, json};

/// The side, in tenths of a kilometre.
const SIDE: i64 = 1000;
const HORIZON: i64 = 9600;
const SERVICE: i64 = 100;

/// Instance `seed` with so many sites, as a file of sites.
pub fn rc2(seed: u64, count: usize) -> Value {
    let mut random = Stream(seed);
    let centres: Vec<Point> = (0..8).map(|_| (random.within(50, 950), random.within(50, 950))).collect();
    let places: Vec<Point> = (0..count)
        .map(|index| match index % 2 {
            0 => {
                let centre = centres[random.within(0, 8) as usize];
                random.around(centre)
            }
            _ => (random.within(0, SIDE + 1), random.within(0, SIDE + 1)),
        })
        .collect();
    let depot = (400, 500);
    let sites: Vec<Value> = places
        .iter()
        .enumerate()
        .map(|(index, place)| {
            let there = distance(depot, *place);
            let latest = HORIZON - there - SERVICE;
            let (centre, half) = (random.within(there, latest), random.within(4000, 8000) / 2);
            json!({
                "name": format!("{index}"),
                "place": written(*place),
                "service": SERVICE,
                "windows": [[(centre - half).max(there), (centre + half).min(latest)]],
                "demand": random.within(1, 5) * 10,
            })
        })
        .collect();
    let squad = |number: i64| json!({ "name": format!("{number}"), "home": written(depot), "from": 0, "length": HORIZON, "capacity": 1000 });
    let squads: Vec<Value> = (1..=25).map(squad).collect();
    json!({ "travel": { "kmh": 360 }, "squads": squads, "sites": sites })
}

type Point = (i64, i64);

/// Coordinates are tenths of a kilometre.
fn written((x, y): Point) -> Value {
    json!({ "x": x as f64 / 10.0, "y": y as f64 / 10.0 })
}

/// Seconds, rounded up.
fn distance(a: Point, b: Point) -> i64 {
    let square = ((a.0 - b.0).pow(2) + (a.1 - b.1).pow(2)) as u64;
    let root = square.isqrt();
    (root + u64::from(root * root < square)) as i64
}

/// SplitMix64, so that an instance is the same for ever.
struct Stream(u64);

impl Stream {
    fn within(&mut self, from: i64, to: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        from + ((z >> 33) % (to - from) as u64) as i64
    }

    /// A point near another, more often close than far.
    fn around(&mut self, (x, y): Point) -> Point {
        let mut off = || self.within(-60, 61) + self.within(-60, 61);
        ((x + off()).clamp(0, SIDE), (y + off()).clamp(0, SIDE))
    }
}
