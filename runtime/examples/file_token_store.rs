//! A token store of files, for processes on one machine: one client gets a token, and all others find it.
//!
//! ```console
//! $ APP_ID=cli_a1 APP_SECRET=... cargo run -p feishu-runtime --example file_token_store --features reqwest
//! ```

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use feishu_runtime::{Client, StoreFuture, StoreLock, StoredToken, TokenKey, TokenStore};
use secrecy::ExposeSecret as _;

/// A lock that is older is of a process that is gone.
const STALE: Duration = Duration::from_secs(60);

/// How often a lock is asked for that another process holds.
const POLL: Duration = Duration::from_millis(50);

/// Keeps each token in a file of one folder that only this user may read.
pub(crate) struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// A store in this folder, which is made if it is not there.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub(crate) fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    fn path(&self, key: &TokenKey, extension: &str) -> PathBuf {
        self.folder.join(key.name()).with_extension(extension)
    }

    /// Writes a file beside the one that is there and puts it into its place: no reader sees half a token, and no crash
    /// loses both.
    fn write(&self, key: &TokenKey, json: &str) -> io::Result<()> {
        let new = self.path(key, "new");
        let mut file = private_file(OpenOptions::new().write(true).create(true).truncate(true), &new)?;
        file.write_all(json.as_bytes())?;
        file.sync_all()?;
        fs::rename(new, self.path(key, "json"))
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
        Box::pin(async move {
            match fs::remove_file(self.path(key, "json")) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            }
        })
    }

    fn lock<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, StoreLock> {
        let path = self.path(key, "lock");
        Box::pin(async move {
            loop {
                match private_file(OpenOptions::new().write(true).create_new(true), &path) {
                    Ok(_) => return Ok(Box::new(Lock(path)) as StoreLock),
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                    Err(error) => return Err(error.into()),
                }
                if is_stale(&path) {
                    // Another process may have taken it away first.
                    let _ = fs::remove_file(&path);
                } else {
                    tokio::time::sleep(POLL).await;
                }
            }
        })
    }
}

/// A lock, as long as its file stands.
struct Lock(PathBuf);

impl Drop for Lock {
    fn drop(&mut self) {
        // What stays is stale after a minute.
        let _ = fs::remove_file(&self.0);
    }
}

fn is_stale(path: &Path) -> bool {
    let age = fs::metadata(path).and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age > STALE)
}

#[cfg(unix)]
fn private_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.open(path)
}

/// Sets up a client that shares its tokens with all processes that use the same folder.
#[allow(dead_code, reason = "a test includes this file for the store")]
fn main() -> Result<(), Box<dyn Error>> {
    let (id, secret) = (std::env::var("APP_ID")?, std::env::var("APP_SECRET")?);
    let store = FileStore::open(std::env::temp_dir().join("feishu-tokens"))?;
    let client = Client::builder(id, secret).token_store(store).build()?;
    // From here on it is a client like any other.
    let _ = client;
    Ok(())
}
