//! What a list of matters asks, in the API as in the pages' URLs.

use super::super::store::list::{Filter, Order, facets::ANY_LATE};
use crate::{api::bad, web::error::Error};
use bangdu_core::matters::{Late, Light, Part};
use serde::Deserialize;
use utoipa::IntoParams;

/// A list's filters, as in the pages' URLs.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
pub struct ListQuery {
    /// Words or a number that title or number hold.
    q: Option<String>,
    /// Codes of states, parted by commas.
    state: Option<String>,
    /// green, yellow, red, grey or done.
    light: Option<String>,
    /// What is late: any, unsigned, unreported or unfinished.
    overdue: Option<String>,
    /// A unit that has a part.
    unit: Option<String>,
    /// lead, responsible or assisting.
    part: Option<String>,
    /// Code of a kind.
    kind: Option<String>,
    /// Of one import.
    import: Option<String>,
    /// due (the default) or changed.
    order: Option<String>,
    /// Where the page begins: `next` of the page before.
    pub(super) after: Option<String>,
    /// At most 200.
    pub(super) limit: Option<usize>,
}

impl ListQuery {
    /// What is asked of the list.
    ///
    /// # Errors
    /// [`Error::BadForm`] that names what can't be understood.
    pub fn filter(&self) -> Result<Filter, Error> {
        let unit = self.unit.as_deref().map(|id| id.parse().map_err(|_| bad("unit"))).transpose()?;
        let light =
            self.light.as_deref().map(|c| Light::from_code(c).ok_or_else(|| bad("light"))).transpose()?;
        let part = self.part.as_deref().map(|c| Part::from_code(c).ok_or_else(|| bad("part"))).transpose()?;
        let import = self.import.as_deref().map(|id| id.parse().map_err(|_| bad("import"))).transpose()?;
        let late = match self.overdue.as_deref() {
            None => Vec::new(),
            Some(ANY_LATE) => Late::ALL.to_vec(),
            Some(code) => vec![Late::from_code(code).ok_or_else(|| bad("overdue"))?],
        };
        let states = self.state.iter().flat_map(|s| s.split(',')).map(str::to_owned).collect();
        Ok(Filter {
            words: self.q.clone(),
            states,
            kind: self.kind.clone(),
            unit,
            part,
            light,
            import,
            late,
            ..Filter::default()
        })
    }

    /// In which order.
    pub fn order(&self) -> Order {
        if self.order.as_deref() == Some("changed") { Order::Changed } else { Order::Due }
    }
}
