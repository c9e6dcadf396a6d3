//! A token store in files, for processes on one machine: one client obtains a token, and the others load it.
//!
//! ```console
//! $ APP_ID=cli_a1 APP_SECRET=... cargo run -p feishu-runtime --example file_token_store --features reqwest
//! ```

use std::error::Error;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use feishu_runtime::{Client, StoreFuture, StoreLock, StoredToken, TokenKey, TokenStore};
use fs4::{FileExt, TryLockError};
use secrecy::ExposeSecret as _;
use tempfile::NamedTempFile;

/// Interval at which a lock that another process holds is tried again.
const POLL: Duration = Duration::from_millis(50);

/// Beginning of the name of a file that is being written.
const UNFINISHED: &str = ".unfinished-";

/// Stores each token in a file of a folder that only this user can access. The folder must be on a local disk: the locks of
/// network file systems are not reliable everywhere.
pub(crate) struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// Opens a store in this folder, creating it if needed.
    ///
    /// # Errors
    /// Fails if the folder cannot be created, or if another user owns it or can access it: that user could plant tokens of
    /// someone else.
    pub(crate) fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        make_private(&folder)?;
        // Resolved once: a symbolic link could point to another folder later.
        let found = fs::symlink_metadata(&folder)?;
        let ours = NamedTempFile::new_in(&folder)?.as_file().metadata()?;
        if found.is_dir() && is_private(&found, &ours) {
            let store = Self { folder };
            store.start_writing()?;
            return Ok(store);
        }
        let fault = format!("{} is no folder of this user alone", folder.display());
        Err(io::Error::new(ErrorKind::PermissionDenied, fault))
    }

    fn path(&self, key: &TokenKey, extension: &str) -> PathBuf {
        self.folder.join(key.name()).with_extension(extension)
    }

    /// Waits until no process writes a file, and keeps others from it while the returned file is open. Removes the unfinished
    /// file of a process that was killed while it wrote: its token would stay there for ever.
    fn start_writing(&self) -> io::Result<File> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.folder.join("writing.lock"))?;
        FileExt::lock(&file)?;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(file)
    }

    /// Writes a new file that only this user can read, and renames it over the old one: no reader sees a partial token, and no
    /// crash loses both files.
    fn write(&self, key: &TokenKey, json: &str) -> io::Result<()> {
        let _writing = self.start_writing()?;
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
        file.write_all(json.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(self.path(key, "json"))?;
        keep_names(&self.folder)
    }

    fn delete(&self, key: &TokenKey) -> io::Result<()> {
        match fs::remove_file(self.path(key, "json")) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => removed.and_then(|()| keep_names(&self.folder)),
        }
    }
}

impl TokenStore for FileStore {
    fn load<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<StoredToken>> {
        Box::pin(async move {
            match fs::read_to_string(self.path(key, "json")) {
                Ok(json) => Ok(StoredToken::from_json(&json)),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a StoredToken) -> StoreFuture<'a, ()> {
        Box::pin(async move { Ok(self.write(key, token.to_json().expose_secret())?) })
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, ()> {
        Box::pin(async move { Ok(self.delete(key)?) })
    }

    /// Takes a lock of the operating system on a file. It is released when the process ends, however that happens. The file is
    /// not deleted: a process could then lock a new file while another still holds the old one.
    fn lock<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, StoreLock> {
        let path = self.path(key, "lock");
        Box::pin(async move {
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
            loop {
                // `File::try_lock` does the same since Rust 1.89.
                match FileExt::try_lock(&file) {
                    Ok(()) => return Ok(Box::new(file) as StoreLock),
                    Err(TryLockError::WouldBlock) => tokio::time::sleep(POLL).await,
                    Err(TryLockError::Error(error)) => return Err(error.into()),
                }
            }
        })
    }
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Returns true if the folder belongs to the user of this process and other users cannot access it.
#[cfg(unix)]
fn is_private(folder: &Metadata, ours: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let rights = folder.mode() & 0o777;
    rights & 0o700 == rights && folder.uid() == ours.uid()
}

/// Makes the rename of a file durable.
#[cfg(unix)]
fn keep_names(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}

/// On other systems a folder inherits the permissions of its parent; choose one in the user's profile.
#[cfg(not(unix))]
fn is_private(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(not(unix))]
fn keep_names(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Creates a client that shares its tokens with all processes that use the same folder.
#[allow(dead_code, reason = "a test includes this file for the store")]
fn main() -> Result<(), Box<dyn Error>> {
    let (id, secret) = (std::env::var("APP_ID")?, std::env::var("APP_SECRET")?);
    let home = std::env::home_dir().ok_or("this user has no folder of their own")?;
    let store = FileStore::open(home.join(".feishu-tokens"))?;
    let client = Client::builder(id, secret).token_store(store).build()?;
    // From here on it is used like any other client.
    let _ = client;
    Ok(())
}
