//! The verifiable draw: one roster out of many good ones, by chance that nobody at the table governs and everybody can
//! recompute.
//!
//! Pure: secrets, public numbers and times arrive as values. It knows rosters as lists of numbers and an instance as JSON;
//! that a roster keeps the rules of team building is for a program that knows them.
//!
//! # How it goes
//!
//! 1. **[Freeze]**: the [`Pool`] (portfolio with tickets, digests of the instance, parties, public numbers, deadline) is
//!    fixed; everything after is bound to its hash. The generator's seed is the last result's, so nobody generates
//!    portfolios until one suits.
//! 2. **[Commit]**: each party binds itself to 32 random bytes. One honest party is enough.
//! 3. **[Public]** (optional): a number that nobody at the table makes, in one spelling, known only after the commitments.
//! 4. **[Reveal]**: in the order of the parties' ids, by the deadline. A missing one makes the draw **[void](Void)**: on
//!    record, counted by party. Another attempt says that it is one.
//! 5. **[Result](Outcome)**: seed, ticket, roster, order of stand-ins follow from the steps before.
//!
//! Steps are lines of a [`Register`], which is also the only place that knows what may follow what; [`verify`] reads it
//! with the same rules and names the first step that is wrong. What must stay unknown before a visit (names, places, the
//! rosters that were not drawn) is in the [`Sealed`] part; the register holds digests under nonces.
//!
//! # What is proven, and what isn't
//!
//! Whoever knows the register's head (the digest of its last line) at some moment can show that nothing before it was
//! changed. Nobody who doesn't know *all* secrets and the public number beforehand can prefer a roster. Not proven:
//! - **that nothing after the newest known head was cut off**: print the head at each step, let each party take it home;
//! - **that the parties don't collude**: if all of them and no public number make the seed, together they choose it;
//! - **that the writer's clock is right**: times are what the writing machine said;
//! - **that a party meant to fail**: the last to reveal can see the result first and keep silent; it is counted.
//!
//! Ancestors: RFC 3797 (freeze the pool before the entropy exists, one spelling of public numbers, no silent re-draw);
//! commit and reveal; the lotteries over many rosters of citizens' assemblies (Flanigan et al., Nature 2021).

mod hashes;
mod open;
mod pool;
mod public;
mod register;
mod sealed;
mod step;
pub mod stream;
mod verify;

pub use hashes::{Secret, commitment, part_digest, pool_hash, roster_digest, seed, step_digest};
pub use open::Open;
pub use pool::{DRAW_FORMAT, FEWEST_PARTIES, InstanceDigests, MOST_PEOPLE, Pool, Promise, Row};
pub use public::PublicSource;
pub use register::{Ended, Register};
pub use sealed::{Opened, Roster, SEALED_FORMAT, Sealed, SealedRoster};
pub use step::{Commit, Freeze, Line, Outcome, Public, Reveal, Step, Void};
pub use verify::{DrawReport, Frozen, Given, WrongStep, read, verify};
