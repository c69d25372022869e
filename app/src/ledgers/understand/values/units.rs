//! Units named in one cell: where one name ends and the next begins, and which "names" stand for many.

use super::super::plain::{apart, is_nothing, narrow, plain};
use serde::{Deserialize, Serialize};

/// One name as written, cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Without brackets, labels and white space; an administration shared by several districts
    /// (鲤城区、丰泽区人民政府) is put back to each.
    pub name: String,
    /// The role that a label in the cell gives it (牵头：…；配合：…).
    pub role: Option<Label>,
}

/// A label in front of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// 牵头、主办
    Lead,
    /// 责任、落实
    Responsible,
    /// 配合、协办
    Assisting,
}

/// Names that stand for many units, to be expanded after somebody confirms it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Collective {
    /// 各县（市、区）人民政府
    Counties,
    /// 各区政府: the counties that are districts.
    Districts,
    /// 市直有关单位
    Departments,
    /// 各乡镇（街道）
    Towns,
    /// 各有关单位: whoever it concerns.
    Concerned,
}

/// The names in a cell, in order.
pub fn written(text: &str) -> Vec<Named> {
    let mut named = Vec::new();
    let mut role = None;
    for part in parts(text) {
        let (label, part) = labelled(&part);
        role = label.or(role);
        let whole = plain(&part);
        let (outside, _) = apart(&whole);
        // 各县（市、区） needs its brackets to be recognised; other brackets are asides.
        let name = if collective(&whole).is_some() { whole } else { outside };
        let name = name.trim_matches(|c: char| "。.:：-—".contains(c)).trim_end_matches('等').to_owned();
        if !is_nothing(&name) {
            named.push(Named { name, role });
        }
    }
    share_administration(&mut named);
    named
}

/// What a collective name stands for.
pub fn collective(name: &str) -> Option<Collective> {
    let name: String = plain(name).chars().filter(|c| !matches!(c, '(' | ')' | '、' | ',' | '，')).collect();
    let bare = name.trim_start_matches(['全', '市']).trim_start_matches("有关").trim_start_matches("相关");
    if ["各县市区", "各县区", "各区县", "各市县区", "县市区"].iter().any(|head| bare.starts_with(head))
    {
        return Some(Collective::Counties);
    }
    if bare.starts_with("各区") && !bare.contains(['部', '单']) {
        return Some(Collective::Districts);
    }
    if ["各乡镇", "各镇", "各街道", "各乡"].iter().any(|head| bare.starts_with(head)) {
        return Some(Collective::Towns);
    }
    let many = ["单位", "部门"].iter().any(|tail| name.ends_with(tail));
    let vague = ["有关", "相关", "各"].iter().any(|word| name.contains(word));
    if many && name.contains("直") && name.chars().count() <= 10 {
        return Some(Collective::Departments);
    }
    // 各… is never a unit's own name.
    let each = bare.starts_with('各') && !bare.starts_with("各界");
    (each || many && vague && name.chars().count() <= 10).then_some(Collective::Concerned)
}

/// Whether a name ends like a unit's.
pub(in super::super) fn ends_like_a_unit(name: &str) -> bool {
    const ENDS: [&str; 35] = [
        "局",
        "委",
        "办",
        "院",
        "会",
        "公司",
        "政府",
        "中心",
        "集团",
        "部",
        "厅",
        "处",
        "镇",
        "乡",
        "街道",
        "区",
        "县",
        "市",
        "支队",
        "大队",
        "社",
        "学校",
        "大学",
        "学院",
        "协",
        "联",
        "团",
        "指挥部",
        "专班",
        "站",
        "所",
        "馆",
        "银行",
        "单位",
        "部门",
    ];
    ENDS.iter().any(|end| name.ends_with(end)) || name.starts_with("团市委") || name.starts_with("团县委")
}

/// Parts between separators outside brackets. White space, / and 和 separate only between two names
/// that each end like a unit's.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0u32;
    for c in text.chars() {
        match narrow(c) {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let separates = depth == 0 && matches!(c, '、' | ',' | '，' | ';' | '；' | '\n' | '\r' | '|');
        if separates {
            parts.push(String::new())
        } else if let Some(part) = parts.last_mut() {
            part.push(c)
        }
    }
    parts.iter().flat_map(|part| softly(part.trim())).collect()
}

