//! Everything that touches the world.

pub mod act;
pub mod api;
pub mod app;
pub mod auditing;
pub mod backup;
pub mod board;
pub mod campaigns;
pub mod cli;
pub mod clock;
pub mod config;
pub mod cx;
pub mod db;
pub mod demo;
pub mod desk;
pub mod files;
pub mod hotline;
pub mod jobs;
pub mod journal;
pub mod ledgers;
pub mod logs;
pub mod map;
pub mod matters;
pub mod people;
pub mod routes;
pub mod schedule;
pub mod serve;
pub mod settings;
pub mod standing;
pub mod web;

/// The interface's messages, one file a room, embedded at build time.
mod messages {
    rust_i18n::i18n!("messages");
}
