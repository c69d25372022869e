//! The scope that a page looks at (查看范围), and the switch to another one. It stands in the address (`area=`), so
//! that a link shows its receiver what its sender saw; it narrows what somebody may see, and never widens it.

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
