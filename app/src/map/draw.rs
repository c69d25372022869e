//! The county map as a drawing: outlines on a sheet a thousand units wide, and a place for each name.

use super::labels::{Rings, places};
use bangdu_core::map::{CountyMap, Point, Shape};
use std::fmt::Write;

/// Width of the sheet.
const WIDTH: f64 = 1_000.0;
/// Blank edge around the shapes.
const EDGE: f64 = 12.0;

/// A map that is ready to be placed on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// Height of the sheet.
    pub height: i32,
    /// The shapes; empty where no map was imported.
    pub outlines: Vec<Outline>,
    /// The file that it was read from.
    pub file: String,
}

/// One shape of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// The shape's name and code.
    pub shape: Shape,
    /// An SVG path.
    pub path: String,
    /// Where its name stands.
    pub at: (i32, i32),
    /// Whether it has room for its name on a small screen.
    pub wide: bool,
    /// Where in the shape the line to the name begins, if the name stands beside the map.
    pub lead: Option<(i32, i32)>,
}

impl Drawing {
    /// The drawing of a map. At a city's size a degree of longitude is as much shorter than one of latitude as the
    /// cosine says; no other projection is needed.
    pub fn of(map: CountyMap) -> Drawing {
        let points = || map.shapes.iter().flat_map(|shape| shape.rings.iter().flatten());
        let Some(bounds) = Bounds::of(points()) else { return Drawing::default() };
        let sheet = Sheet::of(&bounds);
        let file = map.file;
        let (mut outlines, rings): (Vec<Outline>, Vec<Rings>) =
            map.shapes.into_iter().map(|shape| sheet.outline(shape)).unzip();
        let asked: Vec<(&Rings, usize)> =
            rings.iter().zip(&outlines).map(|(rings, one)| (rings, one.shape.name.chars().count())).collect();
        let found = places(&asked, sheet.height);
        for (outline, place) in outlines.iter_mut().zip(found) {
            let whole = |(x, y): (f64, f64)| (whole(x), whole(y));
            if let Some(place) = place {
                (outline.at, outline.wide) = (whole(place.at), place.wide);
                outline.lead = place.lead.map(whole);
            }
        }
        part(&mut outlines);
        Drawing { height: whole(sheet.height), outlines, file }
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.outlines.is_empty()
    }
}

/// The edges of some points.
struct Bounds {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Bounds {
    fn of<'a>(points: impl Iterator<Item = &'a Point>) -> Option<Bounds> {
        points.fold(None, |bounds: Option<Bounds>, (x, y)| {
            let (x, y) = (f64::from(*x), f64::from(*y));
            Some(match bounds {
                None => Bounds { west: x, east: x, south: y, north: y },
                Some(b) => Bounds {
                    west: b.west.min(x),
                    east: b.east.max(x),
                    south: b.south.min(y),
                    north: b.north.max(y),
                },
            })
        })
    }
}

/// From degrees to the sheet.
struct Sheet {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
    height: f64,
}

impl Sheet {
    fn of(bounds: &Bounds) -> Sheet {
        let middle = f64::midpoint(bounds.south, bounds.north) / 100_000.0;
        let narrow = middle.to_radians().cos().max(0.01);
        let across = (WIDTH - 2.0 * EDGE) / (bounds.east - bounds.west).max(1.0);
        let down = across / narrow;
        let height = (bounds.north - bounds.south) * down + 2.0 * EDGE;
        Sheet { west: bounds.west, north: bounds.north, across, down, height }
    }

    fn place(&self, (x, y): &Point) -> (f64, f64) {
        (EDGE + (f64::from(*x) - self.west) * self.across, EDGE + (self.north - f64::from(*y)) * self.down)
    }

    fn outline(&self, shape: Shape) -> (Outline, Rings) {
        let rings: Vec<Vec<(f64, f64)>> =
            shape.rings.iter().map(|ring| ring.iter().map(|point| self.place(point)).collect()).collect();
        let largest = rings.iter().max_by(|a, b| area(a).abs().total_cmp(&area(b).abs()));
        let at = largest.map_or((0.0, 0.0), |ring| centre(ring));
        let outline = Outline {
            path: rings.iter().map(|ring| path(ring)).collect(),
            at: (whole(at.0), whole(at.1)),
            wide: false,
            lead: None,
            shape: Shape { rings: Vec::new(), ..shape },
        };
        (outline, rings)
    }
}

/// So far apart two names of small shapes stand at least.
const NAME: (i32, i32) = (58, 20);

