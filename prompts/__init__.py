"""Words only: the templates a model reads, beside this file, one Markdown file each. Imports nothing of ours.

A template holds `$names` that `render` fills in, exactly those that VARIABLES lists for it. What is filled in
is never read as a template again, so a `$` in an article stays a `$`.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files
from string import Template

# What the code fills into each template. A file that lacks one of them would leave it unsaid in silence.
VARIABLES: dict[str, frozenset[str]] = {
    "article": frozenset({"title", "date", "sentences"}),
    "ask.system": frozenset(),
    "ask.user": frozenset({"articles", "earlier", "question"}),
    "earlier": frozenset({"turns"}),
    "summary.system": frozenset(),
    "summary.user": frozenset({"articles", "count"}),
}


class PromptError(Exception):
    """A template is unknown, does not hold its names, or was given other values; the text says which."""


def names() -> list[str]:
    """Every template by name, sorted: `ask.system` stands in `ask.system.md`."""
    files_here = (entry.name for entry in files(__name__).iterdir())
    return sorted(name.removesuffix(".md") for name in files_here if name.endswith(".md"))


def render(name: str, **values: str) -> str:
    """Return the template with its `$names` filled in, without the final newline of its file.

    Raises PromptError for an unknown or faulty template, and when `values` are not exactly its names.
    """
    template = _template(name)
    _check_values(name, set(template.get_identifiers()), set(values))
    return template.substitute(values)


def check() -> None:
    """Raise PromptError for the first template that could not be rendered, or has no names listed."""
    for name in names():
        _template(name)


def told_by(text: str) -> list[str]:
    """The templates that could have said a part of `text`: those whose own words stand in it, in order."""
    return [name for name in names() if (words := _own_words(name)) is not None and words.search(text)]


def version(name: str) -> str:
    """A short hash of the template's bytes: it changes when and only when its words change."""
    return hashlib.sha256(_text(name).encode()).hexdigest()[:12]


@cache
def _template(name: str) -> Template:
    template = Template(_text(name).rstrip("\n"))
    if not template.is_valid():
        raise PromptError(f"Prompt {name}.md has a $ that begins no name. Write $$ for a dollar sign.")
    if name not in VARIABLES:
        raise PromptError(f"Prompt {name}.md is not in prompts.VARIABLES. Name its variables there.")
    held = set(template.get_identifiers())
    if missing := sorted(VARIABLES[name] - held):
        raise PromptError(f"Prompt {name}.md lacks ${missing[0]}. Write it where its value belongs.")
    if unknown := sorted(held - VARIABLES[name]):
        known = ", ".join(f"${one}" for one in sorted(VARIABLES[name])) or "no variable"
        raise PromptError(f"Prompt {name}.md has ${unknown[0]}, which nothing fills in. It may use {known}.")
    return template


def _own_words(name: str) -> re.Pattern[str] | None:
    pieces = re.split(r"\$\w+|\$\{\w+\}", _template(name).template)
    if not any(piece.strip() for piece in pieces):
        return None
    return re.compile(".*?".join(re.escape(piece.replace("$$", "$")) for piece in pieces), re.DOTALL)


def _check_values(name: str, wanted: set[str], given: set[str]) -> None:
    if missing := sorted(wanted - given):
        raise PromptError(f"Prompt {name!r} needs a value for {_listed(missing)}. Give it to render().")
    if unused := sorted(given - wanted):
        raise PromptError(
            f"Prompt {name!r} does not use {_listed(unused)}. "
            f"Leave it out, or write ${unused[0]} into {name}.md."
        )


@cache
def _text(name: str) -> str:
    if name not in names():
        raise PromptError(f"No prompt {name!r}. Known: {_listed(names())}.")
    return (files(__name__) / f"{name}.md").read_text(encoding="utf-8")


def _listed(words: list[str]) -> str:
    return ", ".join(repr(word) for word in words)
