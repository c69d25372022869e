//! The default export: title, 截至日期 and 填报单位, head, rows; frozen, filtered, ready to print.
//! Rows are streamed: memory doesn't grow with them.

use crate::ledgers::understand::{Field, FieldKind, values::light::LightMark};
use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::{
    collections::BTreeMap,
    io::{Seek, Write},
};

/// A column of a written ledger.
pub trait ExportColumn: Copy + Ord {
    /// What stands over it.
    fn head(&self) -> &str;
    /// How wide it is, in characters of the default font.
    fn width(&self) -> f64;
    /// Whether it stays in sight, with all before it.
    fn stays(&self) -> bool;
}

impl ExportColumn for Field {
    fn head(&self) -> &str {
        Field::head(*self)
    }

    fn width(&self) -> f64 {
        width(*self)
    }

    fn stays(&self) -> bool {
        *self == Field::Title
    }
}

/// What stands above the rows, and how it is printed.
#[derive(Clone, Debug)]
pub struct ExportHead<C = Field> {
    /// 标题
    pub title: String,
    /// 截至日期
    pub as_of: Date,
    /// 填报单位
    pub reporter: String,
    /// Columns in order; [`Field::exported`] for the full ledger.
    pub fields: Vec<C>,
    /// The paper it is printed on, landscape.
    pub paper: Paper,
    /// 水印: who had it made and when; stands under the title and on every printed page.
    pub mark: String,
}

/// A paper size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// For many columns.
    A3,
    /// For few.
    A4,
}

/// One row; a field without a cell stays blank.
pub type ExportRow<C = Field> = BTreeMap<C, ExportCell>;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportCell {
    /// Text. One that begins like a formula stays text.
    Text(String),
    /// A day.
    Date(Date),
    /// Per cent.
    Percent(f64),
    /// A number.
    Number(f64),
    /// A light, painted.
    Light(LightMark),
}

/// Rows above the first matter: title, 截至日期, head.
const HEAD_ROWS: u32 = 3;
/// What a cell may hold in a spreadsheet.
const CELL_CHARS: usize = 32_767;

/// Writes a ledger to `out` and gives the number of rows.
///
/// # Errors
/// When `out` or the temporary file fails, or there are more rows than a sheet may have.
pub fn write_ledger(
    head: &ExportHead,
    rows: impl IntoIterator<Item = ExportRow>,
    out: impl Write + Seek + Send,
) -> Result<u32, XlsxError> {
    write_ledger_of(head, |to| rows.into_iter().try_for_each(|row| to.add(&row)), out)
}

/// The same, with rows that `give` adds one by one.
///
/// # Errors
/// As [`write_ledger`], and what `give` says.
pub fn write_ledger_of<C: ExportColumn, E: From<XlsxError>>(
    head: &ExportHead<C>,
    give: impl FnOnce(&mut ExportRows<'_, C>) -> Result<(), E>,
    out: impl Write + Seek + Send,
) -> Result<u32, E> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    let looks = Looks::new();
    set_up(sheet, head, &looks)?;
    let mut rows = ExportRows { sheet, head, looks: &looks, count: 0 };
    give(&mut rows)?;
    let count = rows.count;
    rows.sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + count, last_column(head))?;
    workbook.save_to_writer(out)?;
    Ok(count)
}

/// The rows of a ledger while it is written.
pub struct ExportRows<'a, C = Field> {
    sheet: &'a mut Worksheet,
    head: &'a ExportHead<C>,
    looks: &'a Looks,
    count: u32,
}

impl<C: ExportColumn> ExportRows<'_, C> {
    /// The next row.
    ///
    /// # Errors
    /// When the temporary file fails, or there are more rows than a sheet may have.
    pub fn add(&mut self, row: &ExportRow<C>) -> Result<(), XlsxError> {
        for (column, field) in self.head.fields.iter().enumerate() {
            put(self.sheet, HEAD_ROWS + self.count, column as u16, row.get(field), self.looks)?;
        }
        self.count += 1;
        Ok(())
    }

    /// How many there are so far.
    pub fn count(&self) -> u32 {
        self.count
    }
}

fn set_up<C: ExportColumn>(
    sheet: &mut Worksheet,
    head: &ExportHead<C>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let last = last_column(head);
    for (column, field) in head.fields.iter().enumerate() {
        sheet.set_column_width(column as u16, field.width())?;
    }
    sheet.set_name("台账")?;
    sheet.set_row_height(0, 34)?;
    spread(sheet, 0, last, &head.title, &looks.title)?;
    let mut line = format!("截至日期：{}　　填报单位：{}", long_date(head.as_of), head.reporter);
    if !head.mark.is_empty() {
        line.push_str("　　");
        line.push_str(&head.mark);
        // An ampersand begins a command there.
        sheet.set_header(format!("&R{}", head.mark.replace('&', "&&")));
    }
    spread(sheet, 1, last, &line, &looks.line)?;
    for (column, field) in head.fields.iter().enumerate() {
        sheet.write_string_with_format(HEAD_ROWS - 1, column as u16, field.head(), &looks.head)?;
    }
    sheet.set_freeze_panes(HEAD_ROWS, frozen_columns(head))?;
    sheet.set_landscape();
    sheet.set_paper_size(if head.paper == Paper::A3 { 8 } else { 9 });
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    sheet.set_print_center_horizontally(true);
    sheet.set_repeat_rows(HEAD_ROWS - 1, HEAD_ROWS - 1)?;
    sheet.set_footer("&C第 &P 页，共 &N 页");
    Ok(())
}

