//! Named samples of the page of tokens, so that a test renders it in every language.

use super::{pages::TokensPage, store::Token};
use crate::web::{
    fields::Fields,
    form::Form,
    lang::Lang,
    layout::Frame,
    sample::{Sample, reader},
};
use bangdu_core::{ids::AccountId, instant::Instant};
use uuid::Uuid;

/// The page of tokens.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let form = || Form::typed(&frame(), Fields::from([("days", "90"), ("scope", "read")]));
    let token = |name: &str, scopes: &str| Token {
        id: Uuid::from_u128(1),
        account: AccountId(Uuid::from_u128(2)),
        name: name.into(),
        scopes: scopes.into(),
        made_at: Instant(1_793_667_600_000),
        expires_at: Instant(1_801_443_600_000),
    };
    let some = vec![token("月报取数", "read"), token("与公文系统对接", "read write")];
    vec![
        Sample::of("api.tokens", TokensPage::of(frame(), form(), vec![], None)),
        Sample::of("api.tokens.made", TokensPage::of(frame(), form(), some, Some("123456".into()))),
    ]
}
