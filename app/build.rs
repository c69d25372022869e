//! Message files are read by a macro, which cargo can't see: a changed one rebuilds the crate.
fn main() {
    println!("cargo:rerun-if-changed=messages");
    println!("cargo:rerun-if-changed=build.rs");
}
