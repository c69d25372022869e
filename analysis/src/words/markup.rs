//! What forms and web pages leave in a letter: tags, entities, addresses of pages.

/// Longer than this is no tag but a lone sign.
const LONGEST_TAG: usize = 2_000;

/// The length in bytes of the tag or comment at the start of `text` (which begins with `<`).
pub(super) fn tag(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let named = match bytes.get(1)? {
        b'/' => bytes.get(2)?.is_ascii_alphabetic(),
        b'!' | b'?' => true,
        b => b.is_ascii_alphabetic(),
    };
    if !named {
        return None;
    }
    if text.starts_with("<!--") {
        return text.find("-->").map(|end| end + 3);
    }
    bytes.iter().take(LONGEST_TAG).position(|&b| b == b'>').map(|end| end + 1)
}

/// The character that the entity at the start of `text` (which begins with `&`) stands for, and its length.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "nbsp" | "ensp" | "emsp" => ' ',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" | "ldquo" | "rdquo" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "middot" => '·',
        "mdash" | "ndash" => '-',
        "hellip" => '…',
        _ => {
            let number = name.strip_prefix('#')?;
            let value = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(value.ok()?).unwrap_or(' ')
        }
    };
    Some((c, end + 1))
}

/// The length of the web address at the start of `text`. Boards replace addresses and numbers by one
/// (`https://baidu.com/`): it says nothing, and is dropped.
pub(super) fn address(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let starts =
        |head: &str| bytes.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head.as_bytes()));
    if !(starts("http://") || starts("https://") || starts("www.")) {
        return None;
    }
    let of_address = |b: &u8| b.is_ascii_alphanumeric() || b"/:.?=&%_-#~+@!".contains(b);
    Some(bytes.iter().position(|b| !of_address(b)).unwrap_or(bytes.len()))
}
