//! A draft with every kind of row, for the tests of the formats.

use crate::model::{
    Direction, Draft, DraftSegment, Flag, Form, Guard, Match, MatchKind, Origin, OriginKind, Penalty, Role, Segment,
    SegmentState, Stamp, Uid, UnitState,
};

/// A moment for everything that needs one.
pub(super) fn stamp(text: &str) -> Stamp {
    Stamp::parse(text).expect("a date")
}

/// A segment without anything but its source.
pub(super) fn segment(n: u32, role: Role, text: &str) -> DraftSegment {
    let segment = Segment {
        n,
        role,
        para: n,
        line: n * 2 - 1,
        text: text.to_owned(),
        before: String::new(),
        after: "\n\n".to_owned(),
        joined: Vec::new(),
        tagged: None,
        tags: Vec::new(),
    };
    DraftSegment::of(segment)
}

/// A draft of these segments.
pub(super) fn draft(segments: Vec<DraftSegment>) -> Draft {
    Draft {
        id: 12,
        name: "bendungan-karangwuni".to_owned(),
        file: "bendungan-karangwuni.txt".to_owned(),
        sha256: "5e".repeat(32),
        direction: Direction::ID_EN,
        form: Form::Text,
        rules: "r1".to_owned(),
        at: stamp("2026-11-24T08:30:00Z"),
        lines: Vec::new(),
        segments,
    }
}

/// The word diff written as `sama [-dulu-]{+kini+} sama`; a space before a bracket belongs to what is in it.
fn diff(written: &str) -> Vec<(char, String)> {
    let mut out: Vec<(char, String)> = Vec::new();
    let mut rest = written;
    while let Some(at) = rest.find(['[', '{']) {
        let (op, close) = if rest[at..].starts_with("[-") { ('-', "-]") } else { ('+', "+}") };
        let end = at + rest[at..].find(close).expect("a closed mark");
        if at > 0 {
            out.push(('=', rest[..at].to_owned()));
        }
        out.push((op, rest[at + 2..end].to_owned()));
        rest = &rest[end + 2..];
    }
    if !rest.is_empty() {
        out.push(('=', rest.to_owned()));
    }
    out
}

/// A match whose diff is `written`.
pub(super) fn offered(tu: i64, kind: MatchKind, score: u8, written: &str, target: &str) -> Match {
    let diff = diff(written);
    let side = |skip: char| diff.iter().filter(|(op, _)| *op != skip).map(|(_, t)| t.as_str()).collect::<String>();
    Match {
        tu,
        uid: Uid::of(1_700_000_000_000, 7, tu as u32),
        memory: "berita".to_owned(),
        also: Vec::new(),
        kind,
        score,
        uncapped: score,
        source: side('+'),
        target: target.to_owned(),
        state: UnitState::Confirmed,
        edits: Vec::new(),
        flags: Vec::new(),
        penalties: Vec::new(),
        ambiguous: false,
        marks: Vec::new(),
        proposal: None,
        safe: true,
        adapted: Vec::new(),
        repair: None,
        coverage: 0.9,
        author: Some("Ratna Dewi".to_owned()),
        changed: Some(stamp("2024-03-05T02:00:00Z")),
        doc: None,
        score_version: 1,
        tables: "t1".to_owned(),
        diff,
    }
}

/// The segment with text from its first match, as `draft` fills it in.
fn filled(mut segment: DraftSegment, target: &str) -> DraftSegment {
    let best = &segment.matches[0];
    segment.origin = Some(Origin {
        kind: OriginKind::from(best.kind),
        score: Some(best.score),
        tu: Some(best.tu),
        uid: Some(best.uid),
        memory: Some(best.memory.clone()),
        penalties: best.penalties.clone(),
        adapted: best.adapted.clone(),
        score_version: 1,
        text: target.to_owned(),
        from: None,
        before: None,
    });
    segment.target = target.to_owned();
    segment.state = SegmentState::Draft;
    segment
}

fn copied(mut segment: DraftSegment, target: &str) -> DraftSegment {
    segment.origin = Some(Origin {
        kind: OriginKind::Copied,
        score: None,
        tu: None,
        uid: None,
        memory: None,
        penalties: Vec::new(),
        adapted: Vec::new(),
        score_version: 1,
        text: target.to_owned(),
        from: None,
        before: None,
    });
    segment.target = target.to_owned();
    segment.state = SegmentState::Draft;
    segment
}

fn flag(guard: Guard, note: &str) -> Flag {
    Flag { guard, query: Some((0, 1)), source: None, note: note.to_owned() }
}

