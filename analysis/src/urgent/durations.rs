//! How long something has gone on, as letters say it: 3年多, 十几年, 数年, 2012年至今, 半年, 7个月.

/// Characters that may stand for a count of years.
const COUNTS: &str = "一二两三四五六七八九十几数多好半";

/// Where a clause says years: "三年", "好几年", "10多年", "2015年" (when long past at `year`). The byte of the word's end.
pub(super) fn years(clause: &str, year: Option<i16>) -> Option<usize> {
    clause.match_indices('年').map(|(at, _)| at).find(|&at| {
        let (count, digits) = number_before(&clause[..at]);
        match digits {
            4 => year.is_some_and(|now| (1950..=i32::from(now) - 2).contains(&count)),
            2 if count >= 10
                && clause[..at].ends_with(|c: char| c.is_ascii_digit())
                && !lasting(&clause[at + '年'.len_utf8()..]) =>
            {
                false
            } // 18年12月, 19年底
            _ if clause[..at].ends_with([
                '每', '今', '去', '前', '明', '后', '同', '当', '全', '青', '少', '成', '老', '新', '过',
                '学', '第',
            ]) =>
            {
                false
            }
            0 => {
                clause[..at].chars().next_back().is_some_and(|c| COUNTS.contains(c) && c != '半')
                    && !ordinal(&clause[..at])
            }
            1 | 2 => (1..60).contains(&count) && !ordinal(&clause[..at]),
            _ => false,
        }
    })
}

/// Whether what follows 年 makes of two digits a duration.
fn lasting(rest: &str) -> bool {
    rest.starts_with(['来', '多', '了', '之', '间', '时', '没', '未', '都', '还', '的', '以'])
}

/// Where a clause says at least three months.
pub(super) fn months(clause: &str) -> Option<usize> {
    let half = clause.find("半年").filter(|at| !clause[..*at].ends_with(['下', '上']));
    half.or_else(|| {
        clause.match_indices("个月").map(|(at, _)| at).find(|&at| {
            let (count, digits) = number_before(&clause[..at]);
            let said = clause[..at].chars().next_back();
            if digits > 0 {
                (3..100).contains(&count)
            } else {
                said.is_some_and(|c| "三四五六七八九十几数".contains(c))
            }
        })
    })
}

/// The plain number that ends a text (多 and 余 left aside), and how many digits it has.
fn number_before(text: &str) -> (i32, usize) {
    let text = text.trim_end_matches(['多', '余', '几', '来']);
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    (text[text.len() - digits..].parse().unwrap_or(0), digits)
}

/// 第三年, 大三年级, 二〇一九年.
fn ordinal(before: &str) -> bool {
    let bare = before.trim_end_matches(|c: char| COUNTS.contains(c) || c.is_ascii_digit());
    bare.ends_with(['第', '大', '初', '高', '零', '〇', '○', '满'])
}
