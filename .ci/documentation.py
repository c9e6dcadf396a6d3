#!/usr/bin/env python3
"""Follows the documentation and prepares a pull request: documentation.py FOLDER [OPTION OF UPDATE ...]

Runs update, generate and the tests in this checkout, and writes into the folder `report.md`, the text of the pull request, and
`changes.patch`, the changes of schemas and generated code. Without changes it writes neither. Ends with 1 if the documentation
could not be read, or if a page could not be had and nothing changed; findings about changes are for the reader of the report.
"""
import os
import pathlib
import re
import secrets
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = ["schemas", "generated"]
# GitHub takes 65,536 characters as the text of a pull request.
MOST = 20_000


def run(*command):
    """Runs a command, shows its output, and returns it with the exit code."""
    print("$", *command, flush=True)
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace")
    # The output may hold text of pages, in which GitHub must not look for commands.
    token = secrets.token_hex(16) if "GITHUB_ACTIONS" in os.environ else ""
    print(f"::stop-commands::{token}\n{ended.stdout}\n::{token}::" if token else ended.stdout, flush=True)
    return ended.returncode, ended.stdout


def section(command, code, text):
    """A command and its output, in a block that no line of the output ends. Of a long output, the end counts most."""
    text = text if len(text) <= MOST else "[...]" + text[-MOST:]
    fence = "`" * max([3, *(len(ticks) + 1 for ticks in re.findall("`+", text))])
    return f"`{' '.join(command)}` ended with {code}:\n\n{fence}text\n{text.rstrip()}\n{fence}\n"


def main():
    folder, options = pathlib.Path(sys.argv[1]), sys.argv[2:]
    update = ["cargo", "xtask", "update"]
    code, text = run(*update, *options)
    sections = [section(update, code, text)]
    if code > 1:
        return 1
    if not run("git", "status", "--porcelain", "--", *OURS)[1]:
        return code
    for command in (["cargo", "xtask", "generate"], ["cargo", "test", "--quiet", "--workspace", "--no-fail-fast"]):
        sections.append(section(command, *run(*command)))
    run("git", "add", "--all", "--", *OURS)
    patch = subprocess.run(["git", "diff", "--cached", "--binary", "--", *OURS], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "changes.patch").write_bytes(patch.stdout)
    head = "The documentation changed. A person decides what the report leaves open, as `CONTRIBUTING.md` says under \"A page changed\"."
    (folder / "report.md").write_text("\n".join([head + "\n", *sections]), encoding="utf-8")
    return 0


sys.exit(main())
