"""Words only: the templates a model reads, beside this file, one Markdown file each. Imports nothing of ours.

A template holds `$names` that `render` fills in. What is filled in is never read as a template again,
so a `$` in an article stays a `$`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from string import Template


class PromptError(Exception):
    """A template is unknown, or was given too few or too many values; the text says which."""


def names() -> list[str]:
    """Every template by name, sorted: `ask.system` stands in `ask.system.md`."""
    files_here = (entry.name for entry in files(__name__).iterdir())
    return sorted(name.removesuffix(".md") for name in files_here if name.endswith(".md"))


def render(name: str, **values: str) -> str:
    """Return the template with its `$names` filled in, without the final newline of its file.

    Raises PromptError for an unknown template, and when `values` are not exactly the names it holds.
    """
    template = Template(_text(name).rstrip("\n"))
    _check(name, set(template.get_identifiers()), set(values))
    return template.substitute(values)


def version(name: str) -> str:
    """A short hash of the template's bytes: it changes when and only when its words change."""
    return hashlib.sha256(_text(name).encode()).hexdigest()[:12]


def _check(name: str, wanted: set[str], given: set[str]) -> None:
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
