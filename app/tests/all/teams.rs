//! Cross teams at the command line: an instance goes in, a roster that keeps every rule comes out, or a
//! sentence.

mod command;
mod files;
mod given;
mod judge;
