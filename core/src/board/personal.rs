//! Whether words for the public hold somebody's mobile number or identity number: those are never published,
//! whoever asks.

/// Whether such a number stands in `text`, however it is set apart.
pub fn has_personal_number(text: &str) -> bool {
    runs(text).iter().any(|run| is_personal(run))
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

/// Runs of digits (and X), where single blanks, hyphens and dots between them don't count.
fn runs(text: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    let mut gap = 0;
    for c in text.chars().map(narrow) {
        let last = runs.len() - 1;
        match c {
            '0'..='9' | 'X' => {
                runs[last].push(c);
                gap = 0;
            }
            ' ' | '-' | '.' | '·' | '—' | '－' if gap == 0 && !runs[last].is_empty() => gap = 1,
            _ => {
                gap = 0;
                if !runs[last].is_empty() {
                    runs.push(String::new());
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
    use super::has_personal_number;

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
