//! The documents in an input: itself, what is packed in it as gzip, or every TMX in a ZIP archive.
//!
//! What an input is, is seen by its bytes. Leaves to others: what a document says (`tmx`).
//!
//! **Invariant:** nothing is written anywhere and no name of an archive is taken as a path; what unpacks to unbelievably much
//! is refused while it is being read, and no document is ever held whole.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;

use flate2::Crc;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use zip::{CompressionMethod, ZipArchive};

use super::decode::{Damage, Refusal};
use super::{ReadFailure, Reason};

/// Most bytes all documents of an input may unpack to.
const TOTAL: u64 = 64 << 30;
/// From this size on, what was packed more tightly than [`RATIO`] is no past work.
const RATIO_FROM: u64 = 64 << 20;
/// Highest believable ratio; memories pack about 5 to 50 times.
const RATIO: u64 = 200;
/// Most members of an archive that are looked at.
const MEMBERS: usize = 50_000;
/// How often gzip may be packed in gzip.
const LAYERS: usize = 3;
/// Bytes in which it is seen what a document is.
const HEAD: usize = 64 << 10;

/// The documents in one input, one after the other.
pub struct Package<R> {
    input: Counted<R>,
    members: std::vec::IntoIter<Member>,
    unpacked: Rc<Cell<u64>>,
    fault: Option<Reason>,
}

/// A document in an input.
pub struct Document<'p> {
    /// Its name in the archive; `None` when the input is the document.
    pub name: Option<String>,
    /// Its bytes, unpacked; or why they cannot be had.
    pub bytes: Result<Box<dyn BufRead + 'p>, ReadFailure>,
}

/// What is to be read of an input.
struct Member {
    name: Option<String>,
    /// Where its bytes begin, how many there are, whether they are packed; or why it cannot be had.
    place: Result<Place, Reason>,
}

#[derive(Clone, Copy)]
struct Place {
    at: u64,
    size: u64,
    is_packed: bool,
    sum: Option<u32>,
}

impl<R: Read + Seek> Package<R> {
    /// The documents in `input`.
    ///
    /// # Errors
    /// Input that cannot be read, and an archive without any TMX in it.
    pub fn open(input: R) -> Result<Package<R>, ReadFailure> {
        let unreachable = |e: io::Error| ReadFailure { line: None, reason: Reason::of("read.unreachable").with("cause", e) };
        let mut input = Counted { input, at: 0, furthest: Rc::default() };
        let mut head = Vec::new();
        input.by_ref().take(4).read_to_end(&mut head).map_err(unreachable)?;
        let (members, fault) = if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            let (found, fault) = match ZipArchive::new(&mut input) {
                Ok(mut archive) => (listed(&mut archive), None),
                // Its directory stands at its end, which is what is missing.
                Err(_) => (torn(&mut input).map_err(unreachable)?, Some(Reason::of("read.torn-archive"))),
            };
            let mut members = Vec::new();
            for member in found {
                if input.is_wanted(&member).map_err(unreachable)? {
                    members.push(member);
                }
            }
            if members.is_empty() {
                return Err(ReadFailure { line: None, reason: Reason::of("read.no-tmx-inside") });
            }
            (members, fault)
        } else {
            let whole = Place { at: 0, size: u64::MAX, is_packed: false, sum: None };
            (vec![Member { name: None, place: Ok(whole) }], None)
        };
        input.furthest.set(0);
        Ok(Package { input, members: members.into_iter(), unpacked: Rc::default(), fault })
    }

    /// The next document; `None` when there is none left.
    pub fn next_document(&mut self) -> Option<Document<'_>> {
        let Member { name, place } = self.members.next()?;
        let bytes = match place {
            Ok(place) => self
                .input
                .stream(place, &self.unpacked)
                .map_err(|e| ReadFailure { line: None, reason: Reason::of("read.unreachable").with("cause", e) }),
            Err(reason) => Err(ReadFailure { line: None, reason }),
        };
        Some(Document { name, bytes })
    }

    /// What is wrong with the archive, though its documents can be read.
    pub fn fault(&self) -> Option<&Reason> {
        self.fault.as_ref()
    }

    /// A clock of how many bytes of the input were taken. It never falls.
    pub fn bytes_read(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.input.furthest)
    }
}

