//! Sentences and offers over the whole loop: all words exist, all events have names of their own.

use super::super::{OFFERS, State, offer, sample::*};
use std::collections::BTreeSet;

#[test]
fn codes_of_acts_and_states_are_unique_and_have_words() {
    let codes: BTreeSet<&str> = OFFERS.iter().map(|offer| offer.code).collect();
    assert_eq!(codes.len(), OFFERS.len());
    assert!(codes.iter().all(|code| offer(code).is_some_and(|o| !o.word.zh.is_empty())));
    assert!(State::CODES.iter().all(|code| State::word_of(code).zh != *code));
}

#[test]
fn each_step_of_the_loop_is_offered_to_somebody_as_the_next_one() {
    for tale in [
        Tale::drafted(),
        Tale::submitted(),
        Tale::registered(),
        Tale::assigned(),
        Tale::in_progress(),
        Tale::objecting(),
        Tale::suspended(),
        Tale::claimed(),
        Tale::awaiting_report(),
        Tale::verified(),
        Tale::proposed(),
        Tale::closed(),
    ] {
        let forward = everybody()
            .iter()
            .any(|who| tale.offered(who).iter().any(|code| offer(code).is_some_and(|offer| offer.forward)));
        assert!(forward, "nobody can go on from {}", tale.state());
    }
}
