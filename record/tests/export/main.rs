//! Exports that were tampered with, by hand and at random: whatever is under a checkpoint, the change is found.

mod command;
mod sample;

use bangdu_record::digest::HashKind;
use bangdu_record::export::Part;
use bangdu_record::signer::Algorithm;
use bangdu_record::verify::{Report, Wrong, verify};
use proptest::prelude::*;
use sample::{Sample, pack, resum, sample, unpack};

fn plain() -> Sample {
    sample(HashKind::Sha256, Algorithm::Ed25519)
}

fn check(sample: &Sample) -> Report {
    verify(sample.archive().as_slice(), None)
}

fn wrong(report: Report) -> Wrong {
    assert!(!report.ok, "nothing was found");
    report.first_error.unwrap()
}

#[test]
fn an_untouched_export_is_right() {
    for (kind, algorithm) in [(HashKind::Sha256, Algorithm::Ed25519), (HashKind::Sm3, Algorithm::Sm2)] {
        let sample = sample(kind, algorithm);
        let expected = Report { ok: true, entries: 10, streams: 3, checkpoints: 3, first_error: None };
        assert_eq!(check(&sample), expected);
        let compressed = zstd::encode_all(sample.archive().as_slice(), 3).unwrap();
        assert_eq!(verify(compressed.as_slice(), sample.checkpoints.first().cloned()), expected);
    }
}

#[test]
fn a_changed_payload_is_named_by_stream_and_version() {
    let mut sample = plain();
    sample.entries[3].payload = r#"{"round":9,"text":"进展"}"#.into();
    let wrong = wrong(check(&sample));
    assert_eq!((wrong.stream.as_deref(), wrong.version), (Some("matter/1"), Some(2)));
}

#[test]
fn a_payload_changed_with_all_its_hashes_breaks_the_checkpoint() {
    let mut sample = plain();
    sample.entries[4].payload = sample.entries[4].payload.replace("\"round\":1", "\"round\":7");
    sample.rehash();
    let wrong = wrong(check(&sample));
    assert!(wrong.what.contains("checkpoint over 6 entries"), "{}", wrong.what);
}

#[test]
fn an_entry_removed_from_the_end_of_a_stream_is_named() {
    let mut sample = plain();
    sample.entries.remove(7);
    let wrong = wrong(check(&sample));
    assert_eq!(wrong.stream.as_deref(), Some("settings"));
    assert!(wrong.what.contains("leaf 7"), "{}", wrong.what);
}

#[test]
fn the_last_entries_removed_fall_short_of_the_checkpoint() {
    let mut sample = plain();
    sample.entries.truncate(7);
    let what = wrong(check(&sample)).what;
    assert!(what.contains("covers 9") && what.contains("has 7"), "{what}");
}

#[test]
fn only_an_older_checkpoint_shows_that_the_newest_round_was_cut_off() {
    let whole = plain();
    let mut cut = whole.clone();
    cut.entries.truncate(6);
    cut.checkpoints.truncate(2);
    assert!(check(&cut).ok, "between checkpoints removal can't be proven");
    let report = verify(cut.archive().as_slice(), whole.checkpoints.last().cloned());
    assert!(wrong(report).what.contains("covers 9"));
}

#[test]
fn a_forked_record_is_not_the_one_of_the_older_checkpoint() {
    let whole = plain();
    let signer = Algorithm::Ed25519.signer(&[7; 32]).unwrap();
    let mut fork = whole.clone();
    fork.checkpoints.truncate(2);
    fork.seal(signer.as_ref());
    assert!(check(&fork).ok);
    let report = verify(fork.archive().as_slice(), whole.checkpoints.last().cloned());
    assert!(wrong(report).what.contains("older checkpoint"));
}

#[test]
fn a_record_signed_anew_by_another_key_is_not_the_one_of_the_older_checkpoint() {
    let whole = plain();
    let other = Algorithm::Ed25519.signer(&[8; 32]).unwrap();
    let mut forged = whole.clone();
    forged.keys = vec![other.public_key().clone()];
    forged.checkpoints.clear();
    forged.seal(other.as_ref());
    assert!(check(&forged).ok);
    let report = verify(forged.archive().as_slice(), whole.checkpoints.first().cloned());
    assert!(wrong(report).what.contains("not among the keys"));
}

#[test]
fn swapped_entries_are_found() {
    for (a, b) in [(0, 1), (0, 3), (4, 8), (8, 9)] {
        let mut sample = plain();
        sample.entries.swap(a, b);
        wrong(check(&sample));
        sample.rehash();
        wrong(check(&sample));
    }
}

