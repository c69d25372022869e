//! The form for a clue and the pages that answer it. The public copy has the same form, untouched.

use crate::{
    board::line::{LONGEST, LONGEST_CONTACT, SHORTEST, contact_of, text_of},
    web::{
        fields::Fields,
        lang::{self, Lang},
        sample::Sample,
    },
};
use askama::Template;
use bangdu_core::board::Receipt;

/// The form with what was typed, and what is wrong with it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "board/outside/form.html")]
pub struct ClueForm {
    lang: Lang,
    text: String,
    contact: String,
    consent: bool,
    wrong: Vec<(&'static str, &'static str)>,
}

/// What was typed into a form that is right.
pub struct Typed {
    /// What was seen.
    pub text: String,
    /// How the author can be reached.
    pub contact: Option<String>,
}

impl ClueForm {
    /// Nobody has touched it.
    pub fn blank(lang: Lang) -> ClueForm {
        ClueForm { lang, ..ClueForm::default() }
    }

    /// What was typed; or the form again, saying what is wrong at which field.
    ///
    /// # Errors
    /// The form, with what was typed.
    pub fn read(lang: Lang, fields: &Fields) -> Result<Typed, Box<ClueForm>> {
        let (text, contact) = (text_of(fields.get("text")), fields.given("contact").map(contact_of));
        let consent = fields.ticked("consent");
        let mut wrong = Vec::new();
        if text.is_none() {
            wrong.push(("text", "board.wrong_text"));
        }
        if contact == Some(None) {
            wrong.push(("contact", "board.wrong_contact"));
        }
        if !consent {
            wrong.push(("consent", "board.wrong_consent"));
        }
        // Nobody sees this field; programs fill it in.
        if fields.ticked("website") {
            wrong.push(("text", "board.wrong_trap"));
        }
        match (text, wrong.is_empty()) {
            (Some(text), true) => Ok(Typed { text, contact: contact.flatten() }),
            _ => Err(Box::new(ClueForm {
                lang,
                text: fields.get("text").chars().take(2 * LONGEST).collect(),
                contact: fields.get("contact").chars().take(2 * LONGEST_CONTACT).collect(),
                consent,
                wrong,
            })),
        }
    }

    fn t<'k>(&self, key: &'k str) -> &'k str {
        lang::t(self.lang, key)
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.wrong.iter().any(|(known, _)| *known == field)
    }

    /// What is wrong at a field, as one sentence.
    fn why(&self, field: &str) -> String {
        let (shortest, longest) = (SHORTEST.to_string(), LONGEST.to_string());
        let contact = LONGEST_CONTACT.to_string();
        let args = [("shortest", &*shortest), ("longest", &*longest), ("contact", &*contact)];
        let said = self.wrong.iter().filter(|(known, _)| *known == field);
        said.map(|(_, key)| lang::tf(self.lang, key, &args)).collect()
    }

    fn longest(&self) -> usize {
        LONGEST
    }

    fn longest_contact(&self) -> usize {
        LONGEST_CONTACT
    }

    fn shortest(&self) -> usize {
        SHORTEST
    }
}

/// A page of the server's own: the form again, a receipt, or why not.
#[derive(Template)]
#[template(path = "board/outside/answer.html")]
pub struct Answer {
    lang: Lang,
    /// The way up to the copy's root.
    up: &'static str,
    title: &'static str,
    what: &'static str,
    receipt: Option<String>,
    form: Option<ClueForm>,
    back: bool,
}

impl Answer {
    /// A page that says something, two steps below the root.
    pub fn saying(lang: Lang, title: &'static str, what: &'static str) -> Answer {
        Answer { lang, up: "../../", title, what, receipt: None, form: None, back: true }
    }

    /// There is no such page, wherever one is.
    pub fn not_found(lang: Lang) -> Answer {
        let said = Answer::saying(lang, "board.no_page", "board.no_page_what");
        Answer { up: "/", back: false, ..said }
    }

    /// Thanks, with the receipt.
    pub fn thanks(lang: Lang, receipt: &Receipt) -> Answer {
        let said = Answer::saying(lang, "board.thanks", "board.thanks_what");
        Answer { receipt: Some(receipt.to_string()), ..said }
    }

    /// The form again.
    pub fn again(form: ClueForm) -> Answer {
        let said = Answer::saying(form.lang, "board.wrong", "board.wrong_what");
        Answer { form: Some(form), ..said }
    }

    fn t<'k>(&self, key: &'k str) -> &'k str {
        lang::t(self.lang, key)
    }
}

/// The server's own pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let wrong = Fields::from([("text", "太短"), ("contact", "a"), ("website", "x")]);
    let again = ClueForm::read(lang, &wrong).err().map(|form| Answer::again(*form));
    let mut samples = vec![
        Sample::of("board.outside.thanks", Answer::thanks(lang, &Receipt::of([0x21; 8]))),
        Sample::of("board.outside.full", Answer::saying(lang, "board.full", "board.full_what")),
        Sample::of("board.outside.limited", Answer::saying(lang, "board.limited", "board.limited_what")),
        Sample::of("board.outside.not_found", Answer::not_found(lang)),
    ];
    samples.extend(again.map(|page| Sample::of("board.outside.wrong", page)));
    samples.into_iter().map(crate::board::copy::styled).collect()
}