/// An input that knows how far it was read.
struct Counted<R> {
    input: R,
    at: u64,
    furthest: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let taken = self.input.read(out)?;
        self.at += taken as u64;
        self.furthest.set(self.furthest.get().max(self.at));
        Ok(taken)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.input.seek(to)?;
        Ok(self.at)
    }
}

impl<R: Read + Seek> Counted<R> {
    /// The bytes at `place`, unpacked as often as they were packed.
    fn stream<'p>(&'p mut self, place: Place, unpacked: &Rc<Cell<u64>>) -> io::Result<Box<dyn BufRead + 'p>> {
        self.seek(SeekFrom::Start(place.at))?;
        let read = Rc::new(Cell::new(0));
        let counter = Taken { input: self, read: Rc::clone(&read) }.take(place.size);
        let guard = |input: Box<dyn Read + 'p>, sum| Guard {
            input,
            sum,
            crc: Crc::new(),
            out: 0,
            read: Rc::clone(&read),
            unpacked: Rc::clone(unpacked),
        };
        let mut bytes: Box<dyn BufRead + 'p> = Box::new(BufReader::with_capacity(HEAD, counter));
        if place.is_packed {
            bytes = Box::new(BufReader::with_capacity(HEAD, guard(Box::new(DeflateDecoder::new(bytes)), place.sum)));
        }
        for _ in 0..LAYERS {
            let is_gzip = match bytes.fill_buf() {
                Ok(head) => head.starts_with(b"\x1f\x8b"),
                // Told when it is read.
                Err(_) => false,
            };
            if !is_gzip {
                break;
            }
            bytes = Box::new(BufReader::with_capacity(HEAD, guard(Box::new(MultiGzDecoder::new(bytes)), None)));
        }
        Ok(bytes)
    }

    /// Whether a member of an archive is past work: TMX by its bytes, or called so and then told if it is none.
    fn is_wanted(&mut self, member: &Member) -> io::Result<bool> {
        let name = member.name.as_deref().unwrap_or_default();
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
        let junk = name.split(['/', '\\']).any(|part| part == "__MACOSX") || last.is_empty() || last.starts_with("._");
        if junk || member.place.as_ref().is_ok_and(|place| place.size == 0) {
            return Ok(false);
        }
        let is_called = [".tmx", ".tmx.gz"].iter().any(|end| last.ends_with(end));
        let Ok(place) = member.place else { return Ok(is_called) };
        if is_called {
            return Ok(true);
        }
        let mut head = Vec::new();
        // What cannot be unpacked and is not called TMX is none.
        let _ = self.stream(place, &Rc::default())?.take(HEAD as u64).read_to_end(&mut head);
        head.retain(|b| *b != 0);
        head.make_ascii_lowercase();
        Ok(memchr::memmem::find(&head, b"<tmx").is_some())
    }
}

/// Counts what is read of one document.
struct Taken<R> {
    input: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Taken<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let taken = self.input.read(out)?;
        self.read.set(self.read.get() + taken as u64);
        Ok(taken)
    }
}

/// Watches what a packed document becomes.
struct Guard<'p> {
    input: Box<dyn Read + 'p>,
    /// The checksum it is to have.
    sum: Option<u32>,
    crc: Crc,
    out: u64,
    /// Packed bytes that were taken.
    read: Rc<Cell<u64>>,
    /// What all documents became.
    unpacked: Rc<Cell<u64>>,
}

impl Read for Guard<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let damage = |cause: &dyn std::fmt::Display| io::Error::other(Damage(Reason::of("read.damaged").with("cause", cause)));
        let taken = match self.input.read(out) {
            Ok(taken) => taken,
            Err(e)
                if e.raw_os_error().is_some() || e.kind() == io::ErrorKind::Interrupted || e.kind() == io::ErrorKind::Other =>
            {
                return Err(e);
            }
            Err(e) => return Err(damage(&e)),
        };
        if taken == 0 && !out.is_empty() {
            let is_other = self.sum.take().is_some_and(|sum| sum != self.crc.sum());
            return if is_other { Err(damage(&"CRC")) } else { Ok(0) };
        }
        self.crc.update(&out[..taken]);
        self.out += taken as u64;
        let total = self.unpacked.get() + taken as u64;
        self.unpacked.set(total);
        let is_bomb = self.out > RATIO_FROM && self.out / RATIO > self.read.get();
        if is_bomb || total > TOTAL {
            let size = self.out >> 20;
            return Err(io::Error::other(Refusal(Reason::of("read.bomb").with("size", size))));
        }
        Ok(taken)
    }
}

