"""YAML with line numbers, read strictly: known keys only, each once, every value a text or a list of texts.

Knows nothing of tests. Every value is taken as it stands: `no`, `1_000` and `12:30` stay what was typed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import yaml

MAX_CHARS = 1_000_000
MAX_DIGITS = 9
MAX_SHOWN = 80
_HALF = re.compile("[\ud800-\udfff]")  # YAML can write one, UTF-8 cannot


class Misread(Exception):
    """Something on line `line` (from 1) cannot be meant; `what` says what and what to do."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


@dataclass(frozen=True, slots=True)
class Fields:
    """The entries of one mapping by key; `line` is where it begins."""

    line: int
    nodes: dict[str, yaml.Node]

    def text(self, key: str) -> str | None:
        """The text under `key`, or None if the key is not there."""
        return text(self.nodes[key], key) if key in self.nodes else None

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts under `key`; one alone counts as a list of it."""
        return tuple(text(node, key) for node in self.items(key))

    def items(self, key: str) -> list[yaml.Node]:
        """The entries of the list under `key`; one value alone counts as a list of it."""
        node = self.nodes.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            return [node]
        _refuse_cut_figures(node, key)
        return list(node.value)

    def line_of(self, key: str) -> int:
        """The line on which the value of `key` begins."""
        return line_of(self.nodes[key])


def compose(source: str) -> yaml.Node:
    """The root of the YAML text. Raises Misread with the line for what is no YAML, too long or empty."""
    if len(source) > MAX_CHARS:
        raise Misread(1, f"more than {MAX_CHARS:,} characters. Make several files of it.")
    try:
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Misread(line, f"this is not YAML ({error.problem}). Put texts in quotes.") from error
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:  # "\UFFFFFFFF"
        raise Misread(1, f"this is not YAML ({type(error).__name__}).") from error
    if root is None:
        raise Misread(1, "the file is empty. See docs/testing.md for a first test.")
    return root


def fields(node: yaml.Node, known: Sequence[str], what: str) -> Iterator[Fields | Misread]:
    """The mapping's known entries first, then a Misread for each key that is unknown or stands twice."""
    if not isinstance(node, yaml.MappingNode):
        raise Misread(line_of(node), f"{what} must be lines of `key: value`. Keys: {', '.join(known)}.")
    found: dict[str, yaml.Node] = {}
    wrong: list[Misread] = []
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name not in known:
            unknown = f"unknown key {short(name)!r} in {what}.{_meant(name, known)}"
            wrong.append(Misread(line_of(key), unknown))
        elif name in found:
            wrong.append(Misread(line_of(key), f"{name!r} stands twice in {what}. Keep one of them."))
        else:
            found[name] = value
    yield Fields(line_of(node), found)
    yield from wrong


def text(node: yaml.Node, what: str) -> str:
    """The text of a single value. Raises Misread for a list, a mapping, nothing or half a character."""
    if not isinstance(node, yaml.ScalarNode):
        raise Misread(line_of(node), f"{what!r} must be a text here. Put it in quotes.")
    if not node.value.strip():
        raise Misread(line_of(node), f"{what!r} is empty. Write its value, or leave the line out.")
    if _HALF.search(node.value):
        raise Misread(line_of(node), f"{what!r} holds half a character, such as \\ud800. Write it whole.")
    return str(node.value).strip()


def number(said: str) -> int | None:
    """The whole number from 0 that the text is, or None; no number here has more than nine digits."""
    return int(said) if said.isdecimal() and len(said) <= MAX_DIGITS else None


def short(said: str) -> str:
    """The text for a message: what is too long for one ends in an ellipsis."""
    return said if len(said) <= MAX_SHOWN else f"{said[:MAX_SHOWN]}…"


def line_of(node: yaml.Node) -> int:
    """The line on which a value begins, from 1."""
    return int(node.start_mark.line) + 1


def _meant(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(known)}."


def _refuse_cut_figures(node: yaml.SequenceNode, key: str) -> None:
    # To YAML, [around 11,000] is two texts, "around 11" and "000": a test that tests nothing.
    for before, after in pairwise(node.value):
        glued = after.start_mark.index == before.end_mark.index + 1
        plain = isinstance(after, yaml.ScalarNode) and after.style is None
        if node.flow_style and glued and plain and re.match(r"\d{3}(?!\d)", after.value):
            raise Misread(
                line_of(after),
                f'YAML cuts {key!r} at the comma before {after.value!r}. Put each text in quotes: ["1,000"].',
            )
