//! `/matters/{id}/board`: the sheet that hangs at the site (公示牌), A3 across, with a code that leads to the
//! public page. It shows what is public and nothing else.

use super::{matter_id, show::address};
use crate::{
    act::ActError,
    app::App,
    board::{copy::LANG, notice::Notice, qr, store},
    matters::{self, act::is_seen},
    web::{
        error::Error,
        lang::Lang,
        layout::{Frame, page},
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use bangdu_core::board::page::{Copy, Page, copy};

pub(super) async fn show(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let id = matter_id(&id)?;
    let found = app
        .view(&who.actor, move |tx, around| {
            let m = matters::store::get(tx, id)?.filter(|m| is_seen(m, &around)).ok_or(ActError::NotFound)?;
            let calendar = &around.settings.calendar;
            let today = around.asker.today(calendar);
            let shown = store::get(tx, id)?.and_then(|p| copy(&p, &m, calendar, today));
            match shown {
                Some(Copy::Page(page)) => Ok((page, m.title)),
                _ => Err(ActError::NotFound),
            }
        })
        .await?;
    let frame = frame.titled("board.sheet").under(found.1, format!("/matters/{id}"));
    page(Sheet::of(frame, &found.0, app.config.board_url.as_deref()))
}

#[derive(Template)]
#[template(path = "board/pages/sheet.html")]
struct Sheet {
    frame: Frame,
    notice: Notice,
    /// The code; nothing where the address of the public copy isn't set.
    code: Option<String>,
    address: String,
}

impl Sheet {
    fn of(frame: Frame, page: &Page, board_url: Option<&str>) -> Sheet {
        let notice = Notice::of(page, LANG).inside();
        let address = board_url.map(|url| address(url, page.public.as_str()));
        let code = address.as_deref().and_then(|address| qr::svg(address, notice.t("board.code")));
        Sheet { notice, code, address: address.unwrap_or_default(), frame }
    }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader())).titled("board.sheet");
    let page = super::sample::page();
    let mut short = page.clone();
    short.lines.truncate(1);
    vec![
        Sample::of("board.sheet", Sheet::of(frame(), &page, Some("https://10.1.2.3"))),
        Sample::of("board.sheet.no_address", Sheet::of(frame(), &short, None)),
    ]
}