#[test]
fn erased_rows_verify_and_changed_or_missing_ones_do_not() {
    let mut erased = plain();
    (erased.rows[0].salt, erased.rows[0].value) = (None, None);
    assert!(check(&erased).ok);

    let mut half = plain();
    half.rows[0].value = None;
    assert!(wrong(check(&half)).what.contains("erased by half"));

    let mut changed = plain();
    changed.rows[0].value = Some(serde_json::json!({"phone": "1"}));
    let fault = wrong(check(&changed));
    assert_eq!((fault.stream.as_deref(), fault.version), (Some("matter/2"), Some(1)));

    let mut missing = plain();
    missing.rows.remove(1);
    assert!(wrong(check(&missing)).what.contains("p2 is missing"));
}

#[test]
fn a_removed_checkpoint_or_part_or_file_is_found() {
    let mut sample = plain();
    sample.checkpoints.remove(1);
    assert!(wrong(check(&sample)).what.contains("checkpoint 2"));
    let parts = unpack(&plain().archive());
    for index in 0..parts.len() {
        let mut fewer = parts.clone();
        fewer.remove(index);
        assert!(!verify(pack(&fewer).as_slice(), None).ok, "{}", parts[index].0);
    }
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in ["../../etc/passwd", "/etc/passwd", "files/../x", "tables/a/b.jsonl", "entries.jsonl.bak"] {
        let mut parts = unpack(&plain().archive());
        parts.insert(5, (name.into(), b"{}".to_vec()));
        assert!(wrong(verify(pack(&parts).as_slice(), None)).what.contains("not a part"), "{name}");
    }
}

#[test]
fn a_link_in_the_archive_is_refused() {
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    tar.append_link(&mut header, "manifest.json", "/etc/passwd").unwrap();
    let report = verify(tar.into_inner().unwrap().as_slice(), None);
    assert!(wrong(report).what.contains("not a plain file"));
}

#[test]
fn garbage_lines_are_named_by_part_and_line() {
    for garbage in ["{", "null", "{\"stream\":1}", "\u{0}", "[]"] {
        let mut parts = unpack(&plain().archive());
        let entries = parts.iter_mut().find(|(name, _)| name == "entries.jsonl").unwrap();
        entries.1.extend(format!("{garbage}\n").bytes());
        resum(&mut parts);
        let what = wrong(verify(pack(&parts).as_slice(), None)).what;
        assert!(what.starts_with("entries.jsonl, line 11"), "{what}");
    }
}

#[test]
fn another_format_is_named() {
    let mut parts = unpack(&plain().archive());
    parts[0].1 = br#"{"format":"bangdu/export/v9","news":1}"#.to_vec();
    assert!(wrong(verify(pack(&parts).as_slice(), None)).what.contains("bangdu/export/v9"));
}

#[test]
fn an_export_of_another_hash_is_not_taken_for_ours() {
    let mut sample = plain();
    sample.kind = HashKind::Sm3;
    wrong(check(&sample));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_truncated_export_is_incomplete(keep in 0.0f64..1.0, compressed: bool) {
        let archive = plain().archive();
        // The two empty blocks at the end of a tar carry nothing; up to them every byte counts.
        let (whole, counted) = match compressed {
            true => { let z = zstd::encode_all(archive.as_slice(), 3).unwrap(); let n = z.len(); (z, n / 2) }
            false => { let n = archive.len() - 1024 - 512; (archive, n) }
        };
        let keep = (counted as f64 * keep) as usize;
        prop_assert!(!verify(&whole[..keep], None).ok);
    }

    #[test]
    fn nonsense_is_an_answer_and_not_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000), zstd: bool) {
        let mut bytes = bytes;
        if zstd { bytes.splice(0..0, [0x28, 0xb5, 0x2f, 0xfd]); }
        prop_assert!(!verify(bytes.as_slice(), None).ok);
    }

    #[test]
    fn any_changed_byte_of_any_part_is_found(part: prop::sample::Index, at: prop::sample::Index, flip in 1u8..) {
        let mut parts = unpack(&plain().archive());
        let part = part.index(parts.len());
        let bytes = &mut parts[part].1;
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        // The newline that ends sums.json is no part of its value.
        prop_assume!(serde_json::from_slice::<serde_json::Value>(&parts[part].1).ok()
            != serde_json::from_slice(&unpack(&plain().archive())[part].1).ok()
            || Part::parse(&parts[part].0) != Some(Part::Sums));
        prop_assert!(!verify(pack(&parts).as_slice(), None).ok, "{} byte {at}", parts[part].0);
    }

    #[test]
    fn any_changed_byte_of_the_record_is_found_though_the_sums_were_mended(
        part in 1usize..5, at: prop::sample::Index, flip in 1u8..,
    ) {
        let mut parts = unpack(&plain().archive());
        let bytes = &mut parts[part].1;
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        resum(&mut parts);
        prop_assert!(!verify(pack(&parts).as_slice(), None).ok, "{} byte {at}", parts[part].0);
    }
}
