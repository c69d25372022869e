//! Pinyin initials and the plain form of a name, for completion and for recognising names in ledgers.

use pinyin::ToPinyin;

/// The pinyin initials of `name`, lower case: `市住建局` is `szjj`. Latin letters and digits stay, the
/// rest is dropped; a character with several readings gives its commonest.
pub fn initials(name: &str) -> String {
    plain(name).chars().filter_map(initial).collect()
}

/// `name` as it is compared: full-width forms made half-width, blanks and brackets dropped, lower case.
pub fn plain(name: &str) -> String {
    name.chars().map(half_width).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn initial(c: char) -> Option<char> {
    match c.to_pinyin() {
        Some(reading) => reading.first_letter().chars().next(),
        None => c.is_ascii_alphanumeric().then_some(c),
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clerk_types_the_first_letters_of_a_unit() {
        assert_eq!(initials("市住建局"), "szjj");
        assert_eq!(initials("泉州台商投资区"), "qztstzq");
        assert_eq!(initials("12345 热线（市）"), "12345rxs");
    }

    #[test]
    fn a_name_is_compared_without_blanks_brackets_and_width() {
        assert_eq!(plain(" 市发改委　（Ａ１） "), "市发改委a1");
    }
}
