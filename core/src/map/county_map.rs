//! The imported map: what a sound one is, and which unit each of its shapes stands for.

use crate::{
    people::{Level, Unit, UnitKind, UnitTree},
    phrase,
    phrase::Phrase,
    refusal::{Refusal, Rule},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longitude and latitude in hundred-thousandths of a degree, about a metre: whole numbers stay exact.
pub type Point = (i32, i32);

/// One division's outline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Code of the division (GB/T 2260), where the file names it.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Closed rings; holes among them, as an even-odd fill needs no more.
    pub rings: Vec<Vec<Point>>,
}

/// The map of an installation's counties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyMap {
    /// Name of the file that it was read from.
    pub file: String,
    /// Its shapes.
    pub shapes: Vec<Shape>,
}

/// What can be asked of the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MapCommand {
    /// Take over another map.
    Import(CountyMap),
}

/// What happened to the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MapEvent {
    /// A map was taken over.
    Imported {
        /// The map from now on.
        map: CountyMap,
    },
}

impl MapEvent {
    /// Stable name, as the record keeps it.
    pub fn name(&self) -> &'static str {
        match self {
            MapEvent::Imported { .. } => "map.imported",
        }
    }

    /// The sentence that tells it.
    pub fn sentence(&self) -> Phrase {
        match self {
            MapEvent::Imported { map } => phrase!(
                "导入区划地图《{0}》，共{1}个区划",
                "imported the map {0} with {1} divisions",
                map.file.clone(),
                count(map.shapes.len())
            ),
        }
    }
}

/// More divisions than any city has counties.
const MOST_SHAPES: usize = 200;
/// What a page can carry: finer maps are thinned to it.
const MOST_POINTS: usize = 6_000;
/// Grids that a map is thinned by, in hundred-thousandths of a degree.
const GRIDS: [i32; 8] = [10, 20, 50, 100, 200, 400, 800, 1_600];
const EAST: i32 = 18_000_000;
const NORTH: i32 = 9_000_000;

const SOUND: Rule = Rule::ours("map.sound", "区划地图须能绘制", "a map can be drawn");
const SAME: Rule = Rule::ours("map.same", "地图须有变化", "an import changes something");

/// Decides a change of the map; what is finer than a page can carry is thinned.
///
/// # Errors
/// A refusal where the map can't be drawn, names a division twice, or is the one that is there.
pub fn decide(current: Option<&CountyMap>, command: &MapCommand) -> Result<Vec<MapEvent>, Refusal> {
    let MapCommand::Import(map) = command;
    sound(map)?;
    let map = thinned(map);
    if map.points() > MOST_POINTS || map.shapes.iter().any(|shape| shape.rings.is_empty()) {
        return Err(unsound(phrase!("图形过于细碎，无法简化", "its shapes are too fine to be thinned")));
    }
    if current.is_some_and(|current| current.shapes == map.shapes) {
        return Err(SAME.refuse(
            phrase!("与现行地图相同", "it is the map that is in use"),
            phrase!("无须再次导入", "there is nothing to import"),
        ));
    }
    Ok(vec![MapEvent::Imported { map }])
}

/// The map after `event`.
pub fn apply(event: &MapEvent) -> CountyMap {
    match event {
        MapEvent::Imported { map } => map.clone(),
    }
}

fn sound(map: &CountyMap) -> Result<(), Refusal> {
    if map.shapes.is_empty() {
        return Err(unsound(phrase!("文件中没有区划图形", "the file has no shapes of divisions")));
    }
    if map.shapes.len() > MOST_SHAPES {
        return Err(unsound(phrase!(
            "文件中有{0}个图形，最多{1}个",
            "the file has {0} shapes; at most {1}",
            count(map.shapes.len()),
            count(MOST_SHAPES)
        )));
    }
    let mut names = BTreeSet::new();
    for shape in &map.shapes {
        let name = shape.name.clone();
        if name.trim().is_empty() {
            return Err(unsound(phrase!("有图形没有名称", "a shape has no name")));
        }
        if !names.insert(name.clone()) {
            return Err(unsound(phrase!("“{0}”出现两次", "“{0}” stands there twice", name)));
        }
        if shape.rings.is_empty() || shape.rings.iter().any(|ring| !is_closed(ring)) {
            return Err(unsound(phrase!("“{0}”的边界不闭合", "the outline of “{0}” isn't closed", name)));
        }
        let on_earth = |point: &Point| point.0.abs() <= EAST && point.1.abs() <= NORTH;
        if !shape.rings.iter().flatten().all(on_earth) {
            return Err(unsound(phrase!(
                "“{0}”的坐标不是经纬度",
                "the coordinates of “{0}” are no longitudes and latitudes",
                name
            )));
        }
    }
    Ok(())
}

