//! One file, or stdout.

use crate::failure::Stop;
use crate::input::Packing;
use crate::render::packed;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

pub struct Stream {
    name: String,
    to: Box<dyn Write>,
    written: u64,
    packing: Packing,
}

impl Stream {
    pub fn stdout() -> Stream {
        Stream { name: "stdout".to_owned(), to: Box::new(io::stdout()), written: 0, packing: Packing::None }
    }

    /// A new file, or what stands in it up to `mark`.
    pub fn file(path: &Path, packing: Packing, mark: Option<u64>) -> Result<Stream, Stop> {
        let name = path.display().to_string();
        let opened = match mark {
            None => File::create(path),
            Some(mark) => {
                OpenOptions::new().write(true).create(true).truncate(false).open(path).and_then(|mut file| {
                    if file.metadata()?.len() < mark {
                        return Err(io::Error::other(
                            "it is shorter than its .progress file says; delete both and begin anew",
                        ));
                    }
                    file.set_len(mark)?;
                    file.seek(SeekFrom::Start(mark))?;
                    Ok(file)
                })
            }
        };
        let to = Box::new(opened.map_err(|error| Stop::writing(&name, &error))?);
        Ok(Stream { name, to, written: mark.unwrap_or(0), packing })
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        // A reader at the other end of a pipe gets each batch at once.
        let written = self.to.write_all(bytes).and_then(|()| self.to.flush());
        written.map_err(|error| Stop::writing(&self.name, &error))?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    pub fn written(&self) -> u64 {
        self.written
    }

    /// A packed file of nothing is a packed nothing: no unpacker reads an empty file.
    pub fn finish(&mut self) -> Result<u64, Stop> {
        if self.written == 0 && self.packing != Packing::None {
            let empty = packed(Vec::new(), self.packing).map_err(|error| Stop::writing(&self.name, &error))?;
            self.write(&empty)?;
        }
        Ok(self.written)
    }
}
