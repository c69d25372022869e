//! The second factor: codes of an authenticator (RFC 6238), and recovery codes for a lost phone.

use crate::{cx, web::session::digest};
use bangdu_core::instant::Instant;
use totp_rs::{Builder, Secret, Totp};

/// How many recovery codes somebody gets.
const RECOVERY: usize = 8;

/// A new secret of 160 bits.
pub(super) fn new_secret() -> Option<Vec<u8>> {
    cx::random_bytes::<20>().ok().map(|bytes| bytes.to_vec())
}

/// The step whose code this is, a little before or after `now`.
pub(super) fn step_of(secret: &[u8], code: &str, now: Instant) -> Option<i64> {
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    if code.len() != 6 {
        return None;
    }
    let step = totp(secret, "bangdu")?.check(&code, u64::try_from(now.0 / 1000).ok()?)?;
    i64::try_from(step).ok()
}

/// What an authenticator reads: the address, and the secret for typing.
pub(super) fn address(secret: &[u8], account: &str) -> Option<(String, String)> {
    let totp = totp(secret, &account.replace(':', "-"))?;
    Some((totp.to_url().ok()?, totp.secret().to_base32()))
}

/// The address as a picture.
pub(super) fn qr(address: &str) -> Option<String> {
    use qrcode::{QrCode, render::svg};
    let code = QrCode::new(address.as_bytes()).ok()?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(192, 192).build();
    Some(picture.split_once("?>").map_or(picture.clone(), |(_, svg)| svg.to_owned()))
}

/// New recovery codes, to be shown once, and what is stored of them.
pub(super) fn new_recovery() -> Option<(Vec<String>, Vec<String>)> {
    let mut shown = Vec::new();
    for _ in 0..RECOVERY {
        let text = hex::encode(cx::random_bytes::<5>().ok()?);
        shown.push(format!("{}-{}", &text[..5], &text[5..]));
    }
    let kept = shown.iter().map(|code| digest(&plain(code))).collect();
    Some((shown, kept))
}

/// The codes that are left after this one was used; none when it isn't one.
pub(super) fn without(kept: &[String], code: &str) -> Option<Vec<String>> {
    let used = digest(&plain(code));
    kept.contains(&used).then(|| kept.iter().filter(|known| **known != used).cloned().collect())
}

fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

fn totp(secret: &[u8], account: &str) -> Option<Totp> {
    let builder = Builder::new().with_secret(Secret::from(secret));
    builder.with_skew(1).with_account_name(account).with_issuer(Some("Bangdu")).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret, and the last six digits of the code at 59 seconds.
    #[test]
    fn the_standards_code_is_right_in_its_time_only() {
        let secret = b"12345678901234567890";
        assert_eq!(step_of(secret, "287 082", Instant(59_000)), Some(1));
        assert_eq!(step_of(secret, "287082", Instant(59_000 + 120_000)), None);
        assert_eq!(step_of(secret, "287083", Instant(59_000)), None);
        assert_eq!(step_of(secret, "", Instant(59_000)), None);
    }

    #[test]
    fn a_recovery_code_serves_once() {
        let (shown, kept) = new_recovery().expect("randomness");
        let left = without(&kept, &shown[3].to_uppercase()).expect("a right code");
        assert_eq!(left.len(), RECOVERY - 1);
        assert_eq!(without(&left, &shown[3]), None);
        assert_eq!(without(&left, ""), None);
    }
}
