//! The ZIP package of a document: its parts unpacked in memory within limits, and written again with some of them replaced.
//!
//! **Invariant:** no name of the archive is taken as a path and nothing is written anywhere; no more than [`LIMIT`] bytes are
//! ever unpacked. What is not replaced is copied as it is packed.

use std::borrow::Cow;
use std::io::{Cursor, Read as _, Write as _};

use zip::result::ZipError;
use zip::{ZipArchive, ZipWriter};

use super::super::decode::ArticleError;

/// Most bytes all parts together may unpack to. A thousand pages are about 20 MB.
const LIMIT: u64 = 200 << 20;
/// From this size on, a part that was packed more tightly than [`RATIO`] is no document.
const RATIO_FROM: u64 = 16 << 20;
/// Highest believable ratio; document text packs about 10 to 30 times.
const RATIO: u64 = 150;
/// Most entries a package may have; one with a thousand pictures has about that many.
const ENTRIES: usize = 20_000;

/// A package that was opened.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens the package in `bytes`.
    ///
    /// # Errors
    /// A damaged archive, or one with too many entries.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Package<'a>, ArticleError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ArticleError::DamagedPackage)?;
        if zip.len() > ENTRIES {
            return Err(ArticleError::Bomb);
        }
        let names = zip.file_names().filter_map(Result::ok).map(Cow::into_owned).collect();
        Ok(Package { zip, names, left: LIMIT })
    }

    /// Whether there is a part with this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }

    /// Whether there is a part whose name begins so.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.names.iter().any(|n| n.starts_with(folder))
    }

    /// The text of a part; `None` when there is none of this name. Without a byte order mark.
    ///
    /// # Errors
    /// A part that is damaged, packed with a password, no text, or unpacks to more than is believable.
    pub(super) fn part(&mut self, name: &str, label: &'static str) -> Result<Option<String>, ArticleError> {
        if !self.has(name) {
            return Ok(None);
        }
        let damaged = ArticleError::DamagedPart { part: label, line: 0 };
        let entry = self.zip.by_name(name).map_err(|e| match e {
            ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => ArticleError::Encrypted,
            _ => damaged,
        })?;
        let believable = entry.compressed_size().saturating_mul(RATIO).max(RATIO_FROM);
        let allowed = believable.min(self.left);
        let mut bytes = Vec::new();
        // The size the archive claims is not to be trusted; one byte more than allowed is read to know that it is too much.
        entry.take(allowed + 1).read_to_end(&mut bytes).map_err(|_| damaged)?;
        if bytes.len() as u64 > allowed {
            return Err(ArticleError::Bomb);
        }
        self.left -= bytes.len() as u64;
        // Parts are UTF-8 or, from a few producers, UTF-16 with its mark.
        let (text, _, malformed) = encoding_rs::UTF_8.decode(&bytes);
        if malformed { Err(damaged) } else { Ok(Some(text.into_owned())) }
    }

    /// Returns the package with the text of the parts in `replaced`, which are (name, text), in place of theirs.
    ///
    /// # Errors
    /// What the archive's own writer says, which a package that was read does not make it say.
    pub(super) fn with(mut self, replaced: &[(&str, String)]) -> Result<Vec<u8>, ZipError> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..self.zip.len() {
            let entry = self.zip.by_index_raw(index)?;
            let name = entry.name().map(Cow::into_owned).unwrap_or_default();
            match replaced.iter().find(|(part, _)| *part == name) {
                Some((_, text)) => {
                    let options = entry.options().compression_method(zip::CompressionMethod::Deflated);
                    drop(entry);
                    out.start_file(name, options)?;
                    out.write_all(text.as_bytes())?;
                }
                None => out.raw_copy_file(entry)?,
            }
        }
        Ok(out.finish()?.into_inner())
    }
}