fn spread(sheet: &mut Worksheet, row: u32, last: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    if last == 0 {
        sheet.write_string_with_format(row, 0, text, format)?;
    } else {
        sheet.merge_range(row, 0, row, last, text, format)?;
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: Option<&ExportCell>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        None => sheet.write_blank(row, column, &looks.text)?,
        Some(ExportCell::Text(text)) => write_text(sheet, row, column, text, looks)?,
        Some(ExportCell::Number(number)) => {
            sheet.write_number_with_format(row, column, *number, &looks.number)?
        }
        Some(ExportCell::Percent(percent)) => {
            let format = if percent.fract() == 0.0 { &looks.percent } else { &looks.fine_percent };
            sheet.write_number_with_format(row, column, percent / 100.0, format)?
        }
        Some(ExportCell::Date(date)) => {
            match ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8) {
                Ok(day) => sheet.write_datetime_with_format(row, column, &day, &looks.date)?,
                // Before 1900, which spreadsheets don't know.
                Err(_) => write_text(sheet, row, column, &date.to_string(), looks)?,
            }
        }
        Some(ExportCell::Light(mark)) => {
            sheet.write_string_with_format(row, column, mark.word().zh.as_ref(), looks.light(*mark))?
        }
    };
    Ok(())
}

/// Text as text: what begins like a formula gets the apostrophe that spreadsheets don't show.
pub(super) fn write_text<'s>(
    sheet: &'s mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    looks: &Looks,
) -> Result<&'s mut Worksheet, XlsxError> {
    let text = text.char_indices().nth(CELL_CHARS).map_or(text, |(end, _)| &text[..end]);
    let format = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { &looks.quoted } else { &looks.text };
    sheet.write_string_with_format(row, column, text, format)
}

/// The formats of a ledger.
pub(super) struct Looks {
    title: Format,
    line: Format,
    pub(super) head: Format,
    text: Format,
    quoted: Format,
    number: Format,
    percent: Format,
    fine_percent: Format,
    date: Format,
    lights: [(LightMark, Format); 5],
}

impl Looks {
    pub(super) fn new() -> Looks {
        let cell = || {
            Format::new()
                .set_font_name("宋体")
                .set_font_size(10)
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::VerticalCenter)
        };
        let text = || cell().set_text_wrap();
        let centred = || cell().set_align(FormatAlign::Center);
        let light = |colour: u32| centred().set_background_color(Color::RGB(colour)).set_bold();
        Looks {
            title: Format::new()
                .set_font_name("方正小标宋简体")
                .set_font_size(20)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            line: Format::new()
                .set_font_name("楷体")
                .set_font_size(12)
                .set_align(FormatAlign::Left)
                .set_align(FormatAlign::VerticalCenter),
            head: centred()
                .set_font_name("黑体")
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00DD_EBF7)),
            text: text(),
            quoted: text().set_quote_prefix(),
            number: cell(),
            percent: centred().set_num_format("0%"),
            fine_percent: centred().set_num_format("0.00%"),
            date: centred().set_num_format("yyyy\"年\"m\"月\"d\"日\""),
            lights: [
                (LightMark::Red, light(0x00FF_0000)),
                (LightMark::Yellow, light(0x00FF_FF00)),
                (LightMark::Green, light(0x0092_D050)),
                (LightMark::Grey, light(0x00BF_BFBF)),
                (LightMark::Blue, light(0x009D_C3E6)),
            ],
        }
    }

    fn light(&self, mark: LightMark) -> &Format {
        self.lights.iter().find(|(of, _)| *of == mark).map_or(&self.text, |(_, format)| format)
    }
}

fn last_column<C>(head: &ExportHead<C>) -> u16 {
    head.fields.len().saturating_sub(1) as u16
}

/// The columns up to the matter's title stay in sight.
fn frozen_columns<C: ExportColumn>(head: &ExportHead<C>) -> u16 {
    head.fields.iter().position(ExportColumn::stays).map_or(0, |at| at as u16 + 1)
}

/// In characters of the default font.
fn width(field: Field) -> f64 {
    match (field, field.kind()) {
        (Field::Seq | Field::Measure | Field::UrgeCount | Field::Light, _) => 6.0,
        (Field::Title, _) => 30.0,
        (Field::Number, _) => 20.0,
        (_, FieldKind::Date | FieldKind::Deadline) => 14.0,
        (_, FieldKind::Rate | FieldKind::Number) => 9.0,
        (_, FieldKind::Progress) => 36.0,
        (Field::Goal | Field::Problem | Field::NextStep | Field::Plan | Field::NeedsHelp, _) => 26.0,
        _ => 16.0,
    }
}

fn long_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
