//! Why a row that was understood is given back all the same, in words.

use crate::{
    act::ActError,
    ledgers::understand::{LedgerRow, RefusedRow},
};
use bangdu_core::{
    phrase,
    refusal::{Refusal, Rule},
};

pub(super) fn given_back(row: &LedgerRow, refusal: &Refusal) -> RefusedRow {
    RefusedRow { sheet: row.sheet, row: row.row, column: None, reason: refusal.why.clone() }
}

pub(super) fn without_deadline() -> Refusal {
    DEADLINE.refuse(
        phrase!("完成时限未填写", "the deadline is missing"),
        phrase!("请补填完成时限后重新导入", "fill it in and import the row again"),
    )
}

pub(super) fn stands_twice(row: &LedgerRow, first: u32) -> RefusedRow {
    let reason = phrase!(
        "与第{0}行重复：序号、名称和牵头单位相同",
        "the same as row {0}: number, title and lead unit",
        first
    );
    RefusedRow { sheet: row.sheet, row: row.row, column: None, reason }
}

pub(super) fn ambiguous(matters: usize) -> Refusal {
    AMBIGUOUS.refuse(
        phrase!("与{0}项已有事项相符，无法确定是哪一项", "it fits {0} matters", matters),
        phrase!("请在该行填写立项编号后重新导入", "write its number into the row and import it again"),
    )
}

pub(super) fn number_taken(number: &str) -> Refusal {
    NUMBER.refuse(
        phrase!("立项编号{0}已属于其他事项", "the number {0} belongs to another matter", number),
        phrase!("请核对编号后重新导入", "check the number and import it again"),
    )
}

const AMBIGUOUS: Rule = Rule::ours("import.ambiguous", "一行对应一个事项", "A row is one matter");
const DEADLINE: Rule = Rule::ours(
    "import.deadline",
    "未填时限的行按选择退回",
    "Rows without a deadline are given back if so chosen",
);
const NUMBER: Rule = Rule::ours("import.number", "立项编号不得重复", "A number belongs to one matter");
const OFFICE: Rule =
    Rule::ours("import.office", "台账归属于一个督查室", "A ledger belongs to a supervision office");

/// There is no office yet to which a ledger could belong.
pub(super) fn no_office() -> ActError {
    OFFICE
        .refuse(
            phrase!("尚未设立督查室", "there is no supervision office yet"),
            phrase!(
                "请系统管理员在“单位”中将本单位设为督查室",
                "the system administrator sets up an office under Units"
            ),
        )
        .into()
}
