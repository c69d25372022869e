//! Forms: what was typed is kept, what is wrong stands at its field, and each field is one line in
//! a template: `{{ form.field("due", frame.t("matters.due")).need().date() }}`.

use super::{fields::Fields, lang, layout::Frame, markup::Markup};
use std::collections::BTreeMap;

/// A form as it is shown: values, errors, and what was refused.
#[derive(Clone)]
pub struct Form {
    frame_lang: lang::Lang,
    csrf: Markup,
    values: Fields,
    errors: BTreeMap<String, Vec<String>>,
    abouts: BTreeMap<String, String>,
    held: Vec<(String, Held)>,
    refused: Option<super::error::Said>,
}

/// A file that came with the form once and needn't come again.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A value to choose, and how it is called.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is submitted.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn of(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into() }
    }
}

impl Form {
    /// A form that nobody has touched.
    pub fn blank(frame: &Frame) -> Form {
        Form::typed(frame, Fields::default())
    }

    /// A form with what was typed (or stored).
    pub fn typed(frame: &Frame, values: Fields) -> Form {
        let (frame_lang, csrf) = (frame.lang, frame.csrf_field());
        Form {
            frame_lang,
            csrf,
            values,
            errors: BTreeMap::new(),
            abouts: BTreeMap::new(),
            held: Vec::new(),
            refused: None,
        }
    }

    /// Keeps a file at its field, so that it needn't be chosen again.
    pub fn hold(&mut self, field: &str, file: Held) {
        self.held.push((field.to_owned(), file));
    }

    /// Says what a field is about, where many of a kind stand in one form: the list of errors names it.
    pub fn about(&mut self, name: &str, what: &str) {
        self.abouts.insert(name.to_owned(), what.to_owned());
    }

    /// Says what is wrong at a field.
    pub fn wrong(&mut self, name: &str, what: impl Into<String>) {
        self.errors.entry(name.to_owned()).or_default().push(what.into());
    }

    /// What is wrong at a field, if anything.
    pub fn wrong_at(&self, name: &str) -> Option<String> {
        self.errors.get(name).map(|said| said.join(" "))
    }

    /// Puts a value in the place of what was typed; none clears the field.
    pub fn put(&mut self, name: &str, value: Option<&str>) {
        self.values.0.retain(|(known, _)| known != name);
        self.values.0.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    }

    /// The form without what was typed into a field.
    pub fn without(mut self, name: &str) -> Form {
        if !self.errors.contains_key(name) {
            self.values.0.retain(|(known, _)| known != name);
        }
        self
    }

    /// The field's text; if it is blank, says so at the field.
    pub fn needed(&mut self, name: &str) -> String {
        let value = self.values.get(name).to_owned();
        if value.is_empty() {
            self.wrong(name, lang::t(self.frame_lang, "form.missing"));
        }
        value
    }

    /// Shows what a rule refused above the fields.
    pub fn refuse(&mut self, refusal: &bangdu_core::refusal::Refusal, frame: &Frame) {
        self.refused = Some(super::error::Said::of(refusal, frame));
    }

    /// Whether nothing is wrong so far.
    pub fn is_right(&self) -> bool {
        self.errors.is_empty() && self.refused.is_none()
    }

    /// What was typed.
    pub fn values(&self) -> &Fields {
        &self.values
    }

    /// What stands at the head of every form: the token, the refusal, the list of errors.
    pub fn head(&self) -> Markup {
        let mut head = self.csrf.clone();
        if let Some(said) = &self.refused {
            head = head.and(&said.markup(self.frame_lang));
        }
        if self.errors.is_empty() {
            return head;
        }
        head = head
            .html("<div class=\"note bad\" role=\"alert\">")
            .text(lang::t(self.frame_lang, "form.errors"));
        head = head.html("<ul>");
        for (name, texts) in &self.errors {
            for text in texts {
                head = head.html("<li><a").attr("href", &format!("#{name}")).html(">");
                if let Some(about) = self.abouts.get(name) {
                    head = head.text(about).text(self.frame_lang.colon());
                }
                head = head.text(text).html("</a></li>");
            }
        }
        head.html("</ul></div>")
    }

    /// A field by name and label; what follows says of what kind it is.
    pub fn field<'f>(&'f self, name: &'f str, label: &'f str) -> Field<'f> {
        Field { form: self, name, label, hint: None, need: false, marked: false, auto: None, shown: None }
    }

    fn t(&self, key: &'static str) -> &'static str {
        lang::t(self.frame_lang, key)
    }
}

/// A field about to be written.
pub struct Field<'f> {
    form: &'f Form,
    name: &'f str,
    label: &'f str,
    hint: Option<&'f str>,
    need: bool,
    marked: bool,
    auto: Option<&'static str>,
    shown: Option<&'f str>,
}

impl<'f> Field<'f> {
    /// It must be filled in.
    pub fn need(mut self) -> Self {
        self.need = true;
        self
    }

