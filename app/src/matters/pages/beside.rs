//! A matter that was opened from a list: the way back to it, and the matters before and behind in it. The list is
//! asked anew, with the reader's own sight.

use crate::{
    act::ActError,
    campaigns,
    db::Tx,
    matters::{
        act::Around,
        list,
        listing::{Asked, COUNTED, Reader, settled, within_list},
    },
    web::{lang::Lang, list::Filters},
};
use bangdu_core::{ids::MatterId, people::sight};

/// What stands beside a matter in the list that it was opened from.
pub(super) struct Beside {
    /// The list's address.
    pub list: String,
    /// What the list is called.
    pub title: String,
    /// What the matter's own addresses carry of it.
    pub query: String,
    /// Address and title of the matter before.
    pub before: Option<(String, String)>,
    /// Of the one behind.
    pub behind: Option<(String, String)>,
}

impl Beside {
    pub fn read(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        lang: Lang,
        query: &str,
        id: MatterId,
    ) -> Result<Beside, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let (tree, calendar, now) = (&around.directory.tree, &around.settings.calendar, around.asker.now);
        let filters = Filters::of("/matters", query);
        let campaigns = campaigns::store::all(tx)?;
        let reader = Reader { lang, tree, from: around.asker.unit(), calendar, campaigns: &campaigns, now };
        let Asked { filter, order, unclear, .. } = reader.read(&filters);
        let mut beside = Beside {
            list: filters.here(),
            title: reader.title(&filters),
            query: filters.fields().to_query(),
            before: None,
            behind: None,
        };
        if unclear.is_some() {
            return Ok(beside);
        }
        let sight = sight(actor, tree, calendar.date_of(now));
        let asked = list::Asked { sight: &sight, filter: &filter, now };
        let order = settled(order, list::count(tx, &asked, COUNTED + 1)?);
        let found = list::neighbours(tx, &asked, order, id)?;
        let link = |(id, title)| (within_list(id, &beside.query), title);
        (beside.before, beside.behind) = (found.before.map(link), found.behind.map(link));
        Ok(beside)
    }

    /// For samples.
    pub fn sample(lang: Lang) -> Beside {
        let link = |title: &str| ("/matters/2?in=light%3Dred".to_owned(), title.to_owned());
        Beside {
            list: "/matters?light=red".into(),
            title: crate::web::lang::tf(
                lang,
                "listing.sheet_title",
                &[("what", crate::web::lang::t(lang, "light.red"))],
            ),
            query: "light=red".into(),
            before: Some(link("实验小学教学楼施工许可")),
            behind: Some(link("长者食堂八十八所")),
        }
    }
}
