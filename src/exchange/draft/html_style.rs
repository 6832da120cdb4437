//! How the page looks: its style sheet and its colours.
//!
//! **Invariant:** nothing is fetched, and no rule depends on the draft. (Contrast of every ink on every ground is a test.)

use super::docx_table::{COPIED, DELETED, EXACT, INSERTED, SIMILAR};

/// Colours by name, six hex digits.
type Palette = [(&'static str, &'static str); 12];

/// Grounds on which words stand; every ink can be read on each.
#[cfg(test)]
pub(super) const GROUNDS: [&str; 4] = ["page", "exact", "similar", "copied"];
/// Colours of words.
#[cfg(test)]
pub(super) const INKS: [&str; 5] = ["text", "dim", "deleted", "inserted", "caution"];

/// By day, and on paper.
pub(super) const LIGHT: Palette = [
    ("page", "FFFFFF"),
    ("text", "1A1D21"),
    ("dim", "454B52"),
    ("line", "BFC7CE"),
    ("head", "1F3A4D"),
    ("on-head", "FFFFFF"),
    ("exact", EXACT),
    ("similar", SIMILAR),
    ("copied", COPIED),
    ("deleted", DELETED),
    ("inserted", INSERTED),
    ("caution", "6B3A00"),
];

/// By night.
pub(super) const DARK: Palette = [
    ("page", "14181C"),
    ("text", "E9ECEF"),
    ("dim", "C3CAD1"),
    ("line", "46505A"),
    ("head", "2A4A61"),
    ("on-head", "FFFFFF"),
    ("exact", "17324A"),
    ("similar", "403312"),
    ("copied", "2B3035"),
    ("deleted", "FFB4AB"),
    ("inserted", "9BE59B"),
    ("caution", "FFCC8F"),
];

const RULES: &str = "
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:1.5rem clamp(.75rem,2vw,2rem) 3rem;max-width:104rem;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",Arial,sans-serif;overflow-wrap:anywhere}
h1{margin:0 0 .25rem;font-size:1.6rem;line-height:1.25;text-wrap:balance}
h2{margin:0 0 .4rem;font-size:1rem}
p,ul,dl{margin:0}
.facts,.bands,.remark,footer{color:var(--dim)}
.facts,.bands{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;padding:0;list-style:none;font-size:.9375rem}
.bands b{color:var(--text)}
.legend{margin:1.1rem 0 1.4rem;padding:.8rem 1rem;border:1px solid var(--line);border-radius:.4rem;font-size:.875rem}
.legend dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem .9rem;align-items:baseline}
.legend dt{padding:.05rem .5rem;border:1px solid var(--line);border-radius:.25rem;font-weight:600}
.legend dd{margin:0;max-width:70rem}
table{width:100%;border-collapse:collapse;table-layout:fixed}
.no-column{width:3.25rem}.match-column{width:28%}.status-column{width:10.5rem}
th,td{padding:.55rem .65rem;border:1px solid var(--line);text-align:start;vertical-align:top}
thead th{position:sticky;top:0;white-space:nowrap;overflow-wrap:normal;background:var(--head);color:var(--on-head);font-size:.875rem}
tbody th{color:var(--dim);font-weight:400;text-align:end;font-variant-numeric:tabular-nums}
.source,.target,.offer,.note{white-space:pre-wrap}
.difference{white-space:pre-line}
.title .source,.title .target{font-weight:650}
.exact{background:var(--exact)}.similar{background:var(--similar)}.copied{background:var(--copied)}
.match,.status{font-size:.875rem}
.match p+p,.status p+p{margin-top:.3rem}
.origin b{font-size:1rem;font-variant-numeric:tabular-nums}
.caution{color:var(--caution);font-weight:650}
del{color:var(--deleted);text-decoration:line-through}
ins{color:var(--inserted);text-decoration:underline;text-underline-offset:.15em}
del,ins{unicode-bidi:isolate}
.state{font-weight:600}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
footer{margin-top:1.2rem;font-size:.8125rem}
@media screen and (max-width:56rem){
body{padding-top:1rem}
h1{font-size:1.3rem}
.legend dl{grid-template-columns:1fr;gap:.15rem}
.legend dt{justify-self:start}
.legend dd{margin-bottom:.45rem}
table,tbody,tr,td,tbody th{display:block}
thead,colgroup{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody tr{margin:0 0 1rem;border:1px solid var(--line);border-radius:.4rem;overflow:hidden}
tbody th,td{width:100%;border:0;border-top:1px solid var(--line)}
tbody th{padding:.3rem .65rem;border-top:0;background:var(--head);color:var(--on-head);font-weight:650;text-align:start}
td::before{content:attr(data-label);display:block;color:var(--dim);font-size:.8125rem;font-weight:600;white-space:normal}
}
@media print{
@page{size:A4 landscape;margin:12mm 11mm}
body{max-width:none;padding:0;font-size:9.5pt;line-height:1.35}
h1{font-size:16pt}
h2{font-size:9.5pt}
.facts,.bands,.match,.status,.legend,thead th{font-size:8.5pt}
.origin b{font-size:9.5pt}
.legend{margin:3mm 0;padding:2mm 3mm;break-inside:avoid}
.legend dl{gap:.6mm 3mm}
.match-column{width:27%}.no-column{width:11mm}.status-column{width:28mm}
th,td{padding:1.4mm 1.8mm}
thead{display:table-header-group}
thead th{position:static}
tr{break-inside:avoid}
footer{margin-top:3mm;font-size:7.5pt}
body,th,td,dt,del,ins{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
@media (forced-colors:active){
.legend dt,.state,td,th{border-color:CanvasText}
}
";

/// Returns the style sheet.
pub(super) fn sheet() -> String {
    let variables = |palette: Palette| palette.map(|(name, color)| format!("--{name}:#{color}")).join(";");
    format!(
        "\n:root{{color-scheme:light dark;{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}{RULES}",
        variables(LIGHT),
        variables(DARK)
    )
}
