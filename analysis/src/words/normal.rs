//! Script, width, case, punctuation and numbers folded into one form, a character at a time by a table.

use super::markup;
use ferrous_opencc::{OpenCC, config::BuiltinConfig};

const DROP: u16 = 0;
const SPACE: u16 = 0x20;
const LINE: u16 = 0x0A;
/// Signs that are written alike by nobody; each pair folds the first into the second.
const SIGNS: &str = "。。．.｡。、,，,；;：:！!？?…。‥。“\"”\"„\"‟\"「\"」\"『\"』\"〝\"〞\"‘'’'′'＂\"【(】)〔(〕)［(］)[(])\
    {(})〖(〗)—-–-―-─-━-－-〜-～-~-•·‧·・·●·○·◆·★·　 ×*✕*〈《〉》";

/// The table, for the characters of the basic plane.
pub(super) struct Folding {
    table: Box<[u16]>,
}

impl Folding {
    pub(super) fn new() -> Self {
        let mut table: Vec<u16> = (0..=u16::MAX).collect();
        simplify(&mut table);
        let mut set = |from: u32, to: u32| {
            if let (Ok(from), Ok(to)) = (usize::try_from(from), u16::try_from(to)) {
                table[from] = to;
            }
        };
        for c in 0xFF01..=0xFF5E_u32 {
            let ascii = char::from_u32(c - 0xFEE0).unwrap_or(' ').to_ascii_uppercase();
            set(c, u32::from(ascii));
        }
        for c in b'a'..=b'z' {
            set(u32::from(c), u32::from(c.to_ascii_uppercase()));
        }
        for (run, one) in [('①', 9), ('⑴', 9), ('⒈', 9), ('㈠', 9), ('Ⅰ', 9), ('ⅰ', 9), ('❶', 9)]
        {
            (0..one).for_each(|n| set(u32::from(run) + n, u32::from('1') + n));
        }
        let signs: Vec<char> = SIGNS.chars().collect();
        for pair in signs.chunks_exact(2) {
            set(u32::from(pair[0]), u32::from(pair[1]));
        }
        for c in 0..=u16::MAX {
            let folded = match char::from_u32(u32::from(c)) {
                None => DROP,
                Some('\n' | '\r' | '\u{2028}' | '\u{2029}') => LINE,
                Some('\t' | '\u{a0}') => SPACE,
                Some(c) if c.is_whitespace() => SPACE,
                Some(c) if c.is_control() || invisible(c) => DROP,
                Some(c) if picture(c) => SPACE,
                Some(_) => continue,
            };
            table[usize::from(c)] = folded;
        }
        Self { table: table.into() }
    }

    pub(super) fn normalise(&self, text: &str) -> String {
        let mut out = Out { text: String::with_capacity(text.len() + 8), last: LINE };
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            let found = match c {
                '<' => markup::tag(rest).map(|len| (' ', len)),
                '&' => markup::entity(rest),
                'h' | 'H' | 'w' | 'W' => markup::address(rest).map(|len| (' ', len)),
                _ => None,
            };
            let (c, len) = found.unwrap_or((c, c.len_utf8()));
            at += len;
            out.push(self.fold(c), c);
            if matches!(c, '期' | '栋' | '棟' | '幢' | '组' | '組' | '号' | '號') {
                plain_number(&mut out.text, &text[at..]);
            }
        }
        out.text.truncate(out.text.trim_end().len());
        out.text
    }

    fn fold(&self, c: char) -> u16 {
        match self.table.get(c as usize) {
            Some(&folded) => folded,
            None if ('\u{20000}'..='\u{3FFFF}').contains(&c) => u16::MAX,
            None => SPACE,
        }
    }
}

/// The text so far; runs of space, of line ends and of one mark become one.
struct Out {
    text: String,
    last: u16,
}

impl Out {
    /// `folded` is what the table says of `c`; `u16::MAX` keeps a rare Han character as it is.
    fn push(&mut self, folded: u16, c: char) {
        match folded {
            DROP => return,
            u16::MAX => self.text.push(c),
            SPACE if matches!(self.last, SPACE | LINE) => return,
            LINE if self.last == LINE => return,
            LINE if self.last == SPACE => {
                self.text.pop();
                self.text.push('\n');
            }
            _ if folded == self.last && folded < 0x80 && repeats(folded) => return,
            _ => self.text.push(char::from_u32(u32::from(folded)).unwrap_or(' ')),
        }
        self.last = folded;
    }
}

/// Signs whose repetition says nothing (`*****`, `!!!`); digits and letters are not among them.
fn repeats(sign: u16) -> bool {
    u8::try_from(sign).is_ok_and(|b| b.is_ascii_punctuation())
}

/// Every Han character by its simplified form. A character whose simplified form lies outside the basic
/// plane stays.
fn simplify(table: &mut [u16]) {
    let Ok(converter) = OpenCC::from_config(BuiltinConfig::T2s) else { return };
    let han = 0x4E00..=0x9FFF_u32;
    let lines: String = han.clone().filter_map(char::from_u32).flat_map(|c| [c, '\n']).collect();
    for (code, simple) in han.zip(converter.convert(&lines).lines()) {
        let mut simple = simple.chars();
        if let (Some(c), None) = (simple.next(), simple.next())
            && let Ok(c) = u16::try_from(u32::from(c))
        {
            table[code as usize] = c;
        }
    }
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{E000}'..='\u{F8FF}')
}

fn picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{25A0}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}')
}

/// Numbers of phases, buildings, village groups and lines are written 二期 or 2期: the text ends in such a
/// counter, and a Chinese number below a hundred before it becomes digits. `rest` tells 3号线 from 号召, 组 from 组织.
fn plain_number(text: &mut String, rest: &str) {
    let next = rest.chars().next();
    let Some(counter) = text.chars().next_back() else { return };
    let counts = match counter {
        '号' => matches!(next, Some('线' | '線' | '楼' | '樓' | '栋' | '棟' | '院')),
        '组' => !matches!(next, Some('织' | '織' | '建' | '合' | '成' | '装' | '长' | '長')),
        '期' => !matches!(next, Some('待' | '望' | '盼' | '间' | '間')),
        _ => true,
    };
    if !counts {
        return;
    }
    let end = text.len() - counter.len_utf8();
    let number: String = text[..end].chars().rev().take_while(|&c| digit(c).is_some()).take(4).collect();
    let start = end - number.len();
    if let Some(value) = value(number.chars().rev())
        && !text[..start].ends_with(['统', '万', '百', '千', '几'])
    {
        text.replace_range(start..end, &value.to_string());
    }
}

fn digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九十".chars().zip(0..).find_map(|(d, n)| (d == c).then_some(n))
}

fn value(number: impl Iterator<Item = char>) -> Option<u32> {
    let digits: Vec<u32> = number.filter_map(digit).collect();
    match digits[..] {
        [n] if n > 0 => Some(n),
        [10, n] if n < 10 => Some(10 + n),
        [n, 10] if (2..10).contains(&n) => Some(n * 10),
        [t, 10, n] if (2..10).contains(&t) && n < 10 => Some(t * 10 + n),
        _ => None,
    }
}
