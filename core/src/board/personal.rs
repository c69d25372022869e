//! Whether words for the public hold somebody's mobile number or identity number: those are never published,
//! whoever asks. What the public wrote is handed on without them.

/// Whether such a number stands in `text`, however it is set apart.
pub fn has_personal_number(text: &str) -> bool {
    runs(text).iter().any(|run| is_personal(&run.digits))
}

/// The text with a dash for each such number.
pub fn without_personal_numbers(text: &str) -> String {
    let (mut told, mut from) = (String::new(), 0);
    for run in runs(text).iter().filter(|run| is_personal(&run.digits)) {
        told.push_str(text.get(from..run.start).unwrap_or_default());
        told.push('—');
        from = run.end;
    }
    told.push_str(text.get(from..).unwrap_or_default());
    told
}

/// A mainland mobile number (with or without 86), or a resident identity number.
fn is_personal(run: &str) -> bool {
    let digits = run.bytes().take_while(u8::is_ascii_digit).count();
    let local = run.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(run);
    let mobile = local.len() == 11
        && local.starts_with('1')
        && local.as_bytes().get(1).is_some_and(|second| (b'3'..=b'9').contains(second));
    let identity = run.len() == 18 && digits >= 17;
    mobile || identity
}

/// A run of digits with where it stands.
#[derive(Default)]
struct Run {
    digits: String,
    start: usize,
    end: usize,
}

/// Runs of digits (and X), where single blanks, hyphens and dots between them don't count.
fn runs(text: &str) -> Vec<Run> {
    let mut runs = vec![Run::default()];
    let mut gap = 0;
    for (at, original) in text.char_indices() {
        let last = runs.len() - 1;
        let run = &mut runs[last];
        match narrow(original) {
            c @ ('0'..='9' | 'X') => {
                if run.digits.is_empty() {
                    run.start = at;
                }
                run.digits.push(c);
                run.end = at + original.len_utf8();
                gap = 0;
            }
            ' ' | '-' | '.' | '·' | '—' | '－' if gap == 0 && !run.digits.is_empty() => gap = 1,
            _ => {
                gap = 0;
                if !run.digits.is_empty() {
                    runs.push(Run::default());
                }
            }
        }
    }
    runs
}

/// Full-width digits and blanks as the ordinary ones.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        'x' | 'Ｘ' | 'ｘ' => 'X',
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{has_personal_number, without_personal_numbers};

    #[test]
    fn what_is_handed_on_says_everything_but_the_numbers() {
        let text = "夜间施工，联系138 0000 1234或0595-22281234，王某 ３５０５００１９９００１０１１２３Ｘ。";
        assert_eq!(without_personal_numbers(text), "夜间施工，联系—或0595-22281234，王某 —。");
        for plain in ["", "12345", "已持续3周，共20户"] {
            assert_eq!(without_personal_numbers(plain), plain);
        }
    }

    #[test]
    fn mobiles_and_identity_numbers_are_found_however_they_are_written() {
        for text in [
            "联系人13800001234",
            "电话：138 0000 1234",
            "138-0000-1234（王）",
            "+86 138-0000-1234",
            "１３８００００１２３４",
            "身份证35050019900101123X",
            "350500 19900101 1234",
        ] {
            assert!(has_personal_number(text), "{text}");
        }
    }

    #[test]
    fn an_offices_telephone_is_none_and_neither_is_a_large_sum() {
        for text in [
            "0595-22281234",
            "12345",
            "0595-22281234转8012",
            "总投资12000万元，用地138.5亩",
            "2026年6月30日",
            "400-8123-456",
            "",
        ] {
            assert!(!has_personal_number(text), "{text}");
        }
    }
}
