//! Everything that touches the world.

pub mod act;
pub mod api;
pub mod app;
pub mod campaigns;
pub mod clock;
pub mod cx;
pub mod db;
pub mod jobs;
pub mod journal;
pub mod ledgers;
pub mod matters;
pub mod people;
pub mod settings;
pub mod web;

/// The interface's messages, one file a room, embedded at build time.
mod messages {
    rust_i18n::i18n!("messages");
}
