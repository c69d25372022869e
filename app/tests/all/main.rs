//! One test binary.

mod api;
mod backup;
mod contrast;
mod demo;
mod desk;
mod engines;
mod files;
mod house;
mod jobs;
mod journal;
mod kill;
mod ledger_fuzz;
mod ledger_import;
mod matter_city;
mod matter_pages;
mod matters_pages;
mod pages;
mod people;
mod people_pages;
mod rights;
mod rounds;
mod sign_in;
mod store;
mod timers;
mod together;
mod town;
