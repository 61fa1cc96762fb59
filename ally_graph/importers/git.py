"""Credits in the messages of commits: who helped, reviewed, tested, reported, and wrote together with whom."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ally_graph.importers.choices import choices
from ally_graph.importers.conversations import say_left_out
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.roster import read_each
from ally_graph.importers.source import SOURCES
from ally_graph.records.identity import identity_key
from ally_graph.records.sheet import stop

REVIEWS = {"reviewed-by", "acked-by"}
TOGETHER = {"co-authored-by", "co-developed-by"}
MENTORS = {"mentored-by"}
THANKED = {"tested-by", "helped-by", "reported-by", "suggested-by", "thanks-to", "noticed-by", "improved-by",
           "inspired-by", "encouraged-by", "diagnosed-by", "debugged-by", "contributions-by", "requested-by",
           "based-on-patch-by", "thanks"}  # fmt: skip
OTHERS = {"signed-off-by", "cc", "link", "fixes", "closes", "change-id", "committed-by", "bug", "see-also"}
SPLIT, END = "\x1f", "\x1e"
FORMAT = f"%H{SPLIT}%aI{SPLIT}%aN{SPLIT}%aE{SPLIT}%(trailers:only,unfold){END}"
_TRAILER = re.compile(r"\s{0,8}([A-Za-z][A-Za-z-]{1,40}):\s*(.+)")
_PERSON = re.compile(r"\s*\"?([^<>\"]*?)\"?\s*<([^<>\s]+)>")
_BOT = re.compile(
    r"\[bot\]|\bbots?\b|dependabot|renovate|noreply\.buildbot|jenkins|travis|github-actions|copilot|claude",
    re.IGNORECASE,
)
SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false",
        "-c", "core.pager=cat", "-c", "core.attributesFile=/dev/null", "-c", "protocol.allow=never")  # fmt: skip
"""A repository can name programs to run: none of them is."""


@dataclass(frozen=True)
class Commit:
    """Who wrote a commit and when, and the credits in its message as words and people."""

    time: str
    author: tuple[str, str]
    credits: tuple[tuple[str, tuple[str, str]], ...]


@SOURCES.add("Git", question="Do you have a repository whose messages say who helped and reviewed?", key="git")
def convert_git(
    inputs: Sequence[str | Path],
    *,
    people: str | Path | None = None,
    people_columns: Mapping[str, str] | None = None,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """A repository of git, or its log as text: credits in the messages of commits.

    `Reviewed-by` is a review, whose reviewer supports the author. `Helped-by`, `Reported-by`, `Suggested-by`,
    `Tested-by` and `Thanks-to` are thanks of the author, and `Co-authored-by` is work in a pair. Addresses are put
    together as the mailmap says, and where somebody's full name is the same. Bots don't count.
    """
    asked = choices(people=people, people_columns=people_columns, aliases=aliases)
    return read_each(inputs, read_git, asked)


def read_git(path: Path, gathered: Gathered) -> None:
    """The credits of one repository or log."""
    file = path.resolve().name if path.is_dir() else path.name
    commits = list(_of_repository(file, path) if path.is_dir() else _of_log(path))
    if not commits:
        raise stop(file, "holds no commits", "Give a repository, or what git log prints.")
    if path.is_dir():
        commits = _mailmapped(path, commits)
    account = gathered.file(file)
    account.not_read.append("messages and contents of commits")
    people = _people(file, commits, gathered)
    left, ties, thanks = Counter(), [], []
    for number, commit in enumerate(commits, start=1):
        for word, named in commit.credits:
            _credit(number, commit, word, named, people, left, ties, thanks)
    _add(file, ties, thanks, gathered)
    credited = {row[0] for row in (*ties, *thanks)}
    account.lost += len(commits) - len(credited)
    left["commits that name nobody who can be counted"] += len(commits) - len(credited)
    say_left_out(gathered, file, left)


def _git(path: Path, *words: str, said: str | None = None) -> subprocess.CompletedProcess:
    quiet = {
        **os.environ,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(["git", "--no-pager", *SAFE, "-C", str(path), *words], input=said, capture_output=True,
                          text=True, encoding="utf-8", errors="replace", env=quiet, check=False)  # fmt: skip


def _of_repository(file: str, path: Path) -> Iterator[Commit]:
    try:
        done = _git(path, "log", "--no-merges", "--use-mailmap", "--encoding=UTF-8", f"--format={FORMAT}", "HEAD", "--")
    except FileNotFoundError as error:
        raise stop(file, "needs git, which is not installed", "Install git, or give what git log prints.") from error
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it says nothing"])[0][:120]
        raise stop(
            file, f"can't be read by git ({reason})", "Give a repository that you own, with at least one commit."
        )
    for record in done.stdout.split(END):
        fields = record.strip("\n").split(SPLIT)
        if len(fields) == 5:
            yield Commit(fields[1], (fields[2], fields[3]), tuple(_credits(fields[4].splitlines())))


def _of_log(path: Path) -> Iterator[Commit]:
    """What `git log` prints, as it stands in a text file."""
    time, author, found, begun = "", ("", ""), [], False
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if re.match(r"commit [0-9a-f]{7,64}\b", line):
                if begun and author[1]:
                    yield Commit(time, author, tuple(_credits(found)))
                time, author, found, begun = "", ("", ""), [], True
            elif line.startswith("Author:"):
                author = _person(line[7:]) or ("", "")
            elif line.startswith(("Date:", "AuthorDate:")):
                time = _time(line.partition(":")[2].strip())
            elif line.startswith("    "):
                found.append(line[4:])
    if begun and author[1]:
        yield Commit(time, author, tuple(_credits(found)))


def _time(text: str) -> str:
    """A time as git prints it, in ISO 8601."""
    for form in ("%a %b %d %H:%M:%S %Y %z", "%Y-%m-%d %H:%M:%S %z", "ISO8601", "%a, %d %b %Y %H:%M:%S %z"):
        moment = pd.to_datetime(text, format=form, errors="coerce")
        if not pd.isna(moment):
            return moment.isoformat()
    return ""


def _credits(lines: Iterable[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for line in lines:
        match = _TRAILER.match(line)
        if match:
            word = match[1].lower()
            person = _person(match[2]) if word not in OTHERS else None
            if person:
                yield word, person


def _person(text: str) -> tuple[str, str] | None:
    match = _PERSON.match(text)
    return (match[1].strip(), match[2].lower()) if match else None


def _mailmapped(path: Path, commits: Sequence[Commit]) -> list[Commit]:
    """Credits under the names that the mailmap gives; authors are so already."""
    named = sorted({person for commit in commits for _, person in commit.credits})
    said = "".join(f"{name} <{address}>\n" if name else f"<{address}>\n" for name, address in named)
    done = _git(path, "check-mailmap", "--stdin", said=said)
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) != len(named):
        return list(commits)
    meant = {person: _person(line) or person for person, line in zip(named, lines, strict=True)}
    return [
        Commit(one.time, one.author, tuple((word, meant[person]) for word, person in one.credits)) for one in commits
    ]


def _people(file: str, commits: Sequence[Commit], gathered: Gathered) -> dict[str, str]:
    """Whom each address stands for; addresses with the same full name are one person, by the one used most."""
    often: Counter[str] = Counter()
    by_name: dict[str, set[str]] = defaultdict(set)
    for commit in commits:
        for name, address in [commit.author, *(person for _, person in commit.credits)]:
            often[address.lower()] += 1
            if len(name.split()) > 1:
                by_name[identity_key(name)].add(address.lower())
    main: dict[str, str] = {}
    joined = 0
    for name in sorted(by_name):
        group = {main.get(address, address) for address in by_name[name]}
        first = max(sorted(group), key=often.__getitem__)
        joined += len(group) - 1
        for address in [*by_name[name], *(one for one, to in main.items() if to in group)]:
            main[address] = first
    if joined:
        what = f"{joined:,} addresses belong to somebody of the same full name under another address"
        gathered.notice(file, what, "They were put together; give --aliases FILE, or a .mailmap, for the others.")
    names: dict[str, str] = {}
    for commit in commits:
        for name, address in [commit.author, *(person for _, person in commit.credits)]:
            names.setdefault(address.lower(), name)
    found = {}
    for address in often:
        meant = (
            gathered.directory.find(address) or gathered.directory.find(names[address])
            if gathered.directory.is_known
            else None
        )
        found[address] = meant or gathered.directory.tidy(main.get(address, address))
    return found


def _credit(
    number: int,
    commit: Commit,
    word: str,
    named: tuple[str, str],
    people: Mapping[str, str],
    left: Counter,
    ties: list,
    thanks: list,
) -> None:
    """One credit: the author was helped by whoever is named."""
    if word not in REVIEWS | TOGETHER | MENTORS | THANKED:
        left["credits under words that are not known"] += 1
        return
    if _BOT.search(" ".join(named)) or _BOT.search(" ".join(commit.author)):
        left["credits to bots, or of theirs"] += 1
        return
    author, other = people[commit.author[1].lower()], people[named[1].lower()]
    if author == other:
        left["credits of authors to themselves"] += 1
    elif word in REVIEWS:
        ties.append((number, other, author, commit.time, "review"))
    elif word in MENTORS:
        ties.append((number, other, author, commit.time, "mentoring"))
    elif word in TOGETHER:
        ties.append((number, author, other, commit.time, "pairing"))
    else:
        thanks.append((number, author, other, commit.time))


def _add(file: str, ties: Sequence[tuple], thanks: Sequence[tuple], gathered: Gathered) -> None:
    frame = pd.DataFrame([one[1:] for one in ties], columns=["from_id", "to_id", "timestamp", "kind"], dtype="str")
    gathered.add("interactions", frame, file, [one[0] for one in ties])
    given = pd.DataFrame([one[1:] for one in thanks], columns=["giver_id", "receiver_id", "timestamp"], dtype="str")
    gathered.add("recognitions", given, file, [one[0] for one in thanks])
    kinds = Counter(one[4] for one in ties)
    words = f"{kinds['review']:,} reviews, {kinds['mentoring']:,} of mentoring, {kinds['pairing']:,} of pair work"
    words += f", {len(thanks):,} thanks"
    gathered.notice(file, f"holds credits: {words}", "Whoever is credited supports the author; pair work is mutual.")