    /// It must be filled in where its choice is taken: it says so, and no browser asks for it elsewhere.
    pub fn need_here(mut self) -> Self {
        self.marked = true;
        self
    }

    /// A sentence that helps, between label and field.
    pub fn hint(mut self, hint: &'f str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// What stands in the empty field, where its label is not in sight.
    pub fn placeholder(mut self, shown: &'f str) -> Self {
        self.shown = Some(shown);
        self
    }

    /// What the browser may fill in (`username`, `current-password`, `one-time-code`, …).
    pub fn auto(mut self, purpose: &'static str) -> Self {
        self.auto = Some(purpose);
        self
    }

    /// A line of text.
    pub fn text(self) -> Markup {
        let input = self.input("text", "");
        self.around(input)
    }

    /// A password; never shown again.
    pub fn password(self) -> Markup {
        let input = self.attrs(Markup::of("<input type=\"password\"")).html(">");
        self.around(input)
    }

    /// Several lines.
    pub fn area(self) -> Markup {
        let area = self.attrs(Markup::of("<textarea rows=\"5\"")).html(">\n").text(self.value());
        self.around(area.html("</textarea>"))
    }

    /// A day, typed as people type days.
    pub fn date(mut self) -> Markup {
        self.hint = self.hint.or(Some(self.form.t("form.date_hint")));
        let input = self.input("text", "short");
        self.around(input)
    }

    /// A percentage.
    pub fn percent(self) -> Markup {
        let input =
            self.attrs(Markup::of("<span class=\"with-unit\"><input class=\"tiny\" inputmode=\"decimal\""));
        let input = input.attr("value", self.value()).html("><span>%</span></span>");
        self.around(input)
    }

    /// A file to hand in; the form needs `enctype="multipart/form-data"`.
    pub fn file(self, accept: &str) -> Markup {
        self.handed(accept, false)
    }

    /// Several files to hand in, as with [`file`](Self::file).
    pub fn files(self, accept: &str) -> Markup {
        self.handed(accept, true)
    }

    fn handed(mut self, accept: &str, several: bool) -> Markup {
        let form = self.form;
        let held = form.held.iter().filter(|(field, _)| field == self.name).map(|(_, file)| file);
        let held: Vec<&Held> = held.collect();
        // What came already needn't come again.
        let need = self.need;
        self.need = need && held.is_empty();
        // A script puts our own words over the browser's, which are in the browser's language.
        let choose = form.t(if several { "form.choose_files" } else { "form.choose_file" });
        let mut input = Markup::of("<div class=\"file-pick\"").attr("data-choose", choose);
        input = input.attr("data-none", form.t("form.no_file")).html(">");
        input = input.and(&self.attrs(Markup::of("<input type=\"file\"")).attr("accept", accept));
        input = input.flag("multiple", several).html("></div>");
        self.need = need;
        for file in held {
            input = input.html("<label class=\"check\"><input type=\"checkbox\" checked");
            input = input.attr("name", &format!("kept-{}", self.name)).attr("value", &file.id);
            input = input.html("><span>").text(form.t("files.held")).text(&file.name).html("</span></label>");
        }
        self.around(input)
    }

    /// One of several, in a list that drops down.
    pub fn select(self, choices: &[Choice]) -> Markup {
        let choose = self.form.t("form.choose");
        self.select_or(choose, choices)
    }

    /// As [`select`](Self::select); `unsaid` is what holds where nothing is chosen.
    pub fn select_or(self, unsaid: &str, choices: &[Choice]) -> Markup {
        let mut list = self.attrs(Markup::of("<select")).html("><option value=\"\">");
        list = list.text(unsaid).html("</option>");
        for choice in choices {
            list = list.html("<option").attr("value", &choice.value);
            list = list.flag("selected", choice.value == self.value()).html(">").text(&choice.label);
            list = list.html("</option>");
        }
        self.around(list.html("</select>"))
    }

    /// One of a few, all in sight.
    pub fn radio(self, choices: &[Choice]) -> Markup {
        let mut set = self.set("field");
        for choice in choices {
            set = set.and(&self.one_of(choice));
        }
        set.html("</fieldset>")
    }

    /// One of a few, each with the fields that only it asks for. They stand beneath their choice, and where the
    /// stylesheet can tell which is chosen, only that one's are open: no script has a part in it.
    pub fn radio_with(self, choices: &[(Choice, Markup)]) -> Markup {
        let mut set = self.set("field unfolds");
        for (choice, fields) in choices {
            set = set.html("<div class=\"one-way\">").and(&self.one_of(choice));
            if !fields.is_empty() {
                set = set.html("<div class=\"if-chosen\">").and(fields).html("</div>");
            }
            set = set.html("</div>");
        }
        set.html("</fieldset>")
    }

    fn set(&self, class: &'static str) -> Markup {
        let set = Markup::of("<fieldset").attr("class", class).attr("id", self.name).html("><legend>");
        set.text(self.label).and(&self.need_mark()).html("</legend>").and(&self.notes())
    }

    fn one_of(&self, choice: &Choice) -> Markup {
        let one = Markup::of("<label class=\"check\"><input type=\"radio\"").attr("name", self.name);
        let one = one.attr("value", &choice.value).flag("checked", choice.value == self.value());
        one.html("><span>").text(&choice.label).html("</span></label>")
    }

    /// Yes or no.
    pub fn check(self) -> Markup {
        let ticked = self.form.values.ticked(self.name);
        let box_ = self.attrs(Markup::of("<input type=\"checkbox\" value=\"yes\"")).flag("checked", ticked);
        Markup::of("<div class=\"field\">")
            .and(&self.notes())
            .html("<label class=\"check\">")
            .and(&box_)
            .html("><span>")
            .text(self.label)
            .html("</span></label></div>")
    }

    /// A unit, typed by name, short name or initials; `known` are offered.
    pub fn unit(mut self, known: &[Choice]) -> Markup {
        self.hint = self.hint.or(Some(self.form.t("form.unit_hint")));
        let list = format!("{}-known", self.name);
        let mut input = self.attrs(Markup::of("<input autocomplete=\"off\"")).attr("list", &list);
        input = input.attr("value", self.value()).html("><datalist").attr("id", &list).html(">");
        for choice in known {
            input = input.html("<option").attr("value", &choice.label).html("></option>");
        }
        self.around(input.html("</datalist>"))
    }

    fn value(&self) -> &'f str {
        self.form.values.get(self.name)
    }

