//! Named samples of pages, so that a test renders every page in every language. Each room has a
//! `samples(lang)` like this one and is listed in `app/tests/all/pages.rs`.

use super::{
    error::{Error, render_page},
    fields::Fields,
    form::{Choice, Form},
    lang::Lang,
    layout::{Frame, SignedIn, WAYS},
    list::Filters,
};
use askama::Template;

/// A page, rendered.
pub struct Sample {
    /// `room.page.case`, such as `matters.list.empty`.
    pub name: &'static str,
    /// What the browser gets.
    pub html: askama::Result<String>,
}

impl Sample {
    /// A sample from a template.
    pub fn of(name: &'static str, page: impl Template) -> Sample {
        Sample { name, html: page.render() }
    }
}

/// Somebody who may go everywhere.
pub fn reader() -> SignedIn {
    SignedIn {
        name: "林晓梅".into(),
        unit: "惠安县政府督查室".into(),
        account: "1".into(),
        csrf: "sample-token".into(),
        ways: WAYS.to_vec(),
        today: jiff::civil::date(2026, 3, 16),
        leads: None,
    }
}

/// The frame's own pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let errors = [("frame.error.not_found", Error::NotFound), ("frame.error.stale", Error::Stale)];
    let mut samples: Vec<Sample> = errors
        .into_iter()
        .map(|(name, error)| Sample { name, html: render_page(&error, Frame::sample(lang, Some(reader()))) })
        .collect();
    samples.push(Sample::of("frame.gallery", Gallery::of(Frame::sample(lang, Some(reader())))));
    samples
}

/// Every part that pages are made of, to look at.
#[derive(Template)]
#[template(path = "web/gallery.html")]
struct Gallery {
    frame: Frame,
    form: Form,
    filters: Filters,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
}

impl Gallery {
    fn of(mut frame: Frame) -> Gallery {
        let desk = frame.t("nav.desk").to_owned();
        frame = frame.titled("nav.matters").under(desk, "/");
        frame.path = "/matters".into();
        frame.flash = Some(frame.t("frame.preferences_kept").to_owned());
        let mut form =
            Form::typed(&frame, Fields::from([("title", "实验小学教学楼施工许可办理"), ("done", "65")]));
        form.needed("due");
        let kinds =
            vec![Choice::of("task", frame.t("nav.matters")), Choice::of("unit", frame.t("nav.units"))];
        let units = vec![Choice::of("", "市住建局"), Choice::of("", "惠安县自然资源局")];
        Gallery { filters: Filters::of("/matters", "light=red"), form, kinds, units, frame }
    }
}
