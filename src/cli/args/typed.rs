//! What the user typed, as clap reads it. Every text of the help comes from the table of the interface (`help`), by the
//! names used here.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand};
use padan::exchange::Asked;
use padan::model::Lang;
use padan::project::memories::Wanted;

use super::values::{self, ColorWhen, Differing, DraftFormat, ExportFormat, MemoryRef, Mode, Shell, UnitRef};

#[derive(Parser, Debug)]
#[command(
    name = "padan",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    subcommand_required = true,
    infer_subcommands = false
)]
pub(crate) struct Typed {
    #[command(flatten)]
    pub(super) globals: TypedGlobals,
    #[command(subcommand)]
    pub(super) command: TypedCommand,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Args, Debug)]
pub(super) struct TypedGlobals {
    #[arg(short, long, global = true, value_name = "MEMORY", value_parser = MemoryRef::parse)]
    pub(super) memory: Option<MemoryRef>,
    #[arg(long, global = true, value_enum)]
    pub(super) ui: Option<TypedUi>,
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    pub(super) color: Option<ColorWhen>,
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    #[arg(long, global = true, value_name = "NAME", value_parser = values::author)]
    pub(super) author: Option<String>,
    #[arg(long, global = true, value_name = "SECONDS", value_parser = values::seconds)]
    pub(super) wait: Option<Duration>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum TypedUi {
    En,
    Id,
}

#[derive(Subcommand, Debug)]
pub(super) enum TypedCommand {
    #[command(visible_alias = "impor")]
    Import(TypedImport),
    #[command(visible_alias = "draf")]
    Draft(TypedDraft),
    #[command(visible_alias = "selesai")]
    Finish(TypedFinish),
    #[command(visible_alias = "daftar-draf", args_conflicts_with_subcommands = true)]
    Drafts {
        #[arg(long)]
        json: bool,
        #[command(subcommand)]
        command: Option<TypedDrafts>,
    },
    #[command(visible_alias = "padankan")]
    Match(TypedMatch),
    #[command(visible_alias = "memori", subcommand_required = true, arg_required_else_help = false)]
    Tm {
        #[command(subcommand)]
        command: TypedTm,
    },
    #[command(visible_alias = "ekspor")]
    Export(TypedExport),
    #[command(visible_alias = "batal")]
    Undo(TypedUndo),
    #[command(visible_alias = "ulang")]
    Redo(TypedRedo),
    #[command(visible_alias = "segmentasi")]
    Segment(TypedSegment),
    #[command(visible_alias = "pengaturan", subcommand_required = false, arg_required_else_help = false)]
    Config(TypedConfig),
    #[command(visible_alias = "isyarat", args_conflicts_with_subcommands = true)]
    Cues {
        #[arg(long)]
        json: bool,
        #[command(subcommand)]
        command: Option<TypedCues>,
    },
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
    Man {
        #[arg(value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
    #[command(hide = true, alias = "bantuan")]
    Help {
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
}

#[derive(Args, Debug)]
pub(super) struct TypedImport {
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[arg(long, value_name = "A,B", value_parser = values::asked)]
    pub(super) lang: Option<Asked>,
    #[arg(long)]
    pub(super) unconfirmed: bool,
    #[arg(long, value_enum, value_name = "HOW", default_value = "add")]
    pub(super) differing: Differing,
    #[arg(long)]
    pub(super) strict: bool,
    #[arg(long, value_name = "PATH")]
    pub(super) rejects: Option<PathBuf>,
    #[arg(long, value_name = "PATH")]
    pub(super) log: Option<PathBuf>,
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct TypedReading {
    #[arg(long, value_enum, value_name = "MODE", default_value = "auto")]
    pub(super) mode: Mode,
    #[arg(long, value_name = "N,N", value_delimiter = ',', value_parser = values::line_number)]
    pub(super) keep: Vec<u32>,
    #[arg(long, value_name = "N,N", value_delimiter = ',', value_parser = values::line_number)]
    pub(super) drop: Vec<u32>,
    #[arg(long)]
    pub(super) keep_all: bool,
    #[arg(long)]
    pub(super) wrap: bool,
    #[arg(long, value_name = "FILE")]
    pub(super) srx: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct TypedDraft {
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub(super) files: Vec<PathBuf>,
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    pub(super) format: Option<DraftFormat>,
    #[arg(short, long, value_name = "PATH")]
    pub(super) output: Option<PathBuf>,
    #[arg(long, value_name = "LANG", value_parser = values::language)]
    pub(super) from: Option<Lang>,
    #[arg(long, value_name = "LANG", value_parser = values::language)]
    pub(super) to: Option<Lang>,
    #[command(flatten)]
    pub(super) reading: TypedReading,
    #[arg(long, value_name = "N", value_parser = values::draft_score)]
    pub(super) fill: Option<u8>,
    #[arg(long, value_name = "N", value_parser = values::draft_score)]
    pub(super) min: Option<u8>,
    #[command(flatten)]
    pub(super) references: TypedReferences,
    #[arg(long)]
    pub(super) new: bool,
    #[arg(long, value_name = "DRAFT", value_parser = values::draft_name)]
    pub(super) after: Option<String>,
    #[arg(long, conflicts_with_all = ["new"])]
    pub(super) refresh: bool,
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct TypedFinish {
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[arg(short, long, value_name = "PATH")]
    pub(super) output: Option<PathBuf>,
    #[arg(long)]
    pub(super) partial: bool,
    #[arg(long)]
    pub(super) accept: bool,
    #[arg(long)]
    pub(super) keep_both: bool,
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Subcommand, Debug)]
pub(super) enum TypedDrafts {
    #[command(visible_alias = "daftar")]
    List {
        #[arg(long)]
        deleted: bool,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "tampilkan")]
    Show {
        #[arg(value_name = "DRAFT", value_parser = values::draft_name)]
        draft: String,
        #[arg(long)]
        all: bool,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "hapus")]
    Delete {
        #[arg(required = true, value_name = "DRAFT", value_parser = values::draft_name)]
        drafts: Vec<String>,
        #[arg(long)]
        yes: bool,
        #[arg(short = 'n', long)]
        dry_run: bool,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "pulihkan")]
    Restore {
        #[arg(required = true, value_name = "DRAFT", value_parser = values::draft_name)]
        drafts: Vec<String>,
        #[arg(short = 'n', long)]
        dry_run: bool,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args, Debug)]
pub(super) struct TypedMatch {
    #[arg(value_name = "TEXT")]
    pub(super) texts: Vec<String>,
    #[arg(long, value_name = "LANG", value_parser = values::language)]
    pub(super) from: Option<Lang>,
    #[arg(long, value_name = "LANG", value_parser = values::language)]
    pub(super) to: Option<Lang>,
    #[arg(long, value_name = "N", value_parser = values::score)]
    pub(super) min_score: Option<u8>,
    #[arg(long, value_name = "N", value_parser = values::how_many)]
    pub(super) limit: Option<usize>,
    #[command(flatten)]
    pub(super) references: TypedReferences,
    #[arg(long)]
    pub(super) json: bool,
    #[arg(long, conflicts_with = "texts")]
    pub(super) jsonl: bool,
}

#[derive(Args, Debug)]
pub(super) struct TypedSegment {
    #[arg(value_name = "FILE|FOLDER", default_value = "-")]
    pub(super) files: Vec<PathBuf>,
    #[arg(long)]
    pub(super) lines: bool,
    #[arg(long, conflicts_with = "lines")]
    pub(super) explain: bool,
    #[arg(long, value_name = "LANG", value_parser = values::language)]
    pub(super) from: Option<Lang>,
    #[command(flatten)]
    pub(super) reading: TypedReading,
    #[arg(long)]
    pub(super) json: bool,
    #[arg(long, conflicts_with_all = ["lines", "explain", "mode", "keep", "drop", "keep_all", "wrap"])]
    pub(super) jsonl: bool,
}

#[derive(Args, Debug)]
pub(super) struct TypedExport {
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    pub(super) format: ExportFormat,
    #[arg(short, long, value_name = "PATH")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub(super) enum TypedCues {
    #[command(visible_alias = "daftar")]
    List {
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "uji")]
    Test {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "lokasi")]
    Path {
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand, Debug)]
pub(super) enum TypedTm {
    #[command(visible_alias = "buat")]
    Create {
        #[arg(value_name = "MEMORY", value_parser = MemoryRef::parse)]
        file: MemoryRef,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "daftar")]
    List {
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "rincian")]
    Info {
        #[arg(value_name = "MEMORY", value_parser = MemoryRef::parse)]
        file: Option<MemoryRef>,
        #[command(flatten)]
        references: TypedReferences,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "uji")]
    Verify {
        #[arg(value_name = "MEMORY", value_parser = MemoryRef::parse)]
        file: Option<MemoryRef>,
        #[arg(long, value_name = "N", value_parser = values::how_many_or_none, default_value = "200")]
        sample: usize,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "tampilkan")]
    Show {
        #[arg(value_name = "UNIT", value_parser = UnitRef::parse)]
        unit: UnitRef,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "gabungkan")]
    Merge {
        #[arg(required = true, value_name = "MEMORY", value_parser = MemoryRef::parse)]
        others: Vec<MemoryRef>,
        #[arg(short = 'n', long)]
        dry_run: bool,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "padatkan")]
    Compact {
        #[arg(value_name = "MEMORY", value_parser = MemoryRef::parse)]
        file: Option<MemoryRef>,
        #[arg(long)]
        keep_history: bool,
        #[arg(long)]
        no_backup: bool,
        #[arg(short = 'n', long)]
        dry_run: bool,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "cadangkan")]
    Backup {
        #[arg(value_name = "MEMORY", value_parser = MemoryRef::parse)]
        file: Option<MemoryRef>,
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    #[command(visible_alias = "indeks-ulang")]
    Reindex {
        #[arg(value_name = "MEMORY", value_parser = MemoryRef::parse)]
        file: Option<MemoryRef>,
        #[arg(long)]
        json: bool,
    },
}

