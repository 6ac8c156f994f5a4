//! `cargo xtask build`: packs the handlers into zip files for Lambda, reproducibly.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufReader, Cursor, Read, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::UNIX_EPOCH,
};

use cargo_metadata::{Message, Metadata, MetadataCommand};
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use stacks::{Environment, environment::Architecture};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::{environment, tools};

/// The crate in `handlers/` that is a library, not a service.
const LIBRARY: &str = "platform";

/// The earliest time a zip file can contain. Real times would change the bytes.
const ZIP_TIME: DateTime = DateTime::DEFAULT;

/// Machine types, from the ELF specification.
const X86_64: u16 = 62;
const AARCH64: u16 = 183;

/// Build the handlers and pack each into a zip file
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Services [default: all]
    services: Vec<String>,
    /// The environment
    #[arg(long, default_value = "local")]
    env: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// This machine, for the local AWS. Not optimised, so it builds fast.
    Local,
    /// The same, with the features that the tests enable in their dependencies. `cargo xtask test`
    /// compiles each dependency once for everything.
    LocalWithTests,
    /// AWS Lambda on Intel and AMD.
    X86_64,
    /// AWS Lambda on Graviton.
    Arm64,
}

/// A service's code, packed for Lambda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Artifact {
    /// The zip file. Its name contains its hash.
    pub(crate) zip: PathBuf,
    /// SHA-256 of the file, in hexadecimal.
    pub(crate) sha256: String,
}

pub(crate) fn run(args: Args) -> Result<()> {
    let Args { services, env } = args;
    let target = Target::of(&environment::load(&env)?);
    let services: Vec<&str> = services.iter().map(String::as_str).collect();
    for artifact in artifacts(&services, target)?.values() {
        println!("{}", artifact.zip.display());
    }
    Ok(())
}

/// Builds the named services, or all, with one call of cargo, and packs those that changed.
pub(crate) fn artifacts(services: &[&str], target: Target) -> Result<BTreeMap<String, Artifact>> {
    let metadata =
        MetadataCommand::new().current_dir(tools::root()).no_deps().exec().into_diagnostic()?;
    let services = select(&handlers(&metadata), services)?;
    let folder = metadata.target_directory.as_std_path().join("artifacts").join(target.folder());
    fs::create_dir_all(&folder)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to create `{}`", folder.display()))?;
    compile(&metadata, &services, target)?
        .into_iter()
        .map(|(service, binary)| {
            let artifact = pack(&service, &binary, &folder, target)
                .wrap_err_with(|| format!("failed to pack `{service}`"))?;
            Ok((service, artifact))
        })
        .collect()
}

impl Target {
    pub(crate) fn of(environment: &Environment) -> Self {
        match (&environment.target, environment.architecture) {
            (stacks::environment::Target::Local { .. }, _) => Self::Local,
            (stacks::environment::Target::Aws { .. }, Architecture::X86_64) => Self::X86_64,
            (stacks::environment::Target::Aws { .. }, Architecture::Arm64) => Self::Arm64,
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Local | Self::LocalWithTests => "local",
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    fn triple(self) -> &'static str {
        match self.elf_machine() {
            AARCH64 => "aarch64-unknown-linux-gnu",
            _ => "x86_64-unknown-linux-gnu",
        }
    }

    /// The field `e_machine` of an ELF file for this target.
    fn elf_machine(self) -> u16 {
        match self {
            Self::Arm64 => AARCH64,
            Self::Local | Self::LocalWithTests if cfg!(target_arch = "aarch64") => AARCH64,
            Self::X86_64 | Self::Local | Self::LocalWithTests => X86_64,
        }
    }
}

fn handlers(metadata: &Metadata) -> Vec<String> {
    let folder = metadata.workspace_root.join("handlers");
    let mut names: Vec<String> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| {
            package.manifest_path.starts_with(&folder) && package.name.as_str() != LIBRARY
        })
        .map(|package| package.name.to_string())
        .collect();
    names.sort();
    names
}

fn select(available: &[String], wanted: &[&str]) -> Result<Vec<String>> {
    if let Some(unknown) =
        wanted.iter().find(|name| !available.iter().any(|service| service == *name))
    {
        return Err(miette!(
            help = format!("the services are `{}`", available.join("`, `")),
            "no handler crate is called `{unknown}`"
        ));
    }
    let is_wanted = |service: &&String| wanted.is_empty() || wanted.contains(&service.as_str());
    Ok(available.iter().filter(is_wanted).cloned().collect())
}

