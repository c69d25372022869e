//! Why a file can't be read: one sentence in both languages, with the way out.

use bangdu_core::{phrase, phrase::Phrase};

/// A file that gives no grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Larger than the limit.
    FileTooLarge {
        /// The limit in megabytes.
        megabytes: usize,
    },
    /// Unfolds to more than the limit, or to suspiciously more than it weighs.
    UnpacksTooLarge,
    /// More columns with content than a ledger has.
    TooManyColumns {
        /// The limit.
        limit: usize,
    },
    /// More rows than the limit.
    TooManyRows {
        /// The limit.
        limit: usize,
    },
    /// Too many cells or too much text altogether.
    TooMuch,
    /// Protected by a password.
    Encrypted,
    /// A WPS 表格 file (.et).
    Et,
    /// A WPS 文字 or old Word file (.wps, .doc).
    OldText,
    /// A PDF or a picture.
    NotCells,
    /// Named as one format, but another inside.
    WrongExtension {
        /// The extension of its name.
        named: &'static str,
        /// The extension of what it is.
        found: &'static str,
    },
    /// Named as a workbook, and only text without columns inside.
    NotInside,
    /// None of the formats we know.
    Unknown,
    /// Cut off or damaged.
    Damaged,
    /// A text file in an encoding we don't know.
    Encoding,
    /// Nothing in it.
    Empty,
    /// A Word file without a table.
    NoTable,
    /// The process that reads .xls ran out of memory or time.
    XlsGaveUp,
}

impl Unreadable {
    /// A stable code, for the API and the tests.
    pub fn code(&self) -> &'static str {
        match self {
            Unreadable::FileTooLarge { .. } => "file_too_large",
            Unreadable::UnpacksTooLarge => "unpacks_too_large",
            Unreadable::TooManyColumns { .. } => "too_many_columns",
            Unreadable::TooManyRows { .. } => "too_many_rows",
            Unreadable::TooMuch => "too_much",
            Unreadable::Encrypted => "encrypted",
            Unreadable::Et => "et",
            Unreadable::OldText => "old_text",
            Unreadable::NotCells => "not_cells",
            Unreadable::WrongExtension { .. } => "wrong_extension",
            Unreadable::NotInside => "not_inside",
            Unreadable::Unknown => "unknown",
            Unreadable::Damaged => "damaged",
            Unreadable::Encoding => "encoding",
            Unreadable::Empty => "empty",
            Unreadable::NoTable => "no_table",
            Unreadable::XlsGaveUp => "xls_gave_up",
        }
    }

    /// The sentence that the user reads.
    pub fn phrase(&self) -> Phrase {
        match self {
            Unreadable::FileTooLarge { megabytes } => phrase!(
                "文件超过{0}MB，未读取。请删去图片和无关工作表，或分成几个文件导入。",
                "The file is larger than {0} MB and was not read. Remove pictures and sheets that don't belong to the ledger, or import it in several files.",
                *megabytes
            ),
            Unreadable::UnpacksTooLarge => phrase!(
                "文件解压后过大，为安全起见未读取。请在表格软件中新建工作簿，只粘贴台账内容后另存为 .xlsx 再导入。",
                "The file unpacks to far too much and was not read, for safety. Paste the ledger alone into a new workbook, save it as .xlsx and import that."
            ),
            Unreadable::TooManyColumns { limit } => phrase!(
                "有内容的列超过{0}列，不像台账，未读取。请删去台账以外的列后再导入。",
                "More than {0} columns have content, which no ledger has; the file was not read. Remove the columns beside the ledger and import again.",
                *limit
            ),
            Unreadable::TooManyRows { limit } => phrase!(
                "行数超过{0}行，未读取。请按年度或按专项分成几个文件导入。",
                "There are more than {0} rows; the file was not read. Split it by year or by campaign and import the parts.",
                *limit
            ),
            Unreadable::TooMuch => phrase!(
                "表内内容过多，未读取。请删去台账以外的内容，或分成几个文件导入。",
                "There is too much in the file; it was not read. Remove what doesn't belong to the ledger, or import it in several files."
            ),
            Unreadable::Encrypted => phrase!(
                "文件设有打开密码，无法读取。请在表格软件中取消密码后另存，再导入。",
                "The file is protected by a password and can't be read. Remove the password in your spreadsheet program, save, and import again."
            ),
            Unreadable::Et => phrase!(
                "暂不支持 .et 文件。请在 WPS 中打开，另存为 .xlsx 后再导入。",
                "Files of type .et aren't supported. Open it in WPS, save it as .xlsx, and import that."
            ),
            Unreadable::OldText => phrase!(
                "暂不支持 .wps 和 .doc 文件。请在 WPS 或 Word 中打开，另存为 .docx 后再导入。",
                "Files of type .wps and .doc aren't supported. Open it in WPS or Word, save it as .docx, and import that."
            ),
            Unreadable::NotCells => phrase!(
                "这是图片或 PDF 文件，无法读出表格。请导入原来的表格文件（.xlsx、.xls、.csv、.docx），或将单元格粘贴进来。",
                "This is a picture or a PDF; no table can be read from it. Import the ledger it was made from (.xlsx, .xls, .csv, .docx), or paste its cells."
            ),
            Unreadable::WrongExtension { named, found } => phrase!(
                "文件名以 {0} 结尾，内容却是 {1} 格式，未读取。请确认没有选错文件，将扩展名改为 {1} 后再导入。",
                "The file's name ends in {0}, but it is {1} inside; it was not read. Check that it is the right file, rename it to {1} and import that.",
                *named,
                *found
            ),
            Unreadable::NotInside => phrase!(
                "文件内容不是表格，可能已损坏、未下载完整或改过扩展名，未读取。请用表格软件打开原文件，确认内容完整后另存为 .xlsx 再导入；打不开的，请向提供单位重新索取。",
                "There is no workbook in the file: it may be damaged, cut off or renamed, and was not read. Open the original in your spreadsheet program, check it, save it as .xlsx and import that; if it doesn't open, ask for it again."
            ),
            Unreadable::Unknown => phrase!(
                "无法识别文件格式。请导入 .xlsx、.xls、.csv 或 .docx 文件，或将单元格粘贴进来。",
                "The file's format isn't known. Import an .xlsx, .xls, .csv or .docx file, or paste its cells."
            ),
            Unreadable::Damaged => phrase!(
                "文件不完整或已损坏，无法读取。请在表格软件中打开确认，另存为 .xlsx 后再导入。",
                "The file is incomplete or damaged and can't be read. Open it in your spreadsheet program, save it as .xlsx, and import that."
            ),
            Unreadable::Encoding => phrase!(
                "无法识别文本编码。请将文件另存为 .xlsx，或另存为 UTF-8 编码的 .csv 后再导入。",
                "The text's encoding isn't known. Save the file as .xlsx, or as .csv in UTF-8, and import that."
            ),
            Unreadable::Empty => {
                phrase!(
                    "文件中没有内容。请确认导入的是否为台账文件。",
                    "There is nothing in the file. Please check that it is the ledger."
                )
            }
            Unreadable::NoTable => phrase!(
                "文档中没有表格。请确认台账是否以表格形式列出，或导入 .xlsx 文件。",
                "There is no table in the document. Please check that the ledger is laid out as a table, or import an .xlsx file."
            ),
            Unreadable::XlsGaveUp => phrase!(
                "读取 .xls 文件时超出内存或时间限制。请在表格软件中打开，另存为 .xlsx 后再导入。",
                "Reading the .xls file took too much memory or time. Open it in your spreadsheet program, save it as .xlsx, and import that."
            ),
        }
    }
}
