//! The matter's rules, told as stories. Each step of each story is also checked by `always`.

pub mod always;
mod assigning;
mod chart;
mod closing;
mod corpus;
mod instructing;
mod lights;
mod loops;
mod persons;
mod pressing;
mod rounds;
mod rules;
mod schedule;
mod takeover;
mod timing;
mod walk;