/// Compiles the services and returns the path of each binary.
fn compile(
    metadata: &Metadata,
    services: &[String],
    target: Target,
) -> Result<BTreeMap<String, PathBuf>> {
    if services.is_empty() {
        return Ok(BTreeMap::new());
    }
    match target {
        Target::Local | Target::LocalWithTests => compile_here(services, target),
        Target::X86_64 | Target::Arm64 => compile_for_aws(metadata, services, target),
    }
}

/// Builds binaries of the workspace for this machine and returns the path of each.
///
/// Uses plain cargo: cargo-lambda would compile all dependencies again, because it always names a
/// target, which has a separate folder. The selection is always the whole workspace: cargo enables
/// the features that the selected packages need, and compiles a dependency anew for each set.
fn compile_here(names: &[String], target: Target) -> Result<BTreeMap<String, PathBuf>> {
    let mut cargo = Command::new(tools::cargo())
        .current_dir(tools::root())
        .args(["build", "--workspace", "--message-format", "json-render-diagnostics"])
        .args(selection(names, target))
        // The first build takes minutes, so it is shown.
        .args(exist(names).then_some("--quiet"))
        .stdout(Stdio::piped())
        .spawn()
        .into_diagnostic()
        .wrap_err("failed to run `cargo build`")?;
    let output = cargo.stdout.take().ok_or_else(|| miette!("`cargo build` has no output"))?;
    let mut binaries = BTreeMap::new();
    for message in Message::parse_stream(BufReader::new(output)) {
        if let Message::CompilerArtifact(artifact) = message.into_diagnostic()?
            && let Some(executable) = artifact.executable
            && !artifact.profile.test
            && names.contains(&artifact.target.name)
        {
            binaries.insert(artifact.target.name, executable.into_std_path_buf());
        }
    }
    if !cargo.wait().into_diagnostic()?.success() {
        return Err(compile_error("cargo build"));
    }
    match names.iter().find(|name| !binaries.contains_key(*name)) {
        Some(name) => Err(miette!("the crate `{name}` has no binary called `{name}`")),
        None => Ok(binaries),
    }
}

/// Builds one binary of the workspace for this machine and returns its path.
pub(crate) fn binary_here(name: &str, target: Target) -> Result<PathBuf> {
    let mut built = compile_here(&[name.to_owned()], target)?;
    built.remove(name).ok_or_else(|| miette!("the `{name}` binary was not built"))
}

/// Whether all of these binaries were built before.
fn exist(names: &[String]) -> bool {
    names.iter().all(|name| tools::root().join("target/debug").join(name).exists())
}

/// What `cargo xtask test` builds with one call of cargo: everything that its steps run.
pub(crate) const EVERYTHING: [&str; 2] = ["--bins", "--tests"];

fn selection(names: &[String], target: Target) -> Vec<String> {
    if target == Target::LocalWithTests {
        return EVERYTHING.map(str::to_owned).to_vec();
    }
    names.iter().map(|name| format!("--bin={name}")).collect()
}

fn compile_for_aws(
    metadata: &Metadata,
    services: &[String],
    target: Target,
) -> Result<BTreeMap<String, PathBuf>> {
    check_standard_library(target)?;
    let zig = tools::zig()?;
    let output = metadata.target_directory.as_std_path().join("lambda").join(target.folder());
    // If this build produces no binary, an older one must not be packed.
    for service in services {
        remove_if_present(&output.join(service).join("bootstrap"))?;
    }
    let status = Command::new(tools::cargo_lambda()?)
        .current_dir(tools::root())
        .args(["lambda", "build", "--release", "--bins"])
        .arg(if target == Target::Arm64 { "--arm64" } else { "--x86-64" })
        // cargo-lambda's own check would let rustup download a missing target without asking.
        .arg("--skip-target-check")
        // The profile in the root manifest sets optimisations; cargo-lambda would add its own.
        .arg("--disable-optimizations")
        .arg("--lambda-dir")
        .arg(&output)
        .args(packages(services))
        .env("CARGO_ZIGBUILD_ZIG_PATH", &zig)
        .env("PATH", path_with(&zig)?)
        .stdout(std::io::stderr())
        .status()
        .into_diagnostic()
        .wrap_err("failed to run `cargo lambda build`")?;
    if !status.success() {
        return Err(compile_error("cargo lambda build"));
    }
    Ok(services
        .iter()
        .map(|service| (service.clone(), output.join(service).join("bootstrap")))
        .collect())
}

