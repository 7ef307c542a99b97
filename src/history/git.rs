//! The `git` program: how it is run, so that neither the settings of a person nor those of a repository change what it
//! says, run a program, reach the network or ask a question.

use super::Trouble;
use std::{
    ffi::OsStr,
    io::{self, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{ChildStdout, Command, Output, Stdio},
};

/// Settings that win over those of every file.
const SETTINGS: [&str; 3] = ["core.quotePath=off", "core.fsmonitor=false", "core.pager=cat"];

/// What git is told by its environment: plain English, no questions, paths as they are, and no transport to fetch with what a
/// partial clone has not.
const ENVIRONMENT: [(&str, &str); 7] = [
    ("LC_ALL", "C"),
    ("GIT_PAGER", "cat"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_LITERAL_PATHSPECS", "1"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
];

/// What a git that runs us, as for a hook, says of its own working directory: ours is another.
const NOT_OURS: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"];

/// Git in a directory.
#[derive(Clone, Debug)]
pub(super) struct Git {
    directory: PathBuf,
}

/// What git said.
pub(super) struct Answer {
    /// Whether it did what it was asked.
    pub done: bool,
    /// How it ended.
    pub code: Option<i32>,
    /// On standard output.
    pub out: Vec<u8>,
    /// On standard error, the first line, without its `fatal:`.
    pub complaint: String,
}

impl Answer {
    /// The first line of the output.
    pub(super) fn line(&self) -> String {
        let text = String::from_utf8_lossy(&self.out);
        text.split('\n').next().unwrap_or_default().to_owned()
    }
}

impl Git {
    pub(super) fn new(directory: &Path) -> Git {
        Git { directory: directory.to_owned() }
    }

    /// Runs git and waits for it.
    pub(super) fn ask(&self, args: &[impl AsRef<OsStr>]) -> Result<Answer, Trouble> {
        let output = self.command(args).stdin(Stdio::null()).output();
        let Output { status, stdout, stderr } = output.map_err(|error| no_git(&error))?;
        Ok(Answer { done: status.success(), code: status.code(), out: stdout, complaint: complaint(&stderr) })
    }

    /// Runs git with an input and gives its output to a reader, while git still reads.
    pub(super) fn feed<T: Send>(
        &self,
        args: &[impl AsRef<OsStr>],
        input: &[u8],
        read: impl FnOnce(BufReader<ChildStdout>) -> io::Result<T>,
    ) -> Result<T, Trouble> {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| no_git(&error))?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (answer, said) = std::thread::scope(|scope| {
            scope.spawn(move || {
                // git that stops reading says why, or its output ends too early
                stdin.map(|mut stdin| stdin.write_all(input))
            });
            let said = scope.spawn(move || {
                let mut said = Vec::new();
                let _ = stderr.map(|mut stderr| stderr.read_to_end(&mut said));
                said
            });
            let answer = match stdout {
                Some(stdout) => read(BufReader::with_capacity(1 << 16, stdout)),
                None => Err(io::Error::other("git has no output")),
            };
            (answer, said.join().unwrap_or_default())
        });
        let status = child.wait();
        answer
            .map_err(|error| {
                let why = complaint(&said);
                let why = if why.is_empty() { error.to_string() } else { why };
                Trouble::new(format!("git could not be read: {why}"), CHECK)
            })
            .and_then(|answer| match status {
                Ok(status) if status.success() => Ok(answer),
                _ => Err(Trouble::new(format!("git failed: {}", complaint(&said)), CHECK)),
            })
    }

    fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.directory).arg("--no-pager");
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        for name in NOT_OURS {
            command.env_remove(name);
        }
        command.envs(ENVIRONMENT).args(args);
        command
    }
}

const CHECK: &str = "`git fsck` looks for what is damaged or missing in the repository";

/// What git complained of, in its own words.
fn complaint(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let line = ["fatal: ", "error: "].into_iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    line.trim_end_matches(['.', ':']).to_owned()
}

fn no_git(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Trouble::new("the program `git` was not found", "install git, or put it into PATH")
        }
        _ => Trouble::new(format!("cannot run `git`: {error}"), "look at its permissions"),
    }
}
