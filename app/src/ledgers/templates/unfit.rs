//! Why a file can't be a template: one sentence in both languages, with the way out.

use crate::ledgers::read::Unreadable;
use bangdu_core::{phrase, phrase::Phrase};

/// A file that can't be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It isn't an .xlsx that we can read.
    Unreadable(Unreadable),
    /// It carries macros.
    Macros,
    /// No sheet has placeholders of a matter's columns.
    NoRow,
    /// They stand in several rows.
    SeveralRows,
    /// A placeholder that nobody knows.
    Unknown(String),
    /// The row is merged with another one.
    Merged,
    /// The row has a formula that it shares with others.
    SharedFormula,
    /// The sheet has table objects, whose areas can't grow.
    Objects,
}

impl Unfit {
    /// As the user reads it.
    pub fn phrase(&self) -> Phrase {
        match self {
            Unfit::Unreadable(why) => why.phrase(),
            Unfit::Macros => phrase!(
                "模板含有宏，不能使用。请另存为不含宏的工作簿（.xlsx）后再上传。",
                "The form has macros and can't be used. Save it as a workbook without macros (.xlsx) and upload it again."
            ),
            Unfit::NoRow => phrase!(
                "未找到明细行的占位符。请在表头下一行填写占位符，如“{0}”“{1}”，每个事项占一行。",
                "There is no row of placeholders. Write them in the row below the head, such as {0} and {1}; each matter gets a row.",
                "{{督查事项}}",
                "{{牵头单位}}"
            ),
            Unfit::SeveralRows => phrase!(
                "明细占位符分散在多行。请把各列的占位符放在同一行。",
                "The columns' placeholders stand in several rows. Put them all into one."
            ),
            Unfit::Unknown(name) => phrase!(
                "无法识别占位符“{0}”。请改用台账中的列名，如“督查事项”“牵头单位”“完成时限”。",
                "The placeholder “{0}” is unknown. Use the name of a ledger's column, such as 督查事项, 牵头单位 or 完成时限.",
                name.as_str()
            ),
            Unfit::Merged => phrase!(
                "明细行与其他行合并了单元格。请取消跨行合并后再上传。",
                "The row of placeholders is merged with another row. Undo that and upload it again."
            ),
            Unfit::SharedFormula => phrase!(
                "明细行含有数组公式或共享公式，不能逐行填写。请改为普通公式或删除后再上传。",
                "The row of placeholders has an array formula or a shared one. Make it a plain formula or remove it."
            ),
            Unfit::Objects => phrase!(
                "工作表中有“表格”对象，无法增加行。请转换为普通区域后再上传。",
                "The sheet has a table object, which can't grow. Convert it to a plain area and upload it again."
            ),
        }
    }
}
