//! What a row under the head is: a matter, or one of the rows that offices put between them.

use super::plain::{narrow, number, plain};
use crate::ledgers::read::{Cell, RowCells};

/// What a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    /// A matter, or what should be one.
    Matter,
    /// 一、教育卫生: the group's name.
    Group(String),
    /// 注：…
    Note,
    /// 小计, 合计
    Subtotal,
    /// Nothing but a number or a sign.
    Blank,
}

/// The kind of `row` under a head of `width` columns whose title column is `title`.
pub(super) fn of(row: &RowCells, title: Option<usize>, seq: Option<usize>, width: usize) -> RowKind {
    let own: Vec<(usize, &Cell)> = once_each(row);
    let Some((first, cell)) = own.iter().find(|(_, cell)| !plain(&cell.text).is_empty()).copied() else {
        return RowKind::Blank;
    };
    let text = cell.text.trim();
    if own.iter().take(3).any(|(_, cell)| is_sum(&cell.text)) {
        return RowKind::Subtotal;
    }
    if own.len() <= 4 && is_note(text) {
        return RowKind::Note;
    }
    if own.len() == 1 {
        let spread = row.cells.iter().filter(|cell| !cell.is_blank()).count();
        if seq == Some(first) && text.chars().all(|c| c.is_ascii_digit() || ".、".contains(c)) {
            return RowKind::Blank;
        }
        if title != Some(first) || spread * 2 > width || is_numbered_group(text) {
            return RowKind::Group(group_name(text));
        }
    }
    RowKind::Matter
}

/// Cells with text that begin in this row; what is merged across counts once.
fn once_each(row: &RowCells) -> Vec<(usize, &Cell)> {
    let starts_here = |(column, cell): &(usize, &Cell)| {
        !cell.is_blank()
            && cell
                .merged_from
                .is_none_or(|(number, first)| number != row.number && usize::from(first) == *column)
    };
    row.cells.iter().enumerate().filter(starts_here).collect()
}

fn is_sum(text: &str) -> bool {
    let plain = plain(text);
    ["小计", "合计", "总计", "共计"]
        .iter()
        .any(|word| plain == *word || (plain.starts_with(word) && plain.chars().count() <= 8))
        || plain.ends_with("小计") && plain.chars().count() <= 12
}

fn is_note(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).take(12).collect();
    const HEADS: [&str; 16] = [
        "注:",
        "注1",
        "备注:",
        "说明:",
        "填表说明",
        "填报说明",
        "填表人",
        "填报人",
        "审核人",
        "制表",
        "联系人:",
        "联系电话:",
        "单位负责人",
        "主要负责人",
        "分管领导签",
        "填报单位",
    ];
    HEADS.iter().any(|head| plain.starts_with(head))
}

/// 一、… or （一）…
fn is_numbered_group(text: &str) -> bool {
    let bare = text.trim_start_matches(['（', '(']);
    !bare.starts_with(|c: char| c.is_ascii_digit())
        && number(bare).is_some_and(|(_, rest)| rest.starts_with(['、', '）', ')', '.', '．']))
}

fn group_name(text: &str) -> String {
    let bare = text.trim_start_matches(['（', '(']);
    let rest = number(bare).map_or(text, |(_, rest)| rest);
    let rest = if rest.len() < bare.len() && rest.starts_with(['、', '）', ')', '.', '．']) {
        rest
    } else {
        text
    };
    rest.trim_start_matches(['、', '）', ')', '.', '．', ' ']).split_whitespace().collect()
}