/// The members of `archive` by its directory.
fn listed<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Vec<Member> {
    let mut members = Vec::new();
    for index in 0..archive.len().min(MEMBERS) {
        let lost = |cause: &dyn std::fmt::Display| Reason::of("read.member").with("cause", cause);
        let member = match archive.by_index_raw(index) {
            Ok(file) if file.is_dir() => continue,
            Ok(file) => {
                let place = match (file.encrypted(), file.compression(), file.data_start()) {
                    (true, ..) => Err(Reason::of("read.password")),
                    (_, method @ (CompressionMethod::Stored | CompressionMethod::Deflated), Some(at)) => Ok(Place {
                        at,
                        size: if file.size() == 0 { 0 } else { file.compressed_size() },
                        is_packed: method == CompressionMethod::Deflated,
                        sum: Some(file.crc32()),
                    }),
                    (_, method, _) => Err(lost(&method)),
                };
                Member { name: Some(String::from_utf8_lossy(file.name_raw()).into_owned()), place }
            }
            Err(e) => Member { name: Some(format!("#{}.tmx", index + 1)), place: Err(lost(&e)) },
        };
        members.push(member);
    }
    members
}

/// The members of an archive without a directory, by the headers before each of them.
///
/// Source: APPNOTE.TXT, section 4.3.7.
fn torn<R: Read + Seek>(input: &mut R) -> io::Result<Vec<Member>> {
    const HEADER: usize = 30;
    let mut members = Vec::new();
    let mut window = Vec::new();
    let mut begin = 0_u64;
    // Where the last header stands: the windows overlap.
    let mut found = None;
    input.rewind()?;
    loop {
        let before = window.len();
        input.by_ref().take(HEAD as u64).read_to_end(&mut window)?;
        let is_last = window.len() == before;
        for at in memchr::memmem::find_iter(&window, b"PK\x03\x04") {
            let Some(header) = window.get(at..at + HEADER) else { break };
            let number = |i: usize| usize::from(u16::from_le_bytes([header[i], header[i + 1]]));
            let long = |i: usize| u32::from_le_bytes([header[i], header[i + 1], header[i + 2], header[i + 3]]);
            let (flags, method, name, extra) = (number(6), number(8), number(26), number(28));
            let Some(name) = window.get(at + HEADER..at + HEADER + name) else { break };
            let header = begin + at as u64;
            if !matches!(method, 0 | 8) || members.len() >= MEMBERS || found.is_some_and(|found| header <= found) {
                continue;
            }
            found = Some(header);
            let place = Place {
                at: begin + (at + HEADER + name.len() + extra) as u64,
                // The size stands behind the bytes where the writer did not know it; the packing has an end of its own.
                size: if method == 8 { u64::MAX } else { u64::from(long(18)) },
                is_packed: method == 8,
                sum: None,
            };
            let place = if flags & 1 == 1 { Err(Reason::of("read.password")) } else { Ok(place) };
            members.push(Member { name: Some(String::from_utf8_lossy(name).into_owned()), place });
        }
        if is_last {
            return Ok(members);
        }
        // A header that the window cuts in two is found in the next one.
        let from = window.len() - window.len().min(HEADER + 1024);
        begin += from as u64;
        window.drain(..from);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::fast());
        out.write_all(bytes).expect("memory");
        out.finish().expect("memory")
    }

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            out.start_file(*name, SimpleFileOptions::default()).expect("memory");
            out.write_all(bytes).expect("memory");
        }
        out.finish().expect("memory").into_inner()
    }

    /// The name and the content of each document, or what is wrong with it.
    fn read(bytes: &[u8]) -> Vec<(String, String)> {
        let mut package = match Package::open(Cursor::new(bytes)) {
            Ok(package) => package,
            Err(failure) => return vec![(String::new(), failure.reason.key().to_owned())],
        };
        let mut out = Vec::new();
        while let Some(document) = package.next_document() {
            let mut content = Vec::new();
            let end = document.bytes.map_err(io::Error::other).and_then(|mut b| b.read_to_end(&mut content));
            let mut text = String::from_utf8_lossy(&content).into_owned();
            if let Err(e) = end {
                text = format!("{text} [{e}]");
            }
            out.push((document.name.unwrap_or_default(), text));
        }
        out
    }

    #[test]
    fn what_is_packed_is_found_by_its_bytes() {
        let of = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(read(b"<tmx/>"), [of("", "<tmx/>")]);
        assert_eq!(read(b""), [of("", "")]);
        assert_eq!(read(&gzip(b"<tmx/>")), [of("", "<tmx/>")]);
        assert_eq!(read(&gzip(&gzip(b"<tmx/>"))), [of("", "<tmx/>")]);
        assert_eq!(read(&[gzip(b"<tmx>"), gzip(b"</tmx>")].concat()), [of("", "<tmx></tmx>")]);
        let wide: Vec<u8> = "<TMX/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let packed = gzip(b"<tmx>3</tmx>");
        let members: [(&str, &[u8]); 9] = [
            ("a.tmx", b"<tmx>1</tmx>"),
            ("__MACOSX/._a.tmx", b"\0\x05\x16\x07"),
            ("sub/b.xml", b"<?xml version='1.0'?><tmx>2</tmx>"),
            ("../../c.tmx.gz", &packed),
            ("baca.txt", b"Bacalah."),
            ("lain.xml", b"<html/>"),
            ("._d.tmx", b"\0"),
            ("kosong.tmx", b""),
            ("lebar.bin", &wide),
        ];
        let found = read(&zip(&members));
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a.tmx", "sub/b.xml", "../../c.tmx.gz", "lebar.bin"]);
        assert_eq!((&*found[0].1, &*found[2].1), ("<tmx>1</tmx>", "<tmx>3</tmx>"));
        assert_eq!(read(&zip(&[("baca.txt", b"Bacalah.")])), [of("", "read.no-tmx-inside")]);
        assert_eq!(read(&zip(&[])), [of("", "read.no-tmx-inside")]);
    }

    #[test]
    fn of_what_is_damaged_the_beginning_is_read() {
        let text: String = (0..40_000).map(|n| (n * 7919 % 10_007).to_string()).collect::<Vec<_>>().join("</tu><tu>");
        let whole = format!("<tmx>{text}</tmx>");
        let packed = gzip(whole.as_bytes());
        let archive = zip(&[("a.tmx", whole.as_bytes()), ("b.tmx", b"<tmx/>")]);
        for cut in [&packed[..packed.len() / 2], &packed[..packed.len() - 3], &archive[..archive.len() / 2]] {
            let found = read(cut);
            let (good, end) = found[0].1.split_once(" [").expect("its end is told");
            assert!(whole.starts_with(good) && good.len() > 100_000, "{}", good.len());
            assert!(end.contains("damaged"), "{end}");
        }
        let without_directory = &archive[..archive.len() - 60];
        let names: Vec<String> = read(without_directory).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a.tmx", "b.tmx"]);
        let mut wrong = zip(&[("a.tmx", whole.as_bytes())]);
        let middle = wrong.len() / 2;
        wrong[middle] ^= 0x55;
        assert!(read(&wrong)[0].1.contains("damaged"));
    }

    #[test]
    fn a_bomb_is_refused_while_it_unpacks() {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..80 {
            bomb.write_all(&zeros).expect("memory");
        }
        let bomb = bomb.finish().expect("memory");
        for input in [bomb.clone(), gzip(&bomb), zip(&[("a.tmx", &bomb)])] {
            let mut package = Package::open(Cursor::new(input)).expect("opens");
            let mut bytes = package.next_document().and_then(|d| d.bytes.ok()).expect("a document");
            let mut size = 0;
            let end = loop {
                match bytes.fill_buf() {
                    Ok(piece) => {
                        assert!(!piece.is_empty(), "it ended after {size}");
                        let length = piece.len();
                        size += length as u64;
                        bytes.consume(length);
                    }
                    Err(e) => break e,
                }
            };
            assert!(size <= RATIO_FROM + HEAD as u64 && end.to_string().contains("bomb"), "{size} {end}");
        }
    }

    #[test]
    fn no_archive_makes_it_panic() {
        let archive = zip(&[("a.tmx", b"<tmx>1</tmx>"), ("b.tmx", b"<tmx>2</tmx>")]);
        for at in 0..archive.len() {
            let mut damaged = archive.clone();
            damaged[at] = damaged[at].wrapping_add(0x81);
            read(&damaged);
            read(&archive[..at]);
        }
    }
}
