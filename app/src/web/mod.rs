//! The web's edge, shared by all rooms: languages, the frame around each page, forms, lists,
//! errors, assets, headers and sessions. No business here, and no room is imported.

pub mod assets;
pub mod error;
pub mod fields;
pub mod form;
pub mod headers;
pub mod health;
pub mod lang;
pub mod layout;
pub mod list;
pub mod markup;
pub mod preferences;
pub mod sample;
pub mod scope;
pub mod session;
