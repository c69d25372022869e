//! How long something has gone on, as letters say it: 3年多, 十几年, 数年, 2012年至今, 半年, 7个月.

/// Characters that may stand for a count of years.
const COUNTS: &str = "一二两三四五六七八九十几数多好半";
/// Before 年 these make of it another word than a count.
const OTHER: &str = "每今去前明后同当全青少成老新过学第";
/// A clause with a calendar year and one of these says since when.
const SINCE: [&str; 17] = [
    "至今", "以来", "开始", "起", "自", "从", "就", "现在", "一直", "迄今", "未", "仍", "没", "还", "拖",
    "等", "之久",
];
/// What 几年 and 数个月 are taken for.
const SEVERAL: i32 = 3;

/// The most years that a clause says something has gone on: "三年", "好几年", "10多年", "2015年至今" (when long past at
/// `year`); 0 where it says none.
pub(super) fn years(clause: &str, year: Option<i16>) -> i32 {
    let since = SINCE.iter().any(|word| clause.contains(word));
    let of = |before: &str, rest: &str| {
        let (count, digits) = number_before(before);
        let said = before.chars().next_back();
        match digits {
            4 if since => gone_by(count, year).filter(|gone| *gone >= 2).unwrap_or(0),
            4 => 0,
            2 if count >= 10 && said.is_some_and(|c| c.is_ascii_digit()) && !lasting(rest) => 0, // 18年12月
            _ if said.is_some_and(|c| OTHER.contains(c)) || ordinal(before) => 0,
            0 => said.filter(|c| COUNTS.contains(*c) && *c != '半').map_or(0, |_| spoken(before)),
            1 | 2 if (1..60).contains(&count) => count,
            _ => 0,
        }
    };
    each(clause, "年").map(|(before, rest)| of(before, rest)).max().unwrap_or(0)
}

/// How many years before `year` the earliest calendar year of a clause is; 0 where none has gone by.
pub(super) fn calendar(clause: &str, year: Option<i16>) -> i32 {
    let of = |before: &str| {
        let (count, digits) = number_before(before);
        if digits == 4 { gone_by(count, year).unwrap_or(0) } else { 0 }
    };
    each(clause, "年").map(|(before, _)| of(before)).max().unwrap_or(0)
}

/// The most months that a clause says, from three on; 0 where it says none.
pub(super) fn months(clause: &str) -> i32 {
    if clause.find("半年").is_some_and(|at| !clause[..at].ends_with(['下', '上'])) {
        return 6;
    }
    let of = |before: &str| {
        let (count, digits) = number_before(before);
        let said = before.chars().next_back().unwrap_or(' ');
        match digits {
            0 if "三四五六七八九十几数".contains(said) => digit(said).unwrap_or(SEVERAL),
            0 => 0,
            _ if (3..100).contains(&count) => count,
            _ => 0,
        }
    };
    each(clause, "个月").chain(each(clause, "个多月")).map(|(before, _)| of(before)).max().unwrap_or(0)
}

/// What stands before and after each of a word's places.
fn each<'c>(clause: &'c str, word: &'c str) -> impl Iterator<Item = (&'c str, &'c str)> {
    clause.match_indices(word).map(move |(at, _)| (&clause[..at], &clause[at + word.len()..]))
}

fn gone_by(calendar: i32, year: Option<i16>) -> Option<i32> {
    let now = i32::from(year?);
    (1950..now).contains(&calendar).then_some(now - calendar)
}

/// Whether what follows 年 makes of two digits a duration.
fn lasting(rest: &str) -> bool {
    rest.starts_with(['来', '多', '了', '之', '间', '时', '没', '未', '都', '还', '的', '以'])
}

/// The plain number that ends a text (多 and 余 left aside), and how many digits it has.
fn number_before(text: &str) -> (i32, usize) {
    let text = text.trim_end_matches(['多', '余', '几', '来']);
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    (text[text.len() - digits..].parse().unwrap_or(0), digits)
}

/// A number below twenty in characters: 三, 十几, 十五.
fn spoken(text: &str) -> i32 {
    let text = text.trim_end_matches(['多', '余', '来']);
    let mut back = text.chars().rev();
    let (last, tens) = (back.next().unwrap_or(' '), back.next() == Some('十'));
    let ones = digit(last).unwrap_or(SEVERAL);
    if tens && last != '十' { 10 + ones } else { ones }
}

fn digit(c: char) -> Option<i32> {
    "一二三四五六七八九十"
        .chars()
        .zip(1..)
        .find_map(|(d, n)| (d == c).then_some(n))
        .or((c == '两').then_some(2))
}

/// 第三年, 大三年级, 二〇一九年.
fn ordinal(before: &str) -> bool {
    let bare = before.trim_end_matches(|c: char| COUNTS.contains(c) || c.is_ascii_digit());
    bare.ends_with(['第', '大', '初', '高', '零', '〇', '○', '满'])
}
