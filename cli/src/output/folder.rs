//! A file for each page.

use crate::failure::Stop;
use std::fs;
use std::path::{Path, PathBuf};

pub struct Folder {
    path: PathBuf,
    written: u64,
}

impl Folder {
    /// What stands in the folder stays there, but for files of the same names.
    pub fn open(path: &Path) -> Result<Folder, Stop> {
        fs::create_dir_all(path).map_err(|error| Stop::writing(&path.display().to_string(), &error))?;
        Ok(Folder { path: path.to_owned(), written: 0 })
    }

    pub fn write(&mut self, files: &[(String, String)]) -> Result<(), Stop> {
        for (name, text) in files {
            let path = self.path.join(name);
            fs::write(&path, text).map_err(|error| Stop::writing(&path.display().to_string(), &error))?;
            self.written += text.len() as u64;
        }
        Ok(())
    }

    pub fn written(&self) -> u64 {
        self.written
    }
}