/// A whole article on its way.
pub(super) fn article() -> Draft {
    use MatchKind::{Context, Exact, Fuzzy, Rung};
    let mut s: Vec<DraftSegment> = Vec::new();
    let mut add = |role: Role, text: &str| {
        s.push(segment(s.len() as u32 + 1, role, text));
        s.len() - 1
    };
    let title = add(Role::Headline, "Bendungan Karangwuni Mulai Diisi, Warga Hilir Diminta Waspada");
    let byline = add(Role::Byline, "Oleh Wulan Prasetya");
    let date = add(Role::Date, "Selasa, 24 November 2026 | 08.15 WIB");
    let caption = add(Role::Caption, "Petugas memeriksa pintu air Bendungan Karangwuni, Senin (23/11/2026).");
    let lead = add(
        Role::Body,
        "KARANGWUNI – Pengelola Bendungan Karangwuni mulai mengisi waduk secara bertahap pada Senin pagi setelah seluruh pintu air dinyatakan aman.",
    );
    let exact = add(Role::Body, "Pengisian dilakukan secara bertahap untuk menjaga kestabilan tubuh bendungan.");
    let context = add(Role::Body, "Bendungan ini akan mengairi 4.200 hektare sawah di tiga kecamatan.");
    let negated = add(Role::Body, "Kepala balai menegaskan bahwa warga di bantaran sungai tidak perlu mengungsi.");
    let quote = add(
        Role::Body,
        "“Kami sudah memasang sirene di sebelas titik, dan semuanya berfungsi,” kata Kepala Balai Pengelola Waduk Sarwono Hadikusuma.",
    );
    let year = add(Role::Body, "Pembangunan bendungan itu dimulai pada 2021 dengan anggaran Rp1,8 triliun.");
    let heading = add(Role::Heading, "Debit Air Naik Perlahan");
    let two = add(Role::Body, "Air mulai naik.");
    let middling = add(
        Role::Body,
        "Hingga Senin sore, tinggi muka air tercatat 12,4 meter, atau sekitar seperlima dari kapasitas penuh waduk.",
    );
    add(
        Role::Body,
        "Di Desa Sumberagung, sejumlah petani mengaku cemas karena saluran irigasi lama belum tersambung dengan jaringan yang baru.",
    );
    let done = add(Role::Body, "“Kalau salurannya belum jadi, airnya mau lewat mana?” ujar Parmin, seorang petani.");
    let edited = add(Role::Body, "Pemerintah kabupaten berjanji menyelesaikan saluran itu sebelum musim tanam kedua.");
    let reviewed = add(Role::Body, "Ia meminta warga tetap tenang.");
    let tagged = add(Role::Body, "Peta rawan banjir dapat diunduh di laman balai.");
    let list = add(Role::List, "Siapkan tas siaga berisi dokumen penting.");
    add(Role::List, "Jangan mendekati pintu air ketika sirene berbunyi.");
    let aligned = add(Role::List, "Ikuti arahan petugas di lapangan.");
    let heading2 = add(Role::Heading, "Ganti Rugi Lahan");
    let guarded = add(
        Role::Body,
        "Harga tanah pengganti turun dibandingkan dengan tahun lalu, dan sebagian warga menolak tawaran panitia.",
    );
    add(Role::Body, "Sebanyak 37 keluarga masih menunggu hasil penilaian ulang, yang dijadwalkan rampung pada 15 Desember 2026.");
    let credit = add(Role::Credit, "(wp/ags)");

    let take = |m: Match| vec![m];
    s[title].matches = take(offered(
        31,
        Fuzzy,
        72,
        "Bendungan [-Sidorejo-]{+Karangwuni+} Mulai Diisi, Warga{+ Hilir+} Diminta [-Tenang-]{+Waspada+}",
        "Sidorejo Dam Starts Filling, Residents Urged to Stay Calm",
    ));
    s[title].matches[0].flags = vec![flag(Guard::Name, "Sidorejo → Karangwuni")];
    s[byline] = copied(s[byline].clone(), "By Wulan Prasetya");
    s[date] = copied(s[date].clone(), "Tuesday, November 24, 2026 | 08:15 WIB");
    let mut adapted = offered(
        40,
        Rung,
        98,
        "Petugas memeriksa pintu air Bendungan Karangwuni, [-Jumat (13/11/2026)-]{+Senin (23/11/2026)+}.",
        "Officers inspect the sluice gates of the Karangwuni Dam on Friday (13/11/2026).",
    );
    adapted.adapted = vec!["date".to_owned()];
    adapted.penalties = vec![(Penalty::Role, 1)];
    s[caption].matches = take(adapted);
    s[caption] = filled(s[caption].clone(), "Officers inspect the sluice gates of the Karangwuni Dam on Monday (23/11/2026).");
    s[lead].note = "Periksa nama resmi bendungan di laman kementerian.".to_owned();
    s[exact].matches = take(offered(
        51,
        Exact,
        100,
        "Pengisian dilakukan secara bertahap untuk menjaga kestabilan tubuh bendungan.",
        "The reservoir is being filled in stages to keep the dam body stable.",
    ));
    s[exact] = filled(s[exact].clone(), "The reservoir is being filled in stages to keep the dam body stable.");
    s[context].matches = take(offered(
        52,
        Context,
        102,
        "Bendungan ini akan mengairi 4.200 hektare sawah di tiga kecamatan.",
        "The dam will irrigate 4,200 hectares of rice fields in three districts.",
    ));
    s[context] = filled(s[context].clone(), "The dam will irrigate 4,200 hectares of rice fields in three districts.");
    let mut no = offered(
        60,
        Fuzzy,
        84,
        "Kepala balai menegaskan bahwa warga di bantaran sungai{+ tidak+} perlu mengungsi.",
        "The head of the agency stressed that residents along the river needed to evacuate.",
    );
    no.uncapped = 93;
    no.flags = vec![flag(Guard::Negation, "tidak")];
    s[negated].matches = take(no);
    s[quote].matches = take(offered(
        61,
        Fuzzy,
        88,
        "“Kami sudah memasang sirene di [-sembilan-]{+sebelas+} titik, dan semuanya berfungsi,” kata Kepala Balai Pengelola Waduk Sarwono Hadikusuma.",
        "“We have installed sirens at nine points, and all of them are working,” said Sarwono Hadikusuma, head of the reservoir management agency.",
    ));
    s[quote] = filled(
        s[quote].clone(),
        "“We have installed sirens at nine points, and all of them are working,” said Sarwono Hadikusuma, head of the reservoir management agency.",
    );
    let mut from2019 = offered(
        62,
        Rung,
        99,
        "Pembangunan bendungan itu dimulai pada [-2019-]{+2021+} dengan anggaran [-Rp1,5-]{+Rp1,8+} triliun.",
        "Construction of the dam began in 2019 with a budget of Rp 1.5 trillion.",
    );
    from2019.adapted = vec!["date".to_owned(), "money".to_owned()];
    s[year].matches = take(from2019);
    s[year] = filled(s[year].clone(), "Construction of the dam began in 2021 with a budget of Rp 1.8 trillion.");
    s[heading].matches = take(offered(63, Exact, 100, "Debit Air Naik Perlahan", "Water Level Rises Slowly"));
    s[heading] = filled(s[heading].clone(), "Water Level Rises Slowly");
    s[two].matches = ["The water began to rise.", "Water levels started climbing."]
        .iter()
        .zip(70..)
        .map(|(t, tu)| Match { ambiguous: true, ..offered(tu, Exact, 100, "Air mulai naik.", t) })
        .collect();
    s[middling].matches = take(offered(
        72,
        Fuzzy,
        66,
        "Hingga [-Minggu malam-]{+Senin sore+}, tinggi muka air tercatat [-8,1-]{+12,4+} meter, atau [-belum mencapai seperdelapan-]{+sekitar seperlima+} dari kapasitas penuh waduk.",
        "As of Sunday night, the water level stood at 8.1 meters, less than one eighth of the reservoir's full capacity.",
    ));
    s[middling].matches[0].flags = vec![flag(Guard::Time, "belum"), flag(Guard::Number, "8,1 → 12,4")];
    s[done].target = "“If the channel isn’t finished, where is the water supposed to go?” said Parmin, a farmer.".to_owned();
    s[done].state = SegmentState::Confirmed;
    s[edited].target =
        "The regency administration has promised to finish the channel before the second planting season.".to_owned();
    s[edited].state = SegmentState::Edited;
    s[edited].note = "“Kedua”: musim tanam kedua tahun ini? Tanyakan kepada redaksi.".to_owned();
    s[reviewed].matches = take(offered(75, Exact, 100, "Ia meminta warga tetap tenang.", "He asked residents to stay calm."));
    s[reviewed] = filled(s[reviewed].clone(), "She asked residents to remain calm.");
    s[reviewed].state = SegmentState::Reviewed;
    s[tagged].segment.tagged = Some("<1>Peta rawan banjir</1> dapat diunduh di laman balai.".to_owned());
    s[list].matches = take(offered(
        76,
        Fuzzy,
        91,
        "Siapkan tas siaga berisi [-surat-]{+dokumen+} penting.",
        "Prepare an emergency bag with important papers.",
    ));
    s[list] = filled(s[list].clone(), "Prepare an emergency bag with important papers.");
    let mut made = offered(77, Exact, 97, "Ikuti arahan petugas di lapangan.", "Follow the directions of officers in the field.");
    made.penalties = vec![(Penalty::Aligned, 3)];
    made.author = None;
    s[aligned].matches = take(made);
    s[aligned] = filled(s[aligned].clone(), "Follow the directions of officers in the field.");
    s[heading2].target = "Compensation for Land".to_owned();
    s[heading2].state = SegmentState::Confirmed;
    s[guarded].matches = take(offered(
        80,
        Fuzzy,
        84,
        "Harga tanah pengganti [-naik-]{+turun+} dibandingkan dengan tahun lalu, dan sebagian warga [-menerima-]{+menolak+} tawaran panitia.",
        "The price of replacement land rose from last year, and some residents accepted the committee's offer.",
    ));
    s[guarded].matches[0].flags = vec![flag(Guard::Quantity, "naik → turun")];
    s[credit] = copied(s[credit].clone(), "(wp/ags)");
    draft(s)
}
