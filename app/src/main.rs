//! The thin main.
fn main() {
    if std::env::args().nth(1).as_deref() == Some(bangdu::ledgers::read::xls_child::ARGUMENT) {
        std::process::exit(bangdu::ledgers::read::xls_child::serve());
    }
}
