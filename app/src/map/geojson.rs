//! Reading GeoJSON (RFC 7946): a collection of polygons with a name and, where the file has it, a code. Whether the
//! shapes make a map is core's to say.

use bangdu_core::{
    map::{CountyMap, Point, Shape},
    phrase,
    phrase::Phrase,
};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The largest file that is read.
pub const MOST_BYTES: usize = 8 << 20;
/// The longest name of a division, in characters.
const LONGEST_NAME: usize = 40;

#[derive(Deserialize)]
struct Collection {
    r#type: String,
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    geometry: Option<Geometry>,
}

/// The two geometries that have an area.
#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<Position>>),
    MultiPolygon(Vec<Vec<Vec<Position>>>),
}

/// Longitude, latitude, and perhaps a height that a map doesn't show.
type Position = Vec<f64>;

/// The map in a file of this name.
///
/// # Errors
/// A sentence that says what isn't understood.
pub fn read(file: &str, content: &[u8]) -> Result<CountyMap, Phrase> {
    if content.len() > MOST_BYTES {
        return Err(phrase!("文件超过8兆字节", "the file is larger than 8 MB"));
    }
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let collection: Collection = serde_json::from_slice(content).map_err(|_| unreadable())?;
    if collection.r#type != "FeatureCollection" {
        return Err(unreadable());
    }
    let shapes = collection.features.into_iter().map(shape).collect::<Result<Vec<_>, _>>()?;
    Ok(CountyMap { file: short(file), shapes })
}

fn unreadable() -> Phrase {
    phrase!("不是由多边形组成的区划地图文件", "this is no GeoJSON collection of polygons")
}

fn shape(feature: Feature) -> Result<Shape, Phrase> {
    let properties = feature.properties.unwrap_or_default();
    let text = |names: &[&str]| names.iter().find_map(|name| said(properties.get(*name)?));
    let name = short(&text(&["name", "NAME", "fullname"]).unwrap_or_default());
    let code = text(&["adcode", "code", "gb"]).or_else(|| said(&feature.id)).filter(|code| is_code(code));
    let polygons = match feature.geometry.ok_or_else(unreadable)? {
        Geometry::Polygon(rings) => vec![rings],
        Geometry::MultiPolygon(polygons) => polygons,
    };
    let rings = polygons.into_iter().flatten().map(|ring| ring.iter().map(point).collect());
    let rings: Option<Vec<Vec<Point>>> = rings.collect();
    let rings = rings.ok_or_else(|| {
        phrase!("“{0}”的坐标无法识别", "the coordinates of “{0}” can't be read", name.clone())
    })?;
    Ok(Shape { code, name, rings })
}

fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Six digits of GB/T 2260.
fn is_code(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

#[allow(clippy::cast_possible_truncation, reason = "bounded on the line before")]
fn point(position: &Position) -> Option<Point> {
    let whole = |degrees: f64| {
        let scaled = (degrees * 100_000.0).round();
        (scaled.is_finite() && scaled.abs() < 1e9).then_some(scaled as i32)
    };
    Some((whole(*position.first()?)?, whole(*position.get(1)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(geometry: &str) -> String {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","id":"350521","properties":{{"name":"惠安县"}},"geometry":{geometry}}}]}}"#
        )
    }

    const SQUARE: &str = "[[118.5,24.5],[119,24.5,12],[119,25],[118.5,24.5]]";

    #[test]
    fn polygons_and_collections_of_them_are_read_in_whole_numbers() {
        for geometry in [
            format!(r#"{{"type":"Polygon","coordinates":[{SQUARE}]}}"#),
            format!(r#"{{"type":"MultiPolygon","coordinates":[[{SQUARE}]]}}"#),
        ] {
            let map = read("县区.geojson", file(&geometry).as_bytes()).unwrap();
            assert_eq!((map.file.as_str(), map.shapes.len()), ("县区.geojson", 1));
            let shape = &map.shapes[0];
            assert_eq!((shape.name.as_str(), shape.code.as_deref()), ("惠安县", Some("350521")));
            assert_eq!(shape.rings[0][1], (11_900_000, 2_450_000));
        }
    }

    #[test]
    fn what_is_no_map_gets_a_sentence() {
        let bad = [
            "".to_owned(),
            "督查事项".to_owned(),
            r#"{"type":"Topology","features":[]}"#.to_owned(),
            file(r#"{"type":"Point","coordinates":[118.5,24.5]}"#),
            file(r#"{"type":"Polygon","coordinates":[[[118.5]]]}"#),
            file(r#"{"type":"Polygon","coordinates":[[[1e300,24.5]]]}"#),
            file("null"),
        ];
        for text in bad {
            assert!(read("x", text.as_bytes()).unwrap_err().is_sound(), "{text}");
        }
        assert_eq!(read("x", &vec![b' '; MOST_BYTES + 1]).unwrap_err().zh, "文件超过8兆字节");
    }
}
