//! Writes the documents to files, for the measurements and the Python client.

use std::fs;
use std::path::Path;

use super::Outcome;
use super::document::Document;
use super::{members, printed, xml};

pub(crate) fn write(folder: &Path) -> Outcome {
    for people in [100, 1_000, 10_000] {
        let document = Document::new(people);
        fs::write(folder.join(format!("compact-{people}.json")), serde_json::to_vec(&document)?)?;
        fs::write(folder.join(format!("printed-{people}.json")), printed::printed(&document))?;
        fs::write(folder.join(format!("{people}.xml")), xml::xml(&document))?;
    }
    let mut document = Document::new(10_000);
    members::add(&mut document);
    fs::write(folder.join("members.json"), serde_json::to_vec(&document)?)?;
    fs::write(folder.join("members.xml"), xml::xml(&document))?;
    Ok(())
}
