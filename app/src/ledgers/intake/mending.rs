//! Typing cells of a waiting ledger anew: which cells can be, and what that makes of what was chosen.

use super::{
    Mend, mends,
    store::{self, Preview},
    waiting::{Opened, Unfit, choose, open},
};
use crate::{act::ActError, app::App, db::Tx, ledgers::understand::SheetRead};
use bangdu_core::{
    ids::BatchId,
    people::Actor,
    phrase,
    refusal::{Refusal, Rule},
};

const CELL: Rule = Rule::ours(
    "ledger.cell",
    "只改正已识别表头下的单元格",
    "Only cells under a head that was recognised are mended",
);
const LONG: Rule = Rule::ours("ledger.cell_long", "单元格文字不宜过长", "A cell's text isn't too long");
const MANY: Rule = Rule::ours("ledger.mends", "大量改正应在原文件中进行", "Many mends belong in the file");

/// Keeps what was typed into cells, if nobody has chosen since `expected`, and reads the ledger anew. A cell
/// that is typed as the file says it is mended no more.
///
/// # Errors
/// As [`choose`]; and when a cell can't be mended.
pub fn mend(
    app: &App,
    actor: &Actor,
    id: BatchId,
    expected: Option<u64>,
    typed: Vec<Mend>,
) -> Result<(), Unfit> {
    let opened = open(app, actor, id)?;
    let typed = settled(app, &opened, typed)?;
    let kept = &opened.preview.choices.mends;
    let others = kept.iter().filter(|kept| !typed.iter().any(|(new, _)| new.place() == kept.place())).count();
    enough(others + typed.len())?;
    choose(app, actor, id, expected, move |choices| {
        for (new, was) in &typed {
            choices.mends.retain(|kept| kept.place() != new.place());
            if new.text != *was {
                choices.mends.push(new.clone());
            }
        }
        choices.mends.sort_by_key(Mend::place);
    })
}

/// Lets a cell say again what the file says there, if nobody has chosen since `expected`.
///
/// # Errors
/// As [`mend`].
pub fn undo(
    app: &App,
    actor: &Actor,
    id: BatchId,
    expected: Option<u64>,
    (sheet, row, column): (usize, u32, u16),
) -> Result<(), Unfit> {
    let opened = open(app, actor, id)?;
    let place = Mend { sheet, row, column, text: String::new() };
    let found: Vec<(Mend, String)> = settled(app, &opened, vec![place])?;
    choose(app, actor, id, expected, move |choices| {
        choices.mends.retain(|kept| !found.iter().any(|(undone, _)| undone.place() == kept.place()));
    })
}

/// All the mends of a ledger, in place of those it had.
///
/// # Errors
/// When a cell can't be mended, or the store fails.
pub fn all(app: &App, opened: &Opened, typed: Vec<Mend>) -> Result<Vec<Mend>, ActError> {
    enough(typed.len())?;
    let mut mends: Vec<Mend> = Vec::new();
    for (new, was) in settled(app, opened, typed)? {
        mends.retain(|kept| kept.place() != new.place());
        if new.text != was {
            mends.push(new);
        }
    }
    mends.sort_by_key(Mend::place);
    Ok(mends)
}

fn enough(count: usize) -> Result<(), ActError> {
    if count <= mends::MOST {
        return Ok(());
    }
    let why = phrase!(
        "这份台账已有{0}处改正，超过{1}处",
        "{0} cells of this ledger would be mended, more than {1}",
        count,
        mends::MOST
    );
    let instead = phrase!("请在原文件中改正后重新导入", "mend them in the file and bring it in again");
    Err(MANY.refuse(why, instead).into())
}

/// Each with the cell that is really meant, and what the file says there.
fn settled(app: &App, opened: &Opened, typed: Vec<Mend>) -> Result<Vec<(Mend, String)>, ActError> {
    let (preview, sheets) = (opened.preview.clone(), opened.survey.sheets.clone());
    app.cx
        .db
        .read_blocking(move |tx| typed.into_iter().map(|mend| one(tx, &preview, &sheets, mend)).collect())
}

fn one(
    tx: &mut Tx<'_>,
    preview: &Preview,
    sheets: &[SheetRead],
    mend: Mend,
) -> Result<(Mend, String), ActError> {
    if mend.text.chars().count() > mends::LONGEST {
        return Err(too_long(&mend).into());
    }
    let headed = sheets
        .get(mend.sheet)
        .is_some_and(|sheet| sheet.columns.iter().any(|column| column.index == usize::from(mend.column)));
    let line = store::line(tx, preview, mend.sheet, mend.row)?.filter(|line| headed && line.is_mendable());
    let line = line.ok_or_else(|| no_cell(&mend))?;
    let (row, column) = line.origin(mend.column);
    let first = if row == mend.row { Some(line) } else { store::line(tx, preview, mend.sheet, row)? };
    let first = first.filter(|line| line.is_mendable()).ok_or_else(|| no_cell(&mend))?;
    let cell = first.cells.get(usize::from(column)).cloned().unwrap_or_default();
    let text = mend.text.trim().to_owned();
    Ok((Mend { row, column, text, ..mend }, cell.was.unwrap_or(cell.text)))
}

fn no_cell(mend: &Mend) -> Refusal {
    CELL.refuse(
        phrase!(
            "{0}列第{1}行不在已识别的表格中",
            "column {0}, row {1} isn't in a table that was recognised",
            mends::letters(usize::from(mend.column)),
            mend.row
        ),
        phrase!("请在预览中选择其他单元格", "choose another cell in the preview"),
    )
}

fn too_long(mend: &Mend) -> Refusal {
    LONG.refuse(
        phrase!(
            "第{0}行填写的文字超过{1}字",
            "what was typed in row {0} is longer than {1} characters",
            mend.row,
            mends::LONGEST
        ),
        phrase!("请精简后重新填写", "shorten it"),
    )
}