fn unsound(why: Phrase) -> Refusal {
    SOUND.refuse(
        why,
        phrase!(
            "请使用经纬度坐标的县级区划地图文件，每个图形带名称和区划代码",
            "use a GeoJSON file of counties in longitudes and latitudes, each with a name and a code"
        ),
    )
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Four points at least, the last being the first (RFC 7946, 3.1.6).
fn is_closed(ring: &[Point]) -> bool {
    ring.len() >= 4 && ring.first() == ring.last()
}

impl CountyMap {
    /// How many points its outlines have.
    pub fn points(&self) -> usize {
        self.shapes.iter().flat_map(|shape| &shape.rings).map(Vec::len).sum()
    }

    /// Without the steps that a grid leaves: of a step only the middle stays. Which steps go depends on nothing but
    /// the border itself, so neighbours still agree.
    fn smoothed(&self, grid: i32) -> CountyMap {
        let shape = |shape: &Shape| Shape {
            rings: shape.rings.iter().map(|ring| middles(ring, grid)).collect(),
            ..shape.clone()
        };
        CountyMap { file: self.file.clone(), shapes: self.shapes.iter().map(shape).collect() }
    }

    /// On a grid: neighbours round the border that they share alike, so that no gap opens between them.
    fn on_grid(&self, grid: i32) -> CountyMap {
        let shape = |shape: &Shape| Shape {
            rings: shape
                .rings
                .iter()
                .map(|ring| rounded(ring, grid))
                .filter(|ring| is_closed(ring))
                .collect(),
            ..shape.clone()
        };
        CountyMap { file: self.file.clone(), shapes: self.shapes.iter().map(shape).collect() }
    }
}

fn rounded(ring: &[Point], grid: i32) -> Vec<Point> {
    let round = |n: i32| (n + n.signum() * grid / 2) / grid * grid;
    let mut points: Vec<Point> = ring.iter().map(|(x, y)| (round(*x), round(*y))).collect();
    points.dedup();
    points
}

/// The middles of a closed ring's short edges, and the ends of its long ones.
fn middles(ring: &[Point], grid: i32) -> Vec<Point> {
    let short = |a: &Point, b: &Point| (a.0 - b.0).abs() <= 2 * grid && (a.1 - b.1).abs() <= 2 * grid;
    let corners = ring.len().saturating_sub(1);
    let mut points = Vec::with_capacity(ring.len());
    for (n, corner) in ring.iter().take(corners).enumerate() {
        let (before, next) = (&ring[(n + corners - 1) % corners], &ring[n + 1]);
        if !short(before, corner) || !short(corner, next) {
            points.push(*corner);
        }
        if short(corner, next) {
            points.push(((corner.0 + next.0) / 2, (corner.1 + next.1) / 2));
        }
    }
    points.dedup();
    points.extend(points.first().copied().filter(|first| points.last() != Some(first)));
    points
}

/// The map on the finest grid on which a page can carry it.
fn thinned(map: &CountyMap) -> CountyMap {
    let mut thin = map.on_grid(1);
    for grid in GRIDS {
        if thin.points() <= MOST_POINTS {
            break;
        }
        thin = map.on_grid(grid).smoothed(grid);
    }
    thin
}

/// The county-level governments and zones that work, in the order of the tree.
pub fn counties(tree: &UnitTree) -> Vec<&Unit> {
    tree.walk().into_iter().map(|(_, unit)| unit).filter(|unit| is_county(unit)).collect()
}

fn is_county(unit: &Unit) -> bool {
    unit.level == Level::County && unit.kind == UnitKind::Government && unit.ended.is_none()
}

/// The county whose shape this is, by its division's code, else by its name. A division without a unit (金门县)
/// stays on the map and stands for nobody.
pub fn unit_of<'t>(shape: &Shape, tree: &'t UnitTree) -> Option<&'t Unit> {
    let by_code = |code: &String| {
        counties(tree).into_iter().find(|unit| unit.division.as_deref() == Some(code.as_str()))
    };
    if let Some(unit) = shape.code.as_ref().and_then(by_code) {
        return Some(unit);
    }
    let named: Vec<&Unit> = tree.find(&shape.name).into_iter().filter(|unit| is_county(unit)).collect();
    match named[..] {
        // A unit that names another code is another place.
        [one] if one.division.is_none() || shape.code.is_none() => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::sample::{HUIAN, JINJIANG, city};

    fn square(name: &str, code: Option<&str>, at: i32) -> Shape {
        let (from, to) = (at, at + 10_000);
        Shape {
            code: code.map(str::to_owned),
            name: name.to_owned(),
            rings: vec![vec![(from, from), (to, from), (to, to), (from, to), (from, from)]],
        }
    }

    fn map(shapes: Vec<Shape>) -> CountyMap {
        CountyMap { file: "counties.geojson".into(), shapes }
    }

    fn refused(shapes: Vec<Shape>) -> String {
        decide(None, &MapCommand::Import(map(shapes))).unwrap_err().why.zh.into_owned()
    }

    #[test]
    fn a_sound_map_is_taken_over_once() {
        let shapes = vec![square("惠安县", Some("350521"), 0), square("晋江市", None, 20_000)];
        let command = MapCommand::Import(map(shapes));
        let events = decide(None, &command).unwrap();
        let taken = apply(&events[0]);
        assert_eq!(taken.shapes.len(), 2);
        assert!(events[0].sentence().is_sound());
        assert_eq!(decide(Some(&taken), &command).unwrap_err().rule.code, "map.same");
    }

    #[test]
    fn what_cannot_be_drawn_is_refused_with_its_reason() {
        assert_eq!(refused(vec![]), "文件中没有区划图形");
        assert_eq!(refused(vec![square(" ", None, 0)]), "有图形没有名称");
        assert_eq!(refused(vec![square("惠安县", None, 0), square("惠安县", None, 9)]), "“{0}”出现两次");
        let mut open = square("惠安县", None, 0);
        open.rings[0].pop();
        assert_eq!(refused(vec![open]), "“{0}”的边界不闭合");
        assert_eq!(refused(vec![square("惠安县", None, 40_000_000)]), "“{0}”的坐标不是经纬度");
        let many = (0..=MOST_SHAPES).map(|n| square(&n.to_string(), None, 0)).collect();
        assert_eq!(refused(many), "文件中有{0}个图形，最多{1}个");
    }

    #[test]
    fn a_fine_map_is_thinned_and_neighbours_keep_their_border() {
        let border: Vec<Point> = (0..20_000).map(|n| (n % 7, n * 3)).collect();
        let side = |name: &str, far: i32| {
            let mut ring = border.clone();
            ring.extend([(far, 60_000), (far, 0), border[0]]);
            Shape { code: None, name: name.into(), rings: vec![ring] }
        };
        let command = MapCommand::Import(map(vec![side("东", 90_000), side("西", -90_000)]));
        let taken = apply(&decide(None, &command).unwrap()[0]);
        assert!(taken.points() <= MOST_POINTS, "{}", taken.points());
        let (east, west) = (&taken.shapes[0].rings[0], &taken.shapes[1].rings[0]);
        assert_eq!(east[..east.len() - 3], west[..west.len() - 3]);
    }

    #[test]
    fn a_shape_is_a_unit_by_code_or_name_and_else_nobody() {
        let tree = city();
        let unit = |name: &str, code| unit_of(&square(name, code, 0), &tree).map(|unit| unit.id);
        assert_eq!(unit("惠安县人民政府", None), Some(HUIAN));
        assert_eq!(unit("晋江市人民政府", Some("350582")), Some(JINJIANG));
        assert_eq!(unit("金门县", Some("350527")), None);
        assert_eq!(unit("泉州市财政局", None), None, "a department has no shape");
        assert_eq!(counties(&tree).len(), 2);
    }
}
