//! The scope that a page looks at (查看范围), and the switch to another one. It stands in the address (`area=`), so
//! that a link shows its receiver what its sender saw; it narrows what somebody may see, and never widens it. Here is
//! also what the frame shows to some readers only: to whom the page is narrowed, and to whom who only leads.

use super::layout::Frame;

/// What a page looks at, and what it could look at instead.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The area's id, where the page is narrowed to one.
    pub area: Option<String>,
    /// What it looks at, by name.
    pub name: String,
    /// Everything there is to choose, everything in sight first.
    pub choices: Vec<Choice>,
}

/// One scope.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its name.
    pub label: String,
    /// This page, so narrowed.
    pub href: String,
    /// Whether the page is.
    pub on: bool,
}

impl Scope {
    /// An address that keeps the scope.
    pub fn keep(&self, href: &str) -> String {
        match &self.area {
            Some(area) => format!("{href}?area={area}"),
            None => href.to_owned(),
        }
    }

    /// For samples.
    pub fn sample(choices: &[(&str, bool)]) -> Scope {
        let choice =
            |(label, on): &(&str, bool)| Choice { label: (*label).to_owned(), href: "/".to_owned(), on: *on };
        let choices: Vec<Choice> = choices.iter().map(choice).collect();
        let on = choices.iter().find(|choice| choice.on).map(|choice| choice.label.clone());
        Scope { area: Some("1".to_owned()), name: on.unwrap_or_default(), choices }
    }
}

impl Frame {
    /// What the page is narrowed to, and the way to everything; said beside the title, so that nobody takes a part
    /// for the whole.
    pub fn narrowed(&self) -> Option<(String, &str)> {
        let scope = self.scope.as_ref().filter(|scope| scope.area.is_some() && !self.says_scope)?;
        let everything = scope.choices.first()?;
        Some((self.tf("frame.only_area", &[("area", &scope.name)]), &everything.href))
    }

    /// Whether a narrow screen shows no navigation, but what a leader needs at its foot: on all of their pages alike.
    pub fn menuless(&self) -> bool {
        self.signed_in.as_ref().is_some_and(|who| who.leads.is_some())
    }

    /// What rests on the reader's own instruction, where they only lead.
    pub fn instructed(&self) -> Option<String> {
        let person = self.signed_in.as_ref()?.leads.as_ref()?;
        Some(format!("/matters?author={person}&show=unfinished"))
    }
}