/// The memories that are only read.
#[derive(Args, Debug)]
pub(super) struct TypedReferences {
    #[arg(long, value_name = "MEMORY:N", value_delimiter = ',', value_parser = values::wanted)]
    pub(super) with: Vec<Wanted>,
    #[arg(long, value_name = "MEMORY", value_delimiter = ',', value_parser = MemoryRef::parse)]
    pub(super) without: Vec<MemoryRef>,
    #[arg(long, conflicts_with = "without")]
    pub(super) no_with: bool,
}

#[derive(Args, Debug)]
pub(super) struct TypedConfig {
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) command: Option<TypedConfigCommand>,
}

#[derive(Subcommand, Debug)]
pub(super) enum TypedConfigCommand {
    #[command(visible_alias = "siapkan")]
    Init {
        #[command(flatten)]
        whose: TypedWhose,
    },
    #[command(visible_alias = "lokasi")]
    Path,
    #[command(visible_alias = "atur")]
    Set {
        #[arg(value_name = "SETTING")]
        key: String,
        #[arg(value_name = "VALUE")]
        value: String,
        #[command(flatten)]
        whose: TypedWhose,
    },
    #[command(visible_alias = "lepas")]
    Unset {
        #[arg(value_name = "SETTING")]
        key: String,
        #[command(flatten)]
        whose: TypedWhose,
    },
}

#[derive(Args, Debug)]
pub(super) struct TypedWhose {
    #[arg(long, visible_alias = "pengguna", conflicts_with = "project")]
    pub(super) user: bool,
    #[arg(long, visible_alias = "proyek")]
    pub(super) project: bool,
}

#[derive(Args, Debug)]
pub(super) struct TypedUndo {
    #[arg(value_name = "CHANGE", value_parser = values::batch)]
    pub(super) batch: Option<i64>,
    #[arg(long, conflicts_with_all = ["batch", "dry_run"])]
    pub(super) list: bool,
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct TypedRedo {
    #[arg(value_name = "CHANGE", value_parser = values::batch)]
    pub(super) batch: Option<i64>,
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
    #[arg(long)]
    pub(super) json: bool,
}