/// Checks that Rust's standard library for the target is installed.
fn check_standard_library(target: Target) -> Result<()> {
    let triple = target.triple();
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", triple])
        .output()
        .into_diagnostic()
        .wrap_err("failed to run `rustc`")?;
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if output.status.success() && folder.is_dir() {
        return Ok(());
    }
    Err(miette!(
        help =
            format!("run `rustup target add {triple}`, or choose another `architecture` in `env/`"),
        "Rust's standard library for `{triple}` is not installed"
    ))
}

fn compile_error(command: &str) -> miette::Report {
    miette!(help = "fix the compiler errors above", "`{command}` failed")
}

fn packages(services: &[String]) -> impl Iterator<Item = String> {
    services.iter().map(|service| format!("--package={service}"))
}

fn path_with(program: &Path) -> Result<std::ffi::OsString> {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        program.parent().map(Path::to_owned).into_iter().chain(std::env::split_paths(&inherited));
    std::env::join_paths(folders).into_diagnostic()
}

fn remove_if_present(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error)
            .into_diagnostic()
            .wrap_err_with(|| format!("failed to remove `{}`", path.display())),
        _ => Ok(()),
    }
}

/// What was packed last. Stored beside the zip file, to detect whether the binary has changed.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Record {
    /// Size of the binary, in bytes.
    size: u64,
    /// Modification time of the binary, in nanoseconds since 1970.
    modified: u128,
    /// SHA-256 of the zip file, in hexadecimal.
    sha256: String,
}

fn pack(service: &str, binary: &Path, folder: &Path, target: Target) -> Result<Artifact> {
    let file = fs::metadata(binary)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to read `{}`", binary.display()))?;
    let size = file.len();
    let modified =
        file.modified().into_diagnostic()?.duration_since(UNIX_EPOCH).into_diagnostic()?.as_nanos();
    let record_path = folder.join(format!("{service}.json"));
    let last = read_record(&record_path);
    if let Some(last) = &last
        && (last.size, last.modified) == (size, modified)
        && artifact(service, &last.sha256, folder).zip.exists()
    {
        return Ok(artifact(service, &last.sha256, folder));
    }
    check_program(binary, target)?;
    let program = if matches!(target, Target::Local | Target::LocalWithTests) {
        without_debug_info(binary)?
    } else {
        fs::read(binary).into_diagnostic()?
    };
    let bytes = zip(&program).into_diagnostic()?;
    let packed = artifact(service, &hex::encode(Sha256::digest(&bytes)), folder);
    write_whole(&packed.zip, &bytes)?;
    let record = Record { size, modified, sha256: packed.sha256.clone() };
    write_whole(&record_path, &serde_json::to_vec(&record).into_diagnostic()?)?;
    if let Some(last) = last.filter(|last| last.sha256 != packed.sha256) {
        remove_if_present(&artifact(service, &last.sha256, folder).zip)?;
    }
    Ok(packed)
}

/// An unreadable record counts as none: the binary is packed again.
fn read_record(path: &Path) -> Option<Record> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

fn artifact(service: &str, sha256: &str, folder: &Path) -> Artifact {
    Artifact { zip: folder.join(format!("{service}-{sha256}.zip")), sha256: sha256.to_owned() }
}

/// Lambda reports a binary of the wrong kind only when it starts the function.
fn check_program(binary: &Path, target: Target) -> Result<()> {
    let mut header = [0; 20];
    let mut file = File::open(binary).into_diagnostic()?;
    file.read_exact(&mut header).into_diagnostic()?;
    let mode = file.metadata().into_diagnostic()?.permissions().mode();
    if mode & 0o111 == 0 {
        return Err(miette!("`{}` is not executable", binary.display()));
    }
    check_header(header, target).map_err(|problem| miette!("`{}` {problem}", binary.display()))
}

