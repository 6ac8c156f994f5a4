//! Where executions survive a restart: a folder with one JSON file for each.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::execution::Execution;

/// A folder of executions, or nothing at all.
#[derive(Clone, Debug)]
pub enum Store {
    /// Nothing survives.
    Memory,
    /// A file for each execution, written anew for each change.
    Folder(PathBuf),
}

impl Store {
    /// Every execution that was saved. A file that was not completely written is not one: it has
    /// another name until it is.
    pub(crate) fn load(&self) -> io::Result<Vec<Execution>> {
        let Self::Folder(folder) = self else { return Ok(vec![]) };
        fs::create_dir_all(folder)?;
        let mut executions = vec![];
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|it| it == "json") {
                executions.push(read(&path)?);
            }
        }
        Ok(executions)
    }

    /// Replaces the file of the execution in one step.
    pub(crate) fn save(&self, execution: &Execution) -> io::Result<()> {
        let Self::Folder(folder) = self else { return Ok(()) };
        let incomplete = folder.join(format!("{}.incomplete", execution.id));
        fs::write(&incomplete, serde_json::to_vec(execution)?)?;
        fs::rename(incomplete, folder.join(format!("{}.json", execution.id)))
    }

    pub(crate) fn remove(&self, id: &str) -> io::Result<()> {
        let Self::Folder(folder) = self else { return Ok(()) };
        match fs::remove_file(folder.join(format!("{id}.json"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

fn read(path: &Path) -> io::Result<Execution> {
    serde_json::from_slice(&fs::read(path)?).map_err(|error| {
        io::Error::other(format!("failed to read the execution `{}`: {error}", path.display()))
    })
}
