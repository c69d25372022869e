//! A small record to break: two matters and the settings, three checkpoints, personal data, a file, a table.

use std::io::{Cursor, Read};

use bangdu_record::checkpoint::{Checkpoint, Statement};
use bangdu_record::digest::{Digest, HashKind};
use bangdu_record::entry::{EntryBody, entry_hash};
use bangdu_record::export::{EntryLine, ExportWriter, Manifest, Part};
use bangdu_record::log::Frontier;
use bangdu_record::private::{PrivateRow, Reference};
use bangdu_record::proof::LogState;
use bangdu_record::signer::{Algorithm, PublicKey, Signer};
use serde_json::{Value, json};

/// What an export is made of.
#[derive(Clone)]
pub struct Sample {
    pub kind: HashKind,
    pub keys: Vec<PublicKey>,
    pub checkpoints: Vec<Checkpoint>,
    pub rows: Vec<PrivateRow>,
    pub entries: Vec<EntryLine>,
    pub files: Vec<Vec<u8>>,
}

pub fn sample(kind: HashKind, algorithm: Algorithm) -> Sample {
    let signer = algorithm.signer(&[7; 32]).unwrap();
    let rows = vec![row("p1", Some("0595-11111111")), row("p2", Some("0595-22222222"))];
    let mut sample = Sample {
        kind,
        keys: vec![signer.public_key().clone()],
        checkpoints: Vec::new(),
        rows,
        entries: Vec::new(),
        files: vec![b"scan".to_vec(), b"photo".to_vec()],
    };
    for round in 0..3 {
        sample.add("matter/1", json!({"round": round, "text": "进展"}));
        sample.add("matter/2", json!({"round": round, "caller": sample.reference(round % 2)}));
        sample.add("settings", json!({"round": round}));
        sample.seal(signer.as_ref());
    }
    sample.add("matter/1", json!({"round": "unsealed"}));
    sample
}

fn row(id: &str, phone: Option<&str>) -> PrivateRow {
    let value = phone.map(|phone| json!({ "phone": phone }));
    PrivateRow { id: id.into(), salt: phone.map(|p| HashKind::Sha256.hash(p.as_bytes())), value }
}

impl Sample {
    fn reference(&self, index: usize) -> Reference {
        let row = &self.rows[index];
        Reference { id: row.id.clone(), digest: row.digest(self.kind).unwrap().unwrap() }
    }

    pub fn add(&mut self, stream: &str, payload: Value) {
        let before = self.entries.iter().rev().find(|entry| entry.stream == stream);
        let (version, prev) = before.map_or((1, Digest::zero()), |entry| (entry.version + 1, entry.hash));
        let mut entry = EntryLine {
            stream: stream.into(),
            version,
            event: "Noted".into(),
            at_ms: 1_793_000_000_000 + self.entries.len() as i64,
            actor: "person/1".into(),
            payload: bangdu_record::canonical::canonical(&payload).unwrap(),
            prev,
            hash: Digest::zero(),
            leaf: None,
        };
        entry.hash = entry_hash(self.kind, &prev, &entry.body());
        self.entries.push(entry);
    }

    pub fn seal(&mut self, signer: &dyn Signer) {
        let mut log = Frontier::new(self.kind);
        self.entries.iter_mut().for_each(|entry| entry.leaf = Some(log.append(&entry.hash)));
        let statement = Statement {
            log: LogState { size: log.size(), root: log.root() },
            at_ms: 1_793_000_000_000,
            previous: self.checkpoints.last().map(|last| last.digest().unwrap()),
            hash: self.kind,
        };
        self.checkpoints.push(statement.sign(signer).unwrap());
    }

    /// Gives the entries new versions, links, hashes and leaves, as a forger without the key would.
    pub fn rehash(&mut self) {
        let old = std::mem::take(&mut self.entries);
        for (leaf, entry) in old.iter().enumerate() {
            self.add(&entry.stream, serde_json::from_str(&entry.payload).unwrap());
            let new = self.entries.last_mut().unwrap();
            (new.at_ms, new.leaf) = (entry.at_ms, entry.leaf.map(|_| leaf as u64));
            let body = EntryBody { at_ms: entry.at_ms, ..new.body() };
            new.hash = entry_hash(self.kind, &new.prev, &body);
        }
    }

    pub fn archive(&self) -> Vec<u8> {
        let manifest = Manifest::new(1_793_000_000_000, "0.1.0", self.kind);
        let mut out = ExportWriter::begin(Vec::new(), &manifest).unwrap();
        out.all(Part::Keys, &self.keys).unwrap();
        out.all(Part::Checkpoints, &self.checkpoints).unwrap();
        out.all(Part::Private, &self.rows).unwrap();
        out.all(Part::Entries, &self.entries).unwrap();
        out.all(Part::table("saved_views").unwrap(), [json!({"name": "我的"})]).unwrap();
        let mut files = self.files.iter().map(|f| (HashKind::Sha256.hash(f), f)).collect::<Vec<_>>();
        files.sort();
        files.iter().for_each(|(sum, file)| out.file(*sum, file.len() as u64, Cursor::new(file)).unwrap());
        out.finish().unwrap()
    }
}

/// The parts of an archive, to be changed and packed again.
pub fn unpack(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(archive);
    let part = |entry: Result<tar::Entry<'_, &[u8]>, std::io::Error>| {
        let mut entry = entry.unwrap();
        let name = String::from_utf8(entry.path_bytes().into_owned()).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    archive.entries().unwrap().map(part).collect()
}

/// Packs parts as they are, whatever their names and order.
pub fn pack(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in parts {
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        tar.append(&header, bytes.as_slice()).unwrap();
    }
    tar.into_inner().unwrap()
}

/// Makes `sums.json` fit the parts again, as a forger would.
pub fn resum(parts: &mut [(String, Vec<u8>)]) {
    let (sums, rest) = parts.split_last_mut().unwrap();
    let lines = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'\n').count();
    let listed = rest.iter().filter(|(name, _)| !name.starts_with("files/")).map(
        |(name, bytes)| json!({"name": name, "sha256": HashKind::Sha256.hash(bytes), "lines": lines(bytes)}),
    );
    let listed = listed.collect::<Vec<_>>();
    let files = rest.iter().filter(|(name, _)| name.starts_with("files/")).count();
    sums.1 = serde_json::to_vec(&json!({"parts": listed, "files": files})).unwrap();
}
