//! Ledgers as .xlsx, as offices like them, and refused rows with their reasons. Which rows these are
//! is decided elsewhere.

mod ledger;
mod refused;

pub use ledger::{
    ExportCell, ExportColumn, ExportHead, ExportRow, ExportRows, Paper, write_ledger, write_ledger_of,
};
pub use refused::write_refused;
pub use rust_xlsxwriter::XlsxError as WriteError;

#[cfg(test)]
mod tests;