    fn input(&self, kind: &'static str, class: &'static str) -> Markup {
        let input = Markup::of("<input").attr("type", kind);
        let input = if class.is_empty() { input } else { input.attr("class", class) };
        self.attrs(input).attr("value", self.value()).html(">")
    }

    fn attrs(&self, tag: Markup) -> Markup {
        let mut tag = tag.attr("id", self.name).attr("name", self.name).flag("required", self.need);
        if let Some(purpose) = self.auto {
            tag = tag.attr("autocomplete", purpose);
        }
        if let Some(shown) = self.shown {
            tag = tag.attr("placeholder", shown);
        }
        let wrong = self.form.errors.contains_key(self.name);
        if wrong {
            tag = tag.attr("aria-invalid", "true");
        }
        let notes = match (self.hint.is_some(), wrong) {
            (false, false) => return tag,
            (true, false) => format!("{0}-hint", self.name),
            (false, true) => format!("{0}-error", self.name),
            (true, true) => format!("{0}-hint {0}-error", self.name),
        };
        tag.attr("aria-describedby", &notes)
    }

    fn need_mark(&self) -> Markup {
        if !self.need && !self.marked {
            return Markup::default();
        }
        Markup::of("<span class=\"need\">").text(self.form.t("form.need")).html("</span>")
    }

    fn notes(&self) -> Markup {
        let mut notes = Markup::default();
        if let Some(hint) = self.hint {
            let id = format!("{}-hint", self.name);
            notes = notes.html("<p class=\"hint\"").attr("id", &id).html(">").text(hint).html("</p>");
        }
        if let Some(wrong) = self.form.errors.get(self.name) {
            let id = format!("{}-error", self.name);
            notes = notes
                .html("<p class=\"error\"")
                .attr("id", &id)
                .html(">")
                .text(&wrong.join(" "))
                .html("</p>");
        }
        notes
    }

    fn around(&self, input: Markup) -> Markup {
        Markup::of("<div class=\"field\"><label")
            .attr("for", self.name)
            .html(">")
            .text(self.label)
            .and(&self.need_mark())
            .html("</label>")
            .and(&self.notes())
            .and(&input)
            .html("</div>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lang::Lang;

    #[test]
    fn what_was_typed_is_kept_and_the_error_stands_at_its_field() {
        let frame = Frame::sample(Lang::Hans, None);
        let mut form = Form::typed(&frame, Fields::from([("title", "<危房>改造"), ("due", "")]));
        assert_eq!(form.needed("title"), "<危房>改造");
        form.needed("due");
        assert!(!form.is_right());
        let title = form.field("title", "标题").text().to_string();
        assert!(title.contains("value=\"&lt;危房&gt;改造\""), "{title}");
        let due = form.field("due", "期限").need().date().to_string();
        assert!(due.contains("aria-describedby=\"due-hint due-error\""), "{due}");
        assert!(due.contains("请填写此项"), "{due}");
        assert!(form.head().to_string().contains("href=\"#due\""));
    }

    #[test]
    fn the_chosen_option_stays_chosen() {
        let frame = Frame::sample(Lang::En, None);
        let form = Form::typed(&frame, Fields::from([("kind", "task")]));
        let list = form
            .field("kind", "Kind")
            .select(&[Choice::of("task", "Task"), Choice::of("problem", "Problem")]);
        assert!(list.to_string().contains("<option value=\"task\" selected>"));
        assert!(!list.to_string().contains("<option value=\"problem\" selected>"));
    }
}
