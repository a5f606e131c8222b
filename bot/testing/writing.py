"""Write a first test file: the articles beside it, and tests that hold what Footnote says today.

What is written is a draft for a person: a test that repeats an answer proves nothing until somebody read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.answers import Answer
from bot.ask import Turn
from bot.errors import UsageError
from bot.testing import judge
from bot.testing.case import EXTRACTIVE, SUFFIX
from bot.testing.judge import Made
from index.types import Article

UNANSWERABLE = "What is the capital of Mongolia?"
FOLDER = "articles"
MOST_ARTICLES = 20
TO_FILL_IN = "FILL IN"  # no ending: the test is an error until a person has decided
_PIECE_WORDS = 8  # of a cited sentence: enough to find it, few enough to survive a small edit

HEAD = """\
# Grounding tests. Run: footnote test {name}
# Written from what Footnote says today: read each, and mend what it should say. How to: docs/testing.md.

"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what came of it (None: to be filled in). `comment` stands above the test."""

    name: str
    question: str
    made: Made | None
    model: str = EXTRACTIVE
    history: tuple[Turn, ...] = ()
    comment: tuple[str, ...] = ()


def save(path: Path, articles: Sequence[Article], tests: Sequence[Asked]) -> list[Path]:
    """Write the test file and its articles; returns what was written, articles first.

    Raises UsageError for a name without the suffix, a file that is there already, or too many articles.
    """
    if not path.name.endswith(SUFFIX):
        raise UsageError(f"{path}: the name must end in {SUFFIX}, so that it is found.")
    if path.exists():
        raise UsageError(f"{path} is there already. Name another file.")
    if not 1 <= len(articles) <= MOST_ARTICLES:
        raise UsageError(
            f"{len(articles)} articles for one file: name 1 to {MOST_ARTICLES} with --article ID."
        )
    folder = path.parent / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    written = [_article(one, folder) for one in articles]
    named = [one.relative_to(path.parent).as_posix() for one in written]
    path.write_text(HEAD.format(name=path) + file_text(named, tests), encoding="utf-8")
    return [*written, path]


def cited_ids(answers: Iterable[Made]) -> set[str]:
    """The articles that the answers stand on."""
    return {one.article_id for answer in answers for one in judge.cited(answer)}


def file_text(articles: Sequence[str], tests: Sequence[Asked]) -> str:
    """The text of a test file."""
    head = _dumped({"articles": list(articles)})
    return head + "\ntests:\n" + "\n".join(_test(one) for one in tests)


def _test(asked: Asked) -> str:
    row: dict[str, Any] = {"name": asked.name}
    if asked.model != EXTRACTIVE:
        row["model"] = asked.model
    row["ask"] = asked.question
    if asked.history:
        row["history"] = [{turn.speaker: turn.text} for turn in asked.history]
    row["ending"] = asked.made.status if asked.made is not None else TO_FILL_IN
    row |= _expected(asked.made) if asked.made is not None else {}
    body = "".join(f"    {line}\n" for line in _dumped(row).splitlines())
    comment = "".join(f"  # {' '.join(line.split())}\n" for line in asked.comment)
    return comment + "  - " + body.removeprefix("    ")


def _expected(made: Made) -> dict[str, Any]:
    copied = [one.text for one in judge.claims(made) if one.kind == "copied"]
    cited = [_piece(one.text) for one in judge.cited(made)]
    found = {"says": copied, "cites": cited} if not (isinstance(made, Answer) and made.abstained) else {}
    return {key: value for key, value in found.items() if value}


def _piece(sentence: str) -> str:
    words = list(re.finditer(r"\S+", sentence))[:_PIECE_WORDS]
    return sentence[: words[-1].end()].rstrip(".,;:") if words else sentence


def _article(article: Article, folder: Path) -> Path:
    told = {"title": article.title, "date": article.date, "source": article.source, "url": article.url}
    front = _dumped({key: value for key, value in told.items() if value})
    # Without anything to put on top it stays plain text: Markdown would take a heading for its title.
    path = folder / f"{article.article_id}{'.md' if front else '.txt'}"
    path.write_text(f"---\n{front}---\n{article.text}" if front else article.text, "utf-8", newline="")
    return path


def _dumped(value: dict[str, Any]) -> str:
    if not value:
        return ""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100, default_flow_style=False)
