//! What a file is, told by its content alone. What a browser or a shell might run is of no kind.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    sync::LazyLock,
};

/// The most that is looked at of a text.
const LOOK: usize = 64 << 10;
/// Endings of names, longer ones are none.
const LONGEST_NAME: usize = 120;

macro_rules! kinds {
    ($($(#[$about:meta])* $kind:ident: $media:literal, [$($ending:literal),+];)*) => {
        /// A kind of file that is taken.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($(#[$about])* $kind,)* }

        impl Kind {
            /// Every kind that is taken.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// The media type under which it is served.
            pub fn media_type(self) -> &'static str {
                match self { $(Kind::$kind => $media,)* }
            }

            /// Endings of names that fit, the usual one first.
            pub fn endings(self) -> &'static [&'static str] {
                match self { $(Kind::$kind => &[$($ending),+],)* }
            }
        }
    };
}

kinds! {
    /// PDF.
    Pdf: "application/pdf", ["pdf"];
    /// OFD, GB/T 33190.
    Ofd: "application/ofd", ["ofd"];
    /// PNG.
    Png: "image/png", ["png"];
    /// JPEG.
    Jpeg: "image/jpeg", ["jpg", "jpeg"];
    /// WebP.
    Webp: "image/webp", ["webp"];
    /// HEIC, as phones make it.
    Heic: "image/heic", ["heic", "heif"];
    /// MP4.
    Mp4: "video/mp4", ["mp4", "m4v", "mov"];
    /// Word, without macros.
    Docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ["docx"];
    /// Excel, without macros.
    Xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ["xlsx"];
    /// PowerPoint, without macros.
    Pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation", ["pptx"];
    /// OpenDocument text.
    Odt: "application/vnd.oasis.opendocument.text", ["odt"];
    /// OpenDocument sheet.
    Ods: "application/vnd.oasis.opendocument.spreadsheet", ["ods"];
    /// Old Word and WPS.
    Doc: "application/msword", ["doc", "wps"];
    /// Old Excel and WPS.
    Xls: "application/vnd.ms-excel", ["xls", "et"];
    /// Old PowerPoint and WPS.
    Ppt: "application/vnd.ms-powerpoint", ["ppt", "dps"];
    /// Plain text, also of tables.
    Text: "text/plain; charset=utf-8", ["txt", "csv"];
}

impl Kind {
    /// The kind of a whole file; none if it isn't taken.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn of(file: &mut File) -> io::Result<Option<Kind>> {
        let mut head = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.take(LOOK as u64).read_to_end(&mut head)?;
        if head.starts_with(b"PK\x03\x04") {
            return Ok(in_zip(file));
        }
        if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
            return in_compound(file);
        }
        let told = infer::get(&head).map(|told| told.mime_type());
        Ok(match told {
            Some("application/pdf") => Some(Kind::Pdf),
            Some("image/png") => Some(Kind::Png),
            Some("image/jpeg") => Some(Kind::Jpeg),
            Some("image/webp") => Some(Kind::Webp),
            Some("image/heif") => Some(Kind::Heic),
            Some("video/mp4" | "video/quicktime" | "video/x-m4v") => Some(Kind::Mp4),
            Some(_) => None,
            None => is_text(file, &head)?.then_some(Kind::Text),
        })
    }

    /// What a form offers to choose: the endings of every kind that is taken, and of nothing else.
    pub fn chooser() -> &'static str {
        static ENDINGS: LazyLock<String> = LazyLock::new(|| {
            let all = Kind::ALL.iter().flat_map(|kind| kind.endings());
            all.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(",")
        });
        &ENDINGS
    }

    /// The name without what a path, a terminal or a reading eye could be fooled by, and with an ending that
    /// fits the content.
    pub fn fitting(self, name: &str) -> String {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let calm = |c: &char| !c.is_control() && !is_invisible(*c) && !"<>:\"|?*;".contains(*c);
        let clean: String = last.chars().filter(calm).collect();
        let clean = clean.trim_matches(|c: char| c.is_whitespace() || c == '.');
        let (stem, ending) = clean.rsplit_once('.').unwrap_or((clean, ""));
        let lower = ending.to_lowercase();
        let known = self.endings().iter().find(|known| **known == lower);
        let stem = if known.is_some() { stem } else { clean };
        let stem: String = stem.chars().take(LONGEST_NAME).collect();
        let stem = if stem.is_empty() { "file" } else { stem.as_str() };
        format!("{stem}.{}", known.unwrap_or(&self.endings()[0]))
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Office formats are ZIPs with known names in them. One with macros, or any other, isn't taken.
fn in_zip(file: &mut File) -> Option<Kind> {
    let mut archive = zip::ZipArchive::new(file).ok()?;
    let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    let macros = |name: &String| name.to_lowercase().ends_with("vbaproject.bin");
    if names.iter().any(macros) {
        return None;
    }
    if has("OFD.xml") {
        return Some(Kind::Ofd);
    }
    let parts = [
        ("word/document.xml", Kind::Docx),
        ("xl/workbook.xml", Kind::Xlsx),
        ("ppt/presentation.xml", Kind::Pptx),
    ];
    if has("[Content_Types].xml") {
        return parts.into_iter().find(|(part, _)| has(part)).map(|(_, kind)| kind);
    }
    let mut stated = String::new();
    archive.by_name("mimetype").ok()?.take(100).read_to_string(&mut stated).ok()?;
    [Kind::Odt, Kind::Ods].into_iter().find(|kind| kind.media_type() == stated.trim())
}

/// The old formats are compound files; the name of their main stream stands somewhere in them as UTF-16.
fn in_compound(file: &mut File) -> io::Result<Option<Kind>> {
    let wide = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let marks = [
        (wide("WordDocument"), Kind::Doc),
        (wide("PowerPoint Document"), Kind::Ppt),
        (wide("Workbook"), Kind::Xls),
        (wide("Book\0"), Kind::Xls),
    ];
    file.seek(SeekFrom::Start(0))?;
    let (mut window, mut block) = (Vec::new(), vec![0; LOOK]);
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(None);
        }
        window.extend_from_slice(&block[..read]);
        let holds = |mark: &[u8]| window.windows(mark.len()).any(|part| part == mark);
        if let Some((_, kind)) = marks.iter().find(|(mark, _)| holds(mark)) {
            return Ok(Some(*kind));
        }
        let keep = window.len().saturating_sub(64);
        window.drain(..keep);
    }
}

