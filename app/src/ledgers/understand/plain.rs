//! Text made comparable: full-width letters narrowed, white space gone, what stands in brackets apart.

/// Full-width ASCII as ASCII, no white space.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}')).map(narrow).collect()
}

/// One character, narrowed.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '〔' | '【' => '[',
        '〕' | '】' => ']',
        _ => c,
    }
}

/// The text without what stands in (round) brackets, and what stood there.
pub(super) fn apart(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0u32);
    for c in text.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth > 0 => inside.push(c),
            _ => outside.push(c),
        }
    }
    (outside, inside)
}

/// What offices write where there is nothing to write.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(
        plain(text).trim_end_matches('。'),
        "" | "/"
            | "\\"
            | "无"
            | "暂无"
            | "-"
            | "--"
            | "—"
            | "——"
            | "―"
            | "－"
            | "没有"
            | "空"
            | "N/A"
            | "n/a"
            | "●"
            | "//"
            | "不涉及"
            | "无。"
    )
}

/// 同上 and its signs.
pub(super) fn is_ditto(text: &str) -> bool {
    matches!(
        plain(text).as_str(),
        "同上" | "〃" | "\"" | "″" | "''" | "同前" | "\"\"" | "”" | "〞" | "同上。" | "´´"
    )
}

/// The Arabic or Chinese number at the head of the text, with the rest.
pub(super) fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if (1..=6).contains(&end) {
        return Some((text[..end].parse().ok()?, &text[end..]));
    }
    if end > 6 {
        return None;
    }
    let end = text.find(|c| !"一二两三四五六七八九十〇零".contains(c)).unwrap_or(text.len());
    let value = chinese(&text[..end])?;
    Some((value, &text[end..]))
}

fn chinese(text: &str) -> Option<u32> {
    let digit = |c: char| {
        "零一二三四五六七八九".chars().position(|d| d == c).map(|d| d as u32).or(match c {
            '〇' => Some(0),
            '两' => Some(2),
            _ => None,
        })
    };
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        [] => None,
        ['十'] => Some(10),
        ['十', unit] => Some(10 + digit(*unit)?),
        [ten, '十'] => Some(digit(*ten)? * 10),
        [ten, '十', unit] => Some(digit(*ten)? * 10 + digit(*unit)?),
        digits if digits.len() <= 4 => digits.iter().try_fold(0, |sum, c| Some(sum * 10 + digit(*c)?)),
        _ => None,
    }
}
