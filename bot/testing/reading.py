"""Test files: from YAML to cases. A fault costs its own test and no other, and is told with its line."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.ask import Turn
from bot.errors import UsageError
from bot.plain_file import read_plain
from bot.summarise import LENGTHS, MOST_SENTENCES
from bot.testing import nodes
from bot.testing.case import EXTRACTIVE, SUFFIX, ArticleFile, Case, CaseFile, Cited, Fault, Place, Told
from bot.testing.nodes import Fields, Misread

HEADER_KEYS = ("articles", "model", "tapes", "author", "tests")
TEST_KEYS = (
    "name",
    "articles",
    "model",
    "ask",
    "summary",
    "history",
    "ending",
    "says",
    "never_says",
    "cites",
    "reply",
)
REPLY_KEYS = ("why", "claims", "missing", "text")
CLAIM_KEYS = ("span", "sentences", "kind")
ENDINGS = ("answered", "partly", "not_in_source", "not_verified")
TAPES = "tapes"
_HIDDEN = frozenset({"node_modules", "__pycache__"})


def find(paths: Iterable[Path]) -> list[Path]:
    """The test files among `paths` and in their folders, each once, sorted. Raises UsageError for none."""
    asked = list(paths)
    found = sorted({file for path in asked for file in walk(path)})
    if not found:
        where = ", ".join(str(path.absolute() if path == Path() else path) for path in asked)
        raise UsageError(f"No *{SUFFIX} in {where}. Begin one: footnote test --init FIRST{SUFFIX}")
    return found


def walk(path: Path) -> Iterator[Path]:
    """The test files in a folder, or the file itself. Raises UsageError when there is nothing at `path`."""
    if not path.is_dir():
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder.")
        yield path
        return
    for folder, inner, names in os.walk(path):
        inner[:] = [name for name in inner if not name.startswith(".") and name not in _HIDDEN]
        yield from (Path(folder) / name for name in names if name.endswith(SUFFIX))


def read(path: Path) -> CaseFile:
    """The tests of one file. Never raises for what stands in it: that is a fault."""
    faults: list[Misread] = []
    cases: list[Case] = []
    try:
        header = _kept(nodes.fields(nodes.compose(_source(path)), HEADER_KEYS, "the file"), faults)
        cases = list(_cases(header, path, faults))
    except Misread as fault:
        faults.append(fault)
    told = tuple(Fault(Place(path, one.line), one.what) for one in sorted(faults, key=lambda one: one.line))
    return CaseFile(path, tuple(cases), told)


def _source(path: Path) -> str:
    try:
        # A character takes at most 4 bytes: what is longer than that is too long, see `compose`.
        return read_plain(path, 4 * nodes.MAX_CHARS + 1).decode("utf-8-sig")
    except OSError as fault:
        raise Misread(1, f"cannot be read ({fault.strerror or fault}). Rename it, or mend it.") from fault
    except ValueError as fault:
        raise Misread(1, f"cannot be read as UTF-8 text ({fault}).") from fault


def _kept(found: Iterator[Fields | Misread], faults: list[Misread]) -> Fields:
    """The entries; what is wrong beside them goes to `faults`."""
    first, *wrong = found
    faults += [one for one in wrong if isinstance(one, Misread)]
    if isinstance(first, Misread):
        raise first
    return first


@dataclass(frozen=True, slots=True)
class _Header:
    path: Path
    articles: tuple[ArticleFile, ...]
    model: str
    tapes: Path
    author: str


def _cases(found: Fields, path: Path, faults: list[Misread]) -> Iterator[Case]:
    header = _Header(
        path,
        _articles(found, path),
        found.text("model") or EXTRACTIVE,
        _tapes(found, path.parent),
        found.text("author") or "",
    )
    if not found.items("tests"):
        raise Misread(found.line, "the file has no tests. Write them under `tests:`, each behind a dash.")
    lines: dict[str, int] = {}
    for node in found.items("tests"):
        try:
            yield _case(node, header, lines)
        except Misread as fault:
            faults.append(fault)


def _case(node: yaml.Node, header: _Header, lines: dict[str, int]) -> Case:
    wrong: list[Misread] = []
    found = _kept(nodes.fields(node, TEST_KEYS, "a test"), wrong)
    name = found.text("name")
    if name is None:
        raise Misread(found.line, "a test needs a name. Write `- name: what it holds`.")
    if name in lines:
        raise Misread(found.line, f"two tests are named {name!r}, the other on line {lines[name]}.")
    lines[name] = found.line
    if wrong:
        raise wrong[0]
    articles = _articles(found, header.path) or header.articles
    if not articles:
        raise Misread(found.line, f"{name!r} names no article. Write `articles:` here or above `tests:`.")
    ask, summary = found.text("ask"), _length(found)
    if (ask is None) == (summary is None):
        raise Misread(found.line, f"{name!r} needs either `ask:` or `summary:`.")
    case = Case(
        name,
        Place(header.path, found.line),
        articles,
        found.text("model") or header.model,
        header.tapes,
        ask,
        summary,
        tuple(_turn(one) for one in found.items("history")),
        _ending(found),
        found.texts("says"),
        found.texts("never_says"),
        tuple(_cited(one, articles) for one in found.items("cites")),
        _told(found, header.author),
    )
    if not (case.ending or case.says or case.never_says or case.cites):
        raise Misread(
            found.line, f"{name!r} expects nothing. Write one of ending, says, never_says or cites."
        )
    return case


def _tapes(found: Fields, folder: Path) -> Path:
    """The folder of recordings. It is written to and pruned, so a test file may not name just any."""
    named = found.text("tapes") or TAPES
    if Path(named).is_absolute() or not _near(folder / named, folder):
        line = found.line_of("tapes") if "tapes" in found.nodes else found.line
        raise Misread(
            line, f"tapes: {nodes.short(named)!r} must be a folder below this file's own, or ../{TAPES}."
        )
    return folder / named


def _near(tapes: Path, folder: Path) -> bool:
    try:
        meant, home = tapes.resolve(), folder.resolve()
    except (OSError, RuntimeError, ValueError):  # a ring of links, a NUL
        return False
    return meant.is_relative_to(home) or meant.is_relative_to(home.parent / TAPES)


def _articles(found: Fields, path: Path) -> tuple[ArticleFile, ...]:
    return tuple(_article(node, path.parent) for node in found.items("articles"))


def _article(node: yaml.Node, folder: Path) -> ArticleFile:
    if isinstance(node, yaml.ScalarNode):
        return ArticleFile(_article_path(folder, nodes.text(node, "articles"), nodes.line_of(node)))
    wrong: list[Misread] = []
    found = _kept(nodes.fields(node, ("file", "version"), "an article"), wrong)
    if wrong:
        raise wrong[0]
    file = found.text("file")
    if file is None:
        raise Misread(found.line, "an article needs `file:`, its path from this file's folder.")
    return ArticleFile(_article_path(folder, file, found.line_of("file")), found.text("version"))


def _article_path(folder: Path, named: str, line: int) -> Path:
    """The path. One that is not there is left to the run; a pipe, a device or a ring of links is not."""
    path = folder / named
    try:
        if not stat.S_ISREG(path.resolve().stat().st_mode):
            raise OSError("it is not a regular file")
    except (FileNotFoundError, NotADirectoryError):
        return path
    except (OSError, RuntimeError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise Misread(line, f"articles: {nodes.short(named)!r} cannot be read ({why}).") from fault
    return path


def _length(found: Fields) -> int | None:
    asked = found.text("summary")
    if asked is None or asked in LENGTHS:
        return LENGTHS[asked] if asked else None
    number = nodes.number(asked)
    if number is not None and 1 <= number <= MOST_SENTENCES:
        return number
    known = ", ".join(LENGTHS)
    raise Misread(
        found.line_of("summary"),
        f"summary: {nodes.short(asked)!r} must be {known}, or 1 to {MOST_SENTENCES} sentences.",
    )


def _ending(found: Fields) -> str | None:
    ending = found.text("ending")
    if ending is not None and ending not in ENDINGS:
        raise Misread(found.line_of("ending"), f"ending: {ending!r} must be one of {', '.join(ENDINGS)}.")
    return ending


def _turn(node: yaml.Node) -> Turn:
    if not isinstance(node, yaml.MappingNode) or len(node.value) != 1:
        raise Misread(nodes.line_of(node), "a turn of the history reads `- person: what they asked`.")
    speaker, said = node.value[0]
    return Turn(nodes.text(speaker, "history"), nodes.text(said, "history"))


def _cited(node: yaml.Node, articles: tuple[ArticleFile, ...]) -> Cited:
    words = nodes.text(node, "cites")
    if not words.isdecimal():
        return Cited(None, words)
    number = nodes.number(words)
    if len(articles) > 1 or not number:
        raise Misread(
            nodes.line_of(node),
            f"cites: {nodes.short(words)} says no sentence here. Write a piece of its words instead.",
        )
    return Cited(number, None)


def _told(found: Fields, author: str) -> Told | None:
    if "reply" not in found.nodes:
        return None
    wrong: list[Misread] = []
    reply = _kept(nodes.fields(found.nodes["reply"], REPLY_KEYS, "a reply"), wrong)
    if wrong:
        raise wrong[0]
    why = reply.text("why")
    if why is None or not author:
        raise Misread(
            reply.line, "a reply written by hand says `why:`, and the file's top says its `author:`."
        )
    return Told(reply.text("text") or _draft(reply), why, author)


def _draft(reply: Fields) -> str:
    claims = [_claim(node) for node in reply.items("claims")]
    return json.dumps({"claims": claims, "missing": reply.text("missing")}, ensure_ascii=False)


def _claim(node: yaml.Node) -> dict[str, object]:
    wrong: list[Misread] = []
    found = _kept(nodes.fields(node, CLAIM_KEYS, "a claim"), wrong)
    if wrong:
        raise wrong[0]
    numbers = [nodes.number(one) for one in found.texts("sentences")]
    if None in numbers:
        raise Misread(found.line, "sentences of a claim are numbers, such as [6] or [6, 8].")
    span = found.text("span")
    if span is None:
        raise Misread(found.line, "a claim needs a `span:`, the words it copies.")
    return {"span": span, "sentences": numbers, "kind": found.text("kind") or "copied"}