/// Moves names of small neighbours apart that would stand on each other, where nowhere was room for them.
fn part(outlines: &mut [Outline]) {
    for later in 1..outlines.len() {
        let (before, rest) = outlines.split_at_mut(later);
        let Some(name) = rest.first_mut().filter(|outline| !outline.wide && outline.lead.is_none()) else {
            continue;
        };
        for other in before.iter_mut().filter(|outline| !outline.wide && outline.lead.is_none()) {
            let (across, down) = ((name.at.0 - other.at.0).abs(), (name.at.1 - other.at.1).abs());
            if across < NAME.0 && down < NAME.1 {
                let each = (NAME.1 - down) / 2 + 1;
                let (upper, lower) =
                    if name.at.1 < other.at.1 { (&mut *name, other) } else { (other, &mut *name) };
                upper.at.1 -= each;
                lower.at.1 += each;
            }
        }
    }
}

/// In tenths of a unit, each step from the point before: half as long as the points themselves.
fn path(ring: &[(f64, f64)]) -> String {
    let mut out = String::new();
    let mut last: Option<(i32, i32)> = None;
    for (x, y) in ring.iter().take(ring.len().saturating_sub(1)) {
        let now = (whole(x * 10.0), whole(y * 10.0));
        // Writing to a String can't fail.
        let _ = match last {
            None => write!(out, "M{} {}l", tenth(now.0), tenth(now.1)),
            Some(last) if last == now => continue,
            Some(last) => write!(out, "{} {} ", tenth(now.0 - last.0), tenth(now.1 - last.1)),
        };
        last = Some(now);
    }
    out.push('z');
    out
}

fn tenth(n: i32) -> String {
    let sign = if n < 0 { "-" } else { "" };
    match (n.abs() / 10, n.abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) => format!("{sign}{whole}.{part}"),
    }
}

/// Twice the area that a ring encloses, signed by its direction.
fn area(ring: &[(f64, f64)]) -> f64 {
    ring.windows(2).map(|pair| pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1).sum()
}

/// The centre of gravity of a ring.
fn centre(ring: &[(f64, f64)]) -> (f64, f64) {
    let area = area(ring);
    let sum = ring.windows(2).fold((0.0, 0.0), |sum: (f64, f64), pair| {
        let part = pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1;
        (sum.0 + (pair[0].0 + pair[1].0) * part, sum.1 + (pair[0].1 + pair[1].1) * part)
    });
    if area.abs() < 1e-9 {
        return ring.first().copied().unwrap_or_default();
    }
    (sum.0 / (3.0 * area), sum.1 / (3.0 * area))
}

#[allow(clippy::cast_possible_truncation, reason = "a sheet is a few thousand units large")]
fn whole(n: f64) -> i32 {
    n.round().clamp(-1e6, 1e6) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: i32, y: i32, side: i32) -> Vec<Point> {
        vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    }

    #[test]
    fn a_map_fills_its_sheet_with_north_above() {
        let shape = |name: &str, ring| Shape { code: None, name: name.into(), rings: vec![ring] };
        let shapes = vec![shape("南", square(0, 0, 100_000)), shape("北", square(0, 100_000, 100_000))];
        let drawing = Drawing::of(CountyMap { file: "县区".into(), shapes });
        let [south, north] = &drawing.outlines[..] else { panic!("two outlines") };
        assert!(north.at.1 < south.at.1 && (north.at.0 - south.at.0).abs() <= 5, "{north:?} {south:?}");
        assert!((south.at.0 - 500).abs() <= 5, "{south:?}");
        assert!((1_975..=1_980).contains(&drawing.height), "{}", drawing.height);
        assert!(south.path.starts_with('M') && south.path.ends_with('z') && south.wide);
    }

    #[test]
    fn names_of_small_neighbours_stand_apart() {
        let shape =
            |name: &str, x, side| Shape { code: None, name: name.into(), rings: vec![square(x, 0, side)] };
        let shapes =
            vec![shape("大", 0, 1_000_000), shape("鲤城区", 0, 20_000), shape("丰泽区", 20_000, 20_000)];
        let drawing = Drawing::of(CountyMap { file: String::new(), shapes });
        let [_, one, other] = &drawing.outlines[..] else { panic!("three outlines") };
        assert!((one.at.1 - other.at.1).abs() >= NAME.1, "{one:?} {other:?}");
    }

    #[test]
    fn nothing_and_less_than_nothing_can_be_drawn() {
        assert!(Drawing::of(CountyMap { file: String::new(), shapes: vec![] }).is_empty());
        let flat = Shape { code: None, name: "点".into(), rings: vec![vec![(5, 5); 4]] };
        let drawing = Drawing::of(CountyMap { file: String::new(), shapes: vec![flat] });
        assert_eq!(drawing.outlines[0].path, "M12 12lz");
    }
}
