//! The light that a row carries, in words, signs or fill. It is kept as a remark: Bangdu never
//! computes with a light from a ledger.

use super::super::plain::plain;
use crate::ledgers::read::Rgb;
use bangdu_core::phrase::Word;
use serde::{Deserialize, Serialize};

/// A light as the ledger shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LightMark {
    /// 红
    Red,
    /// 黄
    Yellow,
    /// 绿
    Green,
    /// 灰
    Grey,
    /// 蓝: used for done by some offices, for early warning by others.
    Blue,
}

impl LightMark {
    /// The word on the screen.
    pub fn word(self) -> Word {
        match self {
            LightMark::Red => Word::of("红", "red"),
            LightMark::Yellow => Word::of("黄", "yellow"),
            LightMark::Green => Word::of("绿", "green"),
            LightMark::Grey => Word::of("灰", "grey"),
            LightMark::Blue => Word::of("蓝", "blue"),
        }
    }
}

/// Reads 黄, ●红, 绿灯, 🔴.
pub fn written(text: &str) -> Option<LightMark> {
    let plain = plain(text);
    if plain.chars().count() > 8 {
        return None;
    }
    let marks = [
        (['红', '🔴'], LightMark::Red),
        (['黄', '🟡'], LightMark::Yellow),
        (['绿', '🟢'], LightMark::Green),
        (['灰', '⚪'], LightMark::Grey),
        (['蓝', '🔵'], LightMark::Blue),
    ];
    let mut found = marks.iter().filter(|(signs, _)| plain.contains(signs.as_slice()));
    match (found.next(), found.next()) {
        (Some((_, mark)), None) => Some(*mark),
        _ => None,
    }
}

/// The light that a fill stands for: only strong reds, yellows and greens, not the tints of heads.
pub fn filled(Rgb(red, green, blue): Rgb) -> Option<LightMark> {
    let (r, g, b) = (i32::from(red), i32::from(green), i32::from(blue));
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    if most - least < 90 || most < 110 {
        return None;
    }
    if r == most && g < 110 && b < 130 {
        Some(LightMark::Red)
    } else if r > 170 && g > 140 && b < 140 && (r - g).abs() < 100 {
        Some(LightMark::Yellow)
    } else if g == most && r < 170 && g - b > 40 {
        Some(LightMark::Green)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lights_in_words_and_paint() {
        assert_eq!(written("●红"), Some(LightMark::Red));
        assert_eq!(written("绿灯"), Some(LightMark::Green));
        assert_eq!(written(" 黄 "), Some(LightMark::Yellow));
        assert_eq!(written("红黄绿"), None);
        assert_eq!(written("正常"), None);
        assert_eq!(filled(Rgb(255, 0, 0)), Some(LightMark::Red));
        assert_eq!(filled(Rgb(192, 0, 0)), Some(LightMark::Red));
        assert_eq!(filled(Rgb(255, 255, 0)), Some(LightMark::Yellow));
        assert_eq!(filled(Rgb(255, 192, 0)), Some(LightMark::Yellow));
        assert_eq!(filled(Rgb(0, 176, 80)), Some(LightMark::Green));
        assert_eq!(filled(Rgb(146, 208, 80)), Some(LightMark::Green));
        assert_eq!(filled(Rgb(221, 235, 247)), None);
        assert_eq!(filled(Rgb(0, 112, 192)), None);
    }
}
