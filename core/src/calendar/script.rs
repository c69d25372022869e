//! Characters as people type them, made plain: full-width forms, kinds of spaces, Chinese numerals.

/// Full-width ASCII becomes ASCII, the many dashes and tildes become one, every space a plain one.
pub(super) fn narrow(text: &str) -> String {
    text.chars().map(narrow_char).collect()
}

fn narrow_char(c: char) -> char {
    match c {
        '〔' | '【' | '［' | '[' => '(',
        '〕' | '】' | '］' | ']' => ')',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '—' | '–' | '〜' => '~',
        '−' | '‐' | '‑' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Runs of Chinese numerals become digits: 二〇二一 → 2021, 十二 → 12, 三十 → 30, 两 → 2,
/// 一百八十 → 180.
pub(super) fn numerals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = Vec::new();
    for c in text.chars() {
        match numeral(c) {
            Some(value) => run.push(value),
            None => {
                flush(&mut run, &mut out);
                out.push(c);
            }
        }
    }
    flush(&mut run, &mut out);
    out
}

/// The value of a numeral: digits as they are, 十 and 百 as 10 and 100, 廿 as 20.
fn numeral(c: char) -> Option<u32> {
    const DIGITS: &str = "零一二三四五六七八九";
    match c {
        '〇' | '○' => Some(0),
        '两' => Some(2),
        '十' => Some(10),
        '廿' => Some(20),
        '百' => Some(100),
        c => DIGITS.chars().position(|digit| digit == c).and_then(|at| u32::try_from(at).ok()),
    }
}

fn flush(run: &mut Vec<u32>, out: &mut String) {
    if run.is_empty() {
        return;
    }
    if run.iter().any(|value| *value >= 10) {
        out.push_str(&value_of(run).to_string());
    } else {
        out.extend(run.iter().filter_map(|digit| char::from_digit(*digit, 10)));
    }
    run.clear();
}

fn value_of(run: &[u32]) -> u32 {
    let mut total = 0_u32;
    let mut digit = None;
    for value in run {
        match value {
            10 | 100 => total = total.saturating_add(digit.take().unwrap_or(1) * value),
            20 => total = total.saturating_add(20),
            _ => digit = Some(*value),
        }
    }
    total.saturating_add(digit.unwrap_or(0))
}
