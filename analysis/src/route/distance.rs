//! From coordinates to seconds, in whole numbers and in this one place. Each step rounds up, so a way over a third
//! place is never shorter than the direct one, as in the world.

use super::fixed::{self, Fixed, ONE, PI};

/// The earth's mean radius in metres (IUGG).
const EARTH_M: Fixed = 6_371_009;

/// A point of the plane, in metres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// To the east.
    pub x: i64,
    /// To the north.
    pub y: i64,
}

/// A point of the globe, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Longitude, −180 to 180 degrees.
    pub lon: i64,
    /// Latitude, −90 to 90 degrees.
    pub lat: i64,
}

/// A spot as a point of the unit sphere: what is worked out once a place and not once a pair.
#[derive(Clone, Copy, Debug)]
pub struct Direction([Fixed; 3]);

impl From<Spot> for Direction {
    fn from(spot: Spot) -> Direction {
        let radians = |micro: i64| Fixed::from(micro) * PI / 180_000_000;
        let (lon, lat) = (radians(spot.lon), radians(spot.lat));
        let across = fixed::cos(lat);
        Direction([
            fixed::times(across, fixed::cos(lon)),
            fixed::times(across, fixed::sin(lon)),
            fixed::sin(lat),
        ])
    }
}

/// Metres between two points as the crow flies, rounded up. Coordinates are within ±10¹² m.
pub fn in_plane(a: Point, b: Point) -> i64 {
    let (dx, dy) = (i128::from(a.x - b.x), i128::from(a.y - b.y));
    let square = (dx * dx + dy * dy) as u128;
    let root = square.isqrt();
    (root + u128::from(root * root < square)) as i64
}

/// Metres along the great circle through two places, rounded up.
pub fn on_globe(a: &Direction, b: &Direction) -> i64 {
    // The squares keep their 80 binary places: neighbours would vanish in 40.
    let square: Fixed = a.0.iter().zip(&b.0).map(|(a, b)| (a - b) * (a - b)).sum();
    let chord = square.unsigned_abs().isqrt() as Fixed;
    let angle = 2 * fixed::asin(chord / 2);
    ((angle * EARTH_M + ONE - 1) / ONE) as i64
}

/// How fast one gets on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Metres an hour, at least 1.
    pub metres_per_hour: i64,
    /// Length of the road in percent of the straight line, at least 100.
    pub detour_percent: i64,
}

impl Pace {
    /// Seconds for so many metres as the crow flies, rounded up.
    pub fn seconds(&self, metres: i64) -> i64 {
        let road = i128::from(metres) * i128::from(self.detour_percent) * 3600;
        let hour = i128::from(self.metres_per_hour.max(1)) * 100;
        i64::try_from((road + hour - 1) / hour).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spot(lon: f64, lat: f64) -> Spot {
        Spot { lon: (lon * 1e6) as i64, lat: (lat * 1e6) as i64 }
    }

    fn haversine(a: Spot, b: Spot) -> f64 {
        let radians = |micro: i64| (micro as f64 / 1e6).to_radians();
        let (dlat, dlon) = (radians(b.lat - a.lat) / 2.0, radians(b.lon - a.lon) / 2.0);
        let h = dlat.sin().powi(2) + radians(a.lat).cos() * radians(b.lat).cos() * dlon.sin().powi(2);
        2.0 * EARTH_M as f64 * h.sqrt().min(1.0).asin()
    }

    #[test]
    fn a_known_way_has_its_length() {
        // Quanzhou's and Xiamen's railway stations.
        let metres = on_globe(&spot(118.5894, 24.9089).into(), &spot(118.0728, 24.6380).into());
        assert!((59_000..61_500).contains(&metres), "{metres}");
        assert_eq!(in_plane(Point { x: 0, y: 0 }, Point { x: 3000, y: -4000 }), 5000);
        assert_eq!(in_plane(Point { x: 0, y: 0 }, Point { x: 1, y: 1 }), 2);
        assert_eq!(Pace { metres_per_hour: 36_000, detour_percent: 130 }.seconds(1000), 130);
    }

    proptest! {
        #[test]
        fn the_globe_agrees_with_the_haversine(
            a in (-180_000_000i64..=180_000_000, -90_000_000i64..=90_000_000),
            b in (-180_000_000i64..=180_000_000, -90_000_000i64..=90_000_000),
            near in any::<bool>(),
        ) {
            let a = Spot { lon: a.0, lat: a.1 };
            let b = if near {
                Spot { lon: (a.lon + b.0 / 500).clamp(-180_000_000, 180_000_000), lat: (a.lat + b.1 / 500).clamp(-90_000_000, 90_000_000) }
            } else {
                Spot { lon: b.0, lat: b.1 }
            };
            let (ours, theirs) = (on_globe(&a.into(), &b.into()) as f64, haversine(a, b));
            let allowed = if near { 2.0 } else { 30.0 }; // the haversine itself is weak near the antipode
            prop_assert!((ours - theirs).abs() <= allowed, "{ours} {theirs}");
        }

        #[test]
        fn a_way_over_a_third_place_is_never_shorter(p in prop::array::uniform3((-50_000i64..50_000, -50_000i64..50_000)), speed in 1_000i64..120_000) {
            let [a, b, c] = p.map(|(x, y)| Point { x, y });
            let pace = Pace { metres_per_hour: speed, detour_percent: 125 };
            let way = |a, b| pace.seconds(in_plane(a, b));
            prop_assert!(way(a, c) <= way(a, b) + way(b, c));
        }
    }
}
