//! The draw: published vectors, a whole draw, and every attack with the step that is named.

mod attacks;
mod command;
mod fates;
mod table;
mod vectors;