/// Text in UTF-8 or GB18030 that no browser takes for a page and no shell for a script.
fn is_text(file: &mut File, head: &[u8]) -> io::Result<bool> {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let lower = head.to_ascii_lowercase();
    let has = |mark: &[u8]| lower.windows(mark.len()).any(|part| part == mark);
    let runs = [b"#!".as_slice(), b"<", b"MZ", b"@echo", b"%!"].iter().any(|mark| start.starts_with(mark));
    let page =
        [b"<script".as_slice(), b"<html", b"<svg", b"<!doctype", b"javascript:"].iter().any(|mark| has(mark));
    if runs || page {
        return Ok(false);
    }
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    let readable = std::str::from_utf8(&bytes).is_ok() || !encoding_rs::GB18030.decode(&bytes).2;
    Ok(readable && !bytes.iter().any(control))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn kind(bytes: &[u8]) -> Option<Kind> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Kind::of(&mut file).unwrap()
    }

    fn zipped(names: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, text) in names {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn the_content_says_what_it_is() {
        assert_eq!(kind(b"%PDF-1.7\n..."), Some(Kind::Pdf));
        assert_eq!(kind("序号,事项\n1,道路".as_bytes()), Some(Kind::Text));
        assert_eq!(kind(&encoding_rs::GB18030.encode("序号,事项").0), Some(Kind::Text));
        let types = ("[Content_Types].xml", "");
        assert_eq!(kind(&zipped(&[types, ("word/document.xml", "")])), Some(Kind::Docx));
        assert_eq!(kind(&zipped(&[types, ("xl/workbook.xml", "")])), Some(Kind::Xlsx));
        assert_eq!(kind(&zipped(&[("OFD.xml", "")])), Some(Kind::Ofd));
        let ods = "application/vnd.oasis.opendocument.spreadsheet";
        assert_eq!(kind(&zipped(&[("mimetype", ods)])), Some(Kind::Ods));
    }

    #[test]
    fn the_sentence_and_the_chooser_name_the_same_kinds() {
        let sentence = include_str!("../../messages/files.yml");
        let told = sentence.lines().find(|line| line.contains("files.kinds:")).unwrap();
        for kind in Kind::ALL {
            let word = match kind {
                Kind::Pdf => "PDF",
                Kind::Ofd => "OFD",
                Kind::Png | Kind::Jpeg | Kind::Webp | Kind::Heic => "图片",
                Kind::Mp4 => "MP4",
                Kind::Docx | Kind::Doc => "Word",
                Kind::Xlsx | Kind::Xls => "Excel",
                Kind::Pptx | Kind::Ppt => "PowerPoint",
                Kind::Odt | Kind::Ods => "OpenDocument",
                Kind::Text => "纯文本",
            };
            assert!(told.contains(word) && told.contains("WPS"), "{word}");
            assert!(kind.endings().iter().all(|ending| Kind::chooser().contains(&format!(".{ending}"))));
        }
        assert!(!Kind::chooser().contains("zip"));
    }

    #[test]
    fn what_could_run_is_of_no_kind() {
        let types = ("[Content_Types].xml", "");
        let macros = zipped(&[types, ("word/document.xml", ""), ("word/vbaProject.bin", "")]);
        let cases: [&[u8]; 10] = [
            b"<html><body>",
            b"  <svg xmlns=''>",
            b"\xef\xbb\xbf<script>",
            b"#!/bin/sh\n",
            b"MZ\x90\0\x03",
            b"\x7fELF\x02\x01\x01",
            b"a,b\n<script>alert(1)</script>",
            b"\0\0\0",
            &macros,
            b"PK\x03\x04 but no archive",
        ];
        for bytes in cases {
            assert_eq!(kind(bytes), None, "{}", String::from_utf8_lossy(bytes));
        }
        assert_eq!(kind(&zipped(&[("run.exe", "")])), None);
    }

    #[test]
    fn a_name_is_cleaned_and_ends_as_its_content() {
        assert_eq!(Kind::Pdf.fitting("批示 扫描.PDF"), "批示 扫描.pdf");
        assert_eq!(Kind::Png.fitting("..\\..\\photo.exe"), "photo.exe.png");
        assert_eq!(Kind::Jpeg.fitting("a\u{202e}gpj.exe\r\n"), "agpj.exe.jpg");
        assert_eq!(Kind::Text.fitting("/"), "file.txt");
        assert_eq!(Kind::Text.fitting(&"长".repeat(500)).chars().count(), LONGEST_NAME + 4);
    }
}
