//! Public numbers: what nobody at the table chooses (a lottery, a closing index, a randomness beacon), in one spelling.
//!
//! RFC 3797, section 3 and 4: the source, the moment and the exact spelling are fixed before the number exists, because
//! whoever may still choose between `3.11` and `03.11` chooses between two draws.

use serde::{Deserialize, Serialize};

/// A public number, named in the freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicSource {
    /// Whose number it is, `lottery` or `福彩双色球`; no colon.
    pub source: String,
    /// The date that the source gives it, `2026-07-01`.
    pub date: String,
    /// Its spelling: `N` stands for a digit, `x` for a lower-case hex digit, `{k}` repeats the sign before it, anything
    /// else for itself: `NN.NN.NN.NN.NN.NN+NN`, `x{64}`.
    pub form: String,
    /// Whether numbers with a point between them must rise: for sources that publish balls in the order of falling.
    pub rising: bool,
    /// The moment from which it may be known, in milliseconds since 1970-01-01T00:00:00Z. Commitments come before it.
    pub known_ms: i64,
}

impl PublicSource {
    /// The text that goes into the seed, `lottery:2026-07-01:03.11.17.22.29.33+08`.
    pub fn text(&self, value: &str) -> String {
        format!("{}:{}:{value}", self.source, self.date)
    }

    /// Checks that the source is spelled so that only one text can come of it.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn check(&self) -> Result<(), String> {
        let named = !self.source.is_empty() && self.source.chars().all(|c| c != ':' && !c.is_control());
        if !named {
            return Err("a public number's source is a name without a colon".to_owned());
        }
        if !spelled(&self.date, &signs("NNNN-NN-NN")?) {
            return Err(format!("a public number's date is written 2026-07-01, not {}", self.date));
        }
        let places = signs(&self.form)?.iter().filter(|sign| sign.is_place()).count();
        if places == 0 {
            return Err(format!("the form {} has no place for a digit (N or x)", self.form));
        }
        Ok(())
    }

    /// Checks a text against the form.
    ///
    /// # Errors
    /// A sentence that says what should stand there.
    pub fn check_text(&self, text: &str) -> Result<(), String> {
        let Some(value) = text.strip_prefix(&self.text("")) else {
            return Err(format!("the public number must begin with {}", self.text("")));
        };
        if !spelled(value, &signs(&self.form)?) {
            return Err(format!("the public number {value} isn't written in the frozen form {}", self.form));
        }
        if self.rising && !value.split(|c: char| c != '.' && !c.is_ascii_digit()).all(rises) {
            return Err(format!("the public number {value} isn't in rising order, as the freeze asks"));
        }
        Ok(())
    }
}

/// The longest spelling of a public number, in signs.
const LONGEST: usize = 1024;

#[derive(Clone, Copy)]
enum Sign {
    Digit,
    Hex,
    Itself(char),
}

impl Sign {
    fn is_place(self) -> bool {
        !matches!(self, Sign::Itself(_))
    }

    fn takes(self, c: char) -> bool {
        match self {
            Sign::Digit => c.is_ascii_digit(),
            Sign::Hex => c.is_ascii_digit() || ('a'..='f').contains(&c),
            Sign::Itself(sign) => c == sign,
        }
    }
}

fn signs(form: &str) -> Result<Vec<Sign>, String> {
    let wrong = || {
        format!("the form {form} can't be read: N a digit, x a hex digit, {{k}} repeats the sign before it")
    };
    let mut signs = Vec::new();
    let mut rest = form.chars();
    while let Some(c) = rest.next() {
        match c {
            'N' => signs.push(Sign::Digit),
            'x' => signs.push(Sign::Hex),
            '{' => {
                let count: String = rest.by_ref().take_while(|c| *c != '}').collect();
                let count = count.parse::<usize>().ok().filter(|count| (1..=LONGEST).contains(count));
                let (count, last) = count.zip(signs.last().copied()).ok_or_else(wrong)?;
                signs.extend(std::iter::repeat_n(last, count - 1));
            }
            _ if c.is_control() || c.is_whitespace() || c == '}' => return Err(wrong()),
            _ => signs.push(Sign::Itself(c)),
        }
        if signs.len() > LONGEST {
            return Err(wrong());
        }
    }
    Ok(signs)
}

fn spelled(value: &str, signs: &[Sign]) -> bool {
    value.chars().count() == signs.len() && value.chars().zip(signs).all(|(c, sign)| sign.takes(c))
}

/// `03.11.17`: numbers between points, each larger than the one before.
fn rises(run: &str) -> bool {
    // Leading zeros keep all numbers of a run at one length in practice; compare as numbers all the same.
    let numbers: Vec<&str> = run.split('.').map(|number| number.trim_start_matches('0')).collect();
    numbers.windows(2).all(|pair| (pair[0].len(), pair[0]) < (pair[1].len(), pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lottery(form: &str) -> PublicSource {
        PublicSource {
            source: "lottery".into(),
            date: "2026-07-01".into(),
            form: form.into(),
            rising: true,
            known_ms: 0,
        }
    }

    #[test]
    fn one_number_has_one_spelling() {
        let source = lottery("NN.NN.NN.NN.NN.NN+NN");
        assert_eq!(source.check(), Ok(()));
        let good = "lottery:2026-07-01:03.11.17.22.29.33+08";
        assert_eq!(source.text("03.11.17.22.29.33+08"), good);
        assert_eq!(source.check_text(good), Ok(()));
        for other in [
            "lottery:2026-07-01:3.11.17.22.29.33+8",
            "lottery:2026-07-01:03 11 17 22 29 33+08",
            "lottery:2026-07-01:11.03.17.22.29.33+08",
            "lottery:2026-07-01:03.11.17.22.29.33+08 ",
            "lottery:2026-07-01:0３.11.17.22.29.33+08",
            "lottery:2026-07-02:03.11.17.22.29.33+08",
            "03.11.17.22.29.33+08",
        ] {
            assert!(source.check_text(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_beacon_is_written_with_a_repeat() {
        let source = PublicSource { rising: false, ..lottery("x{64}") };
        assert_eq!(source.check_text(&source.text(&"a0".repeat(32))), Ok(()));
        assert!(source.check_text(&source.text(&"A0".repeat(32))).is_err());
        assert!(source.check_text(&source.text(&"a0".repeat(31))).is_err());
    }

    #[test]
    fn a_form_that_fixes_nothing_is_refused() {
        for form in ["", "abc", "{3}", "N{0}", "N{9999}", "N{", "N N", "N}", "N{-1}"] {
            assert!(lottery(form).check().is_err(), "{form}");
        }
        assert!(PublicSource { source: "a:b".into(), ..lottery("N") }.check().is_err());
        assert!(PublicSource { date: "1.7.2026".into(), ..lottery("N") }.check().is_err());
    }
}