fn softly(part: &str) -> Vec<String> {
    for (at, c) in part.char_indices() {
        if !(c.is_whitespace() || matches!(c, '/' | '和' | '及' | '与')) {
            continue;
        }
        let (left, right) = (part[..at].trim_end(), part[at + c.len_utf8()..].trim_start());
        let next_end = right
            .find(|c: char| c.is_whitespace() || matches!(c, '/' | '和' | '及' | '与'))
            .unwrap_or(right.len());
        let plausible = left.chars().count() >= 3 && ends_like_a_unit(left) && right.chars().count() >= 3;
        if plausible && (ends_like_a_unit(right) || ends_like_a_unit(&right[..next_end])) {
            let mut split = vec![left.to_owned()];
            split.extend(softly(right));
            return split;
        }
    }
    vec![part.to_owned()]
}

fn labelled(part: &str) -> (Option<Label>, String) {
    let labels = [
        (Label::Lead, ["牵头单位", "主办单位", "牵头部门", "牵头"]),
        (Label::Responsible, ["责任单位", "落实单位", "责任部门", "责任"]),
        (Label::Assisting, ["配合单位", "协办单位", "配合部门", "配合"]),
    ];
    let bare = part.trim();
    for (label, words) in labels {
        for word in words {
            if let Some(rest) = bare.strip_prefix(word).map(str::trim_start)
                && let Some(rest) = rest.strip_prefix([':', '：'])
            {
                return (Some(label), rest.trim().to_owned());
            }
        }
    }
    (None, bare.to_owned())
}

/// 鲤城区、丰泽区、洛江区人民政府: the last one's administration is everybody's.
fn share_administration(named: &mut [Named]) {
    const TAILS: [&str; 3] = ["人民政府", "管委会", "政府"];
    let mut shared: Option<&str> = None;
    for named in named.iter_mut().rev() {
        if let Some(tail) = TAILS.iter().find(|tail| named.name.ends_with(**tail)) {
            shared = Some(tail);
        } else if named.name.ends_with(['区', '县']) && collective(&named.name).is_none() {
            if let Some(tail) = shared {
                named.name.push_str(tail);
            }
        } else {
            shared = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        written(text).into_iter().map(|named| named.name).collect()
    }

    #[test]
    fn several_units_in_one_cell() {
        let cases: [(&str, &[&str]); 12] = [
            ("市教育局、市民政局", &["市教育局", "市民政局"]),
            ("市文旅局；市资源规划局", &["市文旅局", "市资源规划局"]),
            ("市资源规划局 市公安局交警支队", &["市资源规划局", "市公安局交警支队"]),
            ("市人力资源和社会保障局", &["市人力资源和社会保障局"]),
            ("市教育局和市民政局及市财政局", &["市教育局", "市民政局", "市财政局"]),
            ("市卫健委 ", &["市卫健委"]),
            ("市 教 育 局", &["市教育局"]),
            ("市教育局（基建科、财务科）", &["市教育局"]),
            ("鲤城区、丰泽区、洛江区人民政府", &["鲤城区人民政府", "丰泽区人民政府", "洛江区人民政府"]),
            ("市教育局/市民政局\n市财政局等", &["市教育局", "市民政局", "市财政局"]),
            ("/", &[]),
            ("牵头单位：市教育局；配合单位：市民政局，市财政局", &["市教育局", "市民政局", "市财政局"]),
        ];
        for (text, expected) in cases {
            assert_eq!(names(text), expected, "{text}");
        }
        let roles: Vec<_> =
            written("牵头：市教育局；配合：市民政局").into_iter().map(|named| named.role).collect();
        assert_eq!(roles, [Some(Label::Lead), Some(Label::Assisting)]);
    }

    #[test]
    fn names_that_stand_for_many() {
        let text = "各县（市、区）人民政府，泉州开发区、泉州台商投资区管委会";
        assert_eq!(names(text), ["各县(市、区)人民政府", "泉州开发区管委会", "泉州台商投资区管委会"]);
        assert_eq!(collective("各县(市、区)人民政府"), Some(Collective::Counties));
        assert_eq!(collective("市直有关单位"), Some(Collective::Departments));
        assert_eq!(collective("各乡镇（街道）"), Some(Collective::Towns));
        assert_eq!(collective("各有关部门"), Some(Collective::Concerned));
        assert_eq!(collective("各区政府"), Some(Collective::Districts));
        assert_eq!(collective("各区人民政府"), Some(Collective::Districts));
        assert_eq!(collective("各县级市政府"), Some(Collective::Concerned));
        assert_eq!(collective("市食安委成员单位"), None);
        assert_eq!(collective("市教育局"), None);
    }
}