/// Checks the start of an ELF file: magic number, type at byte 16, machine at byte 18, both
/// little-endian.
fn check_header(header: [u8; 20], target: Target) -> Result<(), String> {
    const EXECUTABLE: u16 = 2;
    const POSITION_INDEPENDENT: u16 = 3;
    if !header.starts_with(b"\x7fELF") {
        return Err("is not an ELF file, which Lambda needs".to_owned());
    }
    let kind = u16::from_le_bytes([header[16], header[17]]);
    if ![EXECUTABLE, POSITION_INDEPENDENT].contains(&kind) {
        return Err("is an ELF file, but not an executable".to_owned());
    }
    let machine = u16::from_le_bytes([header[18], header[19]]);
    if machine != target.elf_machine() {
        return Err(format!("is for the machine type {machine}, not for `{}`", target.folder()));
    }
    Ok(())
}

/// Two thirds of a development build are debug information, which a function does not need. Names
/// of functions stay, for backtraces.
fn without_debug_info(binary: &Path) -> Result<Vec<u8>> {
    let stripped = tempfile::NamedTempFile::new().into_diagnostic()?;
    let output = Command::new("strip")
        .arg("--strip-debug")
        .arg("-o")
        .args([stripped.path(), binary])
        .output()
        .into_diagnostic()
        .wrap_err("failed to run `strip`")?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(miette!(
            help = "run `cargo xtask doctor`",
            "failed to strip `{}`: {reason}",
            binary.display()
        ));
    }
    fs::read(stripped.path()).into_diagnostic()
}

fn zip(program: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .last_modified_time(ZIP_TIME)
        .unix_permissions(0o755);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("bootstrap", options)?;
    writer.write_all(program)?;
    Ok(writer.finish()?.into_inner())
}

/// Writes a temporary file and renames it, so that no reader sees a partial file.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let partial = path.with_extension(format!("{}.part", std::process::id()));
    fs::write(&partial, bytes)
        .and_then(|()| fs::rename(&partial, path))
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to write `{}`", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(magic: [u8; 4], kind: u8, machine: u8) -> [u8; 20] {
        let mut header = [0; 20];
        header[..4].copy_from_slice(&magic);
        header[16] = kind;
        header[18] = machine;
        header
    }

    #[test]
    fn only_executables_for_the_target_are_accepted() {
        assert_eq!(check_header(header(*b"\x7fELF", 3, 62), Target::X86_64), Ok(()));
        assert_eq!(check_header(header(*b"\x7fELF", 2, 183), Target::Arm64), Ok(()));
        for (wrong, message) in [
            (header(*b"#!/b", 3, 62), "is not an ELF file, which Lambda needs"),
            (header(*b"\x7fELF", 1, 62), "is an ELF file, but not an executable"),
            (header(*b"\x7fELF", 3, 183), "is for the machine type 183, not for `x86_64`"),
        ] {
            assert_eq!(check_header(wrong, Target::X86_64), Err(message.to_owned()));
        }
    }

    #[test]
    fn the_same_program_gives_the_same_zip_with_an_executable_bootstrap() {
        let bytes = zip(b"program").unwrap();
        assert_eq!(bytes, zip(b"program").unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let file = archive.by_name("bootstrap").unwrap();
        assert_eq!(file.unix_mode(), Some(0o100_755));
        assert_eq!(file.last_modified(), Some(ZIP_TIME));
    }

    #[test]
    fn a_binary_is_packed_again_only_when_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join("program");
        fs::copy(std::env::current_exe().unwrap(), &binary).unwrap();
        let pack = || pack("one", &binary, folder.path(), Target::Local).unwrap();

        let first = pack();
        let written = fs::metadata(&first.zip).unwrap().modified().unwrap();
        assert_eq!(pack(), first);
        assert_eq!(fs::metadata(&first.zip).unwrap().modified().unwrap(), written);

        fs::copy("/bin/sh", &binary).unwrap();
        let second = pack();
        assert_ne!(second.sha256, first.sha256);
        assert!(second.zip.exists() && !first.zip.exists());
    }

    #[test]
    fn an_unknown_service_is_refused_with_the_known_ones() {
        let available = ["activity".to_owned(), "order".to_owned()];
        assert_eq!(select(&available, &[]).unwrap(), available);
        assert_eq!(select(&available, &["order"]).unwrap(), ["order"]);
        let error = select(&available, &["orders"]).unwrap_err();
        assert_eq!(error.to_string(), "no handler crate is called `orders`");
        assert_eq!(error.help().unwrap().to_string(), "the services are `activity`, `order`");
    }
}
