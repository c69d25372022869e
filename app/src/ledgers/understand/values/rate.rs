//! Rates as offices write them, in per cent: 0.65, 65%, 完成60%, 已完成, 序时进度, over 100 too.

use super::super::plain::plain;
use serde::{Deserialize, Serialize};

/// What a rate cell says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum WrittenRate {
    /// Per cent, between 0 and 10,000.
    Percent(f64),
    /// 序时进度: as planned, without a number.
    OnSchedule,
}

/// A number cell: up to 2 it is a share (0.65, 1, 1.2), beyond that per cent. `percent` says that
/// the cell is shown with a % sign.
pub fn number(number: f64, percent: bool) -> Option<WrittenRate> {
    let value = if percent || number.abs() <= 2.0 { number * 100.0 } else { number };
    sound(value)
}

/// Reads `text`; `None` when it is no rate but progress in words.
pub fn written(text: &str) -> Option<WrittenRate> {
    let plain = plain(text);
    let plain = plain.trim_end_matches('。');
    if plain.chars().count() <= 8 && plain.contains("序时") {
        return Some(WrittenRate::OnSchedule);
    }
    if let Some(rate) = in_words(plain) {
        return sound(rate);
    }
    let digits = without_words(plain);
    if let Some(percent) = digits.strip_suffix(['%', '％', '﹪']) {
        return percent.parse().ok().and_then(sound);
    }
    digits.parse().ok().and_then(|value| number(value, false))
}

fn in_words(plain: &str) -> Option<f64> {
    match plain {
        "已完成" | "完成" | "全部完成" | "已办结" | "办结" | "已全部完成" | "已完工" | "全面完成"
        | "已完成任务" | "已销号" | "完工" => Some(100.0),
        "未启动" | "未开工" | "未开始" | "尚未启动" | "尚未开工" => Some(0.0),
        _ => None,
    }
}

fn without_words(plain: &str) -> &str {
    let mut rest = plain;
    for head in ["已", "累计", "总体", "完成率", "进度", "完成", "约", "达到", "达", "为", ":", "近", "超"]
    {
        rest = rest.strip_prefix(head).unwrap_or(rest);
    }
    for tail in ["左右", "以上", "完成"] {
        rest = rest.strip_suffix(tail).unwrap_or(rest);
    }
    rest
}

fn sound(percent: f64) -> Option<WrittenRate> {
    let rounded = (percent * 1e6).round() / 1e6;
    (0.0..=10_000.0).contains(&rounded).then_some(WrittenRate::Percent(rounded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_as_offices_write_them() {
        let cases = [
            ("0.65", 65.0),
            ("75%", 75.0),
            ("75 %", 75.0),
            ("完成60%", 60.0),
            ("已完成", 100.0),
            ("120%", 120.0),
            ("65", 65.0),
            ("1", 100.0),
            ("１００％", 100.0),
            ("约80%", 80.0),
            ("已完成 45.5%", 45.5),
            ("未开工", 0.0),
        ];
        for (text, expected) in cases {
            assert_eq!(written(text), Some(WrittenRate::Percent(expected)), "{text}");
        }
        assert_eq!(written("序时进度"), Some(WrittenRate::OnSchedule));
        for text in ["已开工14个，其中6个主体完工", "正在招标", "-5%", "NaN", "inf", "99999999%"]
        {
            assert_eq!(written(text), None, "{text}");
        }
        assert_eq!(number(0.4, false), Some(WrittenRate::Percent(40.0)));
        assert_eq!(number(40.0, false), Some(WrittenRate::Percent(40.0)));
        assert_eq!(number(4.0, true), Some(WrittenRate::Percent(400.0)));
    }
}
