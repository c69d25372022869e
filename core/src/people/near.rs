//! Names that may mean one unit. A ledger writes 泉州开发区管委会 where the directory has 泉州经济技术开发区管委会;
//! founding it again would part one unit's matters in two, and taking one unit for another would be worse. So this
//! only says which names are near enough that somebody must decide.

/// How far two names are apart, per cent of the longer; what abbreviates the other (文旅局, 文化和旅游局) is near.
/// `None` where they have nothing to do with each other.
pub fn apart(a: &str, b: &str) -> Option<usize> {
    let (short, long) = by_length(a, b);
    if short.len() < 2 || !short.iter().any(|c| long.contains(c)) {
        return None;
    }
    if short.last() == long.last() && short.len() >= 3 && is_within(&short, &long) {
        return Some(20);
    }
    if long.len() - short.len() > 3 || !share_the_telling(&short, &long) {
        return None;
    }
    let distance = edits(&short, &long) * 100 / long.len();
    (distance <= 40).then_some(distance)
}

/// What units of a kind end in; the longer first.
const KINDS: [&str; 14] =
    ["管委会", "委员会", "办公室", "中心", "公司", "集团", "政府", "局", "委", "办", "院", "部", "厅", "会"];

/// A name without what all units of its kind end in; as it is where it ends in none.
fn telling(name: &str) -> &str {
    KINDS.iter().find_map(|kind| name.strip_suffix(kind)).unwrap_or(name)
}

/// Whether the names agree in what tells them from others: 商务局 and 税务局 both end in 务局 and are two. But for what
/// all units of a kind end in, one is within the other; long names may differ in one character, as by a slip.
fn share_the_telling(a: &[char], b: &[char]) -> bool {
    let chars = |name: &[char]| -> Vec<char> { telling(&name.iter().collect::<String>()).chars().collect() };
    let (a, b) = (chars(a), chars(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    is_within(&short, &long) || (short.len() >= 4 && edits(&short, &long) == 1)
}

/// Whether two names likely mean one unit: but for words that say nothing (泉州 at the front, 人民, 管理委员会 for
/// 管委会) they are equal, or one abbreviates the other from its first character to its last. `city` is the city
/// that the directory belongs to, such as 泉州市.
pub fn likely_one(a: &str, b: &str, city: &str) -> bool {
    let (a, b) = (in_few_words(a), in_few_words(b));
    let bare = |name: &str| without_city(name, city).to_owned();
    abbreviates(&a, &b) || abbreviates(&bare(&a), &bare(&b))
}

fn abbreviates(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = by_length(a, b);
    if short.len() >= 3 && lacks_its_kind(a, b) {
        return true;
    }
    short.len() >= 3
        && short.first() == long.first()
        && short.last() == long.last()
        && is_within(&short, &long)
}

/// Whether one is the other but for its kind: 市住建, 市住建局.
fn lacks_its_kind(a: &str, b: &str) -> bool {
    let lacks = |short: &str, long: &str| telling(short) == short && telling(long) == short;
    lacks(a, b) || lacks(b, a)
}

fn in_few_words(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    name.replace("管理委员会", "管委会").replace("委员会", "委").replace("人民政府", "政府")
}

fn without_city<'n>(name: &'n str, city: &str) -> &'n str {
    let stem = city.trim_end_matches('市');
    let rest = [city, stem, "市"].into_iter().filter(|front| !front.is_empty());
    let rest = rest.filter_map(|front| name.strip_prefix(front)).find(|rest| rest.chars().count() >= 3);
    rest.unwrap_or(name)
}

fn by_length(a: &str, b: &str) -> (Vec<char>, Vec<char>) {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() <= b.len() { (a, b) } else { (b, a) }
}

fn is_within(short: &[char], long: &[char]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|c| rest.any(|other| other == c))
}

fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_one_unit_until_somebody_says_otherwise() {
        for (a, b) in [
            ("泉州开发区管委会", "泉州经济技术开发区管委会"),
            ("泉州开发区管理委员会", "泉州经济技术开发区管委会"),
            ("经开区管委会", "泉州经济技术开发区管委会"),
            ("市文旅局", "泉州市文化和旅游局"),
            ("泉州市卫健委", "市卫生健康委员会"),
            ("惠安县政府", "惠安县人民政府"),
            ("泉州教育局", "泉州市教育局"),
            ("市住建", "市住建局"),
        ] {
            assert!(likely_one(a, b, "泉州市"), "{a}, {b}");
            assert!(likely_one(b, a, "泉州市"), "{b}, {a}");
        }
    }

    #[test]
    fn names_of_other_places_and_other_tasks_are_other_units() {
        for (a, b) in [
            ("泉州台商投资区管委会", "泉州经济技术开发区管委会"),
            ("惠安县住建局", "市住建局"),
            ("晋江市教育局", "惠安县教育局"),
            ("市教育局", "市体育局"),
            ("市政府", "市政府办公室"),
            ("市水利局", "市水务集团"),
            ("鲤城区人民政府", "丰泽区人民政府"),
        ] {
            assert!(!likely_one(a, b, "泉州市"), "{a}, {b}");
        }
    }

    #[test]
    fn what_is_apart_is_told_in_per_cent() {
        assert_eq!(apart("教育局", "教育局"), Some(20), "the same, or an abbreviation");
        assert_eq!(apart("教育居", "教育局"), Some(33));
        assert_eq!(apart("水利局", "教育局"), None);
        assert_eq!(apart("商务局", "税务局"), None, "what they share tells nothing");
        assert_eq!(apart("体育局", "教育局"), None);
        assert_eq!(apart("自然资源和归划局", "自然资源和规划局"), Some(12), "a slip in a long name");
        assert_eq!(apart("局", "教育局"), None);
    }
}
