"""`footnote doctor`: what is amiss on this machine, each with its cure. Changes nothing and calls nobody."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from bot.config import Settings, check_tokens, misspelt
from bot.errors import ConfigError, FootnoteError
from bot.upkeep.backup import PENDING
from index.errors import LibraryError

State = Literal["ok", "warn", "fail"]
INSTALL = "Install what the lock names: make -B install"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `cure` is None exactly when the state is ok."""

    name: str
    state: State
    what: str
    cure: str | None = None


def examine(dotenv: Path = Path(".env")) -> list[Check]:
    """Look at everything, in the order a fault would be met. A check that breaks counts as failed."""
    settings, found = _settings(dotenv)
    looks: list[tuple[str, Callable[[], Check]]] = [
        ("python", _python),
        ("packages", _packages),
        ("sqlite", _sqlite),
        ("home", lambda: _home(settings.home)),
        ("library", lambda: _library(settings)),
        ("embedder", lambda: _embedder(settings.embedding)),
        ("reranker", lambda: _reranker(settings.rerank)),
        ("token tables", _token_tables),
        ("prompts", _prompts),
        ("model", lambda: _model(settings)),
        ("slack", lambda: _slack(settings)),
        ("workspaces", lambda: _workspaces(settings)),
        (".env", lambda: _private(dotenv)),
    ]
    return [found, *(safely(name, look) for name, look in looks)]


def safely(name: str, look: Callable[[], Check]) -> Check:
    """What `look` finds; a check that breaks counts as failed."""
    try:
        return look()
    except (FootnoteError, LibraryError) as fault:
        return Check(name, "fail", str(fault), "Do what the line says, then run doctor again.")
    except Exception as fault:  # a broken package can raise anything; doctor is there to say so
        return Check(name, "fail", f"{type(fault).__name__}: {fault}", INSTALL)


def _settings(dotenv: Path) -> tuple[Settings, Check]:
    try:
        settings, near = Settings.load(dotenv=dotenv), misspelt(dotenv)
    except ConfigError as fault:
        cure = "Mend it in .env or in the environment (docs/configuration.md)."
        return Settings(), Check("settings", "fail", str(fault), cure)
    if near:
        what = "; ".join(f"{name} in {dotenv} is not a setting, {key} is" for name, key in near.items())
        cure = "Mend the name (docs/configuration.md), or leave it if another program reads it."
        return settings, Check("settings", "warn", what, cure)
    return settings, Check("settings", "ok", "every setting is known and in range")


def _python() -> Check:
    # An older one cannot read this file: what is said here is for the person who is asked for help.
    return Check("python", "ok", f"Python {platform.python_version()} on {platform.platform(terse=True)}")


def _packages() -> Check:
    pinned = dict(_pinned())
    wrong = [line for name, wanted in pinned.items() if (line := _other_version(name, wanted))]
    if wrong:
        return Check("packages", "fail", "; ".join(wrong), INSTALL)
    return Check("packages", "ok", f"{len(pinned)} packages at their pinned versions")


def _pinned() -> Iterator[tuple[str, str]]:
    for requirement in metadata.requires("footnote") or ():
        found = re.fullmatch(r"([\w.-]+)==([\w.]+)", requirement)  # those of extras carry a marker
        if found:
            yield found[1], found[2]


def _other_version(name: str, wanted: str) -> str | None:
    try:
        installed = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is missing, {wanted} is pinned"
    return None if installed == wanted else f"{name} is {installed}, {wanted} is pinned"


def _sqlite() -> Check:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.OperationalError as fault:
            what = f"SQLite {sqlite3.sqlite_version}: {fault}"
            return Check(
                "sqlite", "fail", what, "Use a Python whose SQLite has FTS5 (python.org, Debian, uv)."
            )
    return Check("sqlite", "ok", f"SQLite {sqlite3.sqlite_version} with full-text search")


def _home(home: Path) -> Check:
    nearest = next(path for path in (home, *home.absolute().parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        cure = "Make it writable, or set FOOTNOTE_HOME to a folder that is."
        return Check("home", "fail", f"{nearest} cannot be written to", cure)
    if (home / PENDING).is_dir():
        what = f"a restore into {home} was stopped in its last step"
        return Check("home", "warn", what, "Any other command finishes it: footnote list")
    if home.exists() and _open_to_others(home):
        return Check("home", "warn", f"{home} can be read by other users", f"chmod 700 {home}")
    return Check("home", "ok", str(home) if home.exists() else f"{home}, made at the first add")


def _library(settings: Settings) -> Check:
    from index.library import Library

    with Library.open(settings.home, embedding=settings.embedding) as library:
        damaged = library.check()
        infos = library.articles()
    if damaged:
        cure = f"Remove each and add it again: footnote remove {damaged[0]}"
        return Check("library", "fail", f"damaged articles: {', '.join(damaged)}", cure)
    if not infos:
        return Check("library", "warn", "the library is empty", "Add an article: footnote add FILE")
    sentences = sum(info.sentences for info in infos)
    return Check("library", "ok", f"{len(infos)} article{'s' * (len(infos) > 1)}, {sentences} sentences")


def _embedder(name: str) -> Check:
    if name != "local":
        return Check("embedder", "ok", f"{name}, not the bundled one; not called")
    from index.minilm import damaged_files

    if damaged := damaged_files():
        return Check("embedder", "fail", f"not the pinned bytes: {damaged[0]}", INSTALL)
    return Check("embedder", "ok", "the bundled model and its vocabulary are as pinned")


def _reranker(setting: str) -> Check:
    if setting == "off":
        return Check("reranker", "ok", "switched off: extracts are chosen by the search alone")
    from index.rerank import find

    found = find()
    if found is None:
        what = "not installed: extracts are chosen by the search alone"
        return Check("reranker", "warn", what, "Better extracts: make rerank")
    if damaged := found.damaged_files():
        cure = "Install it again: make rerank. Or do without: FOOTNOTE_RERANK=off."
        return Check("reranker", "fail", f"not the pinned bytes: {damaged[0]}", cure)
    return Check("reranker", "ok", "the optional model that chooses better extracts is as pinned")


def _token_tables() -> Check:
    from bot.budget import count_tokens

    count_tokens("around 11,000 trained fighters", "gpt-4.1-mini")
    return Check("token tables", "ok", "tokens are counted offline")


def _prompts() -> Check:
    import prompts

    try:
        prompts.check()
    except prompts.PromptError as fault:
        return Check("prompts", "fail", str(fault), "Mend the file in prompts/, or put the original back.")
    return Check("prompts", "ok", f"{len(prompts.names())} templates")


def _model(settings: Settings) -> Check:
    if not settings.has_model:
        cure = "Set OPENAI_API_KEY or OPENAI_BASE_URL in .env."
        return Check("model", "warn", "none is configured: answers are extracts", cure)
    from bot.llm import OpenAIModel

    OpenAIModel(settings.openai_api_key, settings.openai_base_url, settings.model)
    where = settings.openai_base_url or "OpenAI"
    if settings.openai_base_url is None and not (settings.openai_api_key or "").startswith("sk-"):
        return Check("model", "warn", "OPENAI_API_KEY does not begin with sk-", "Copy the key again.")
    return Check("model", "ok", f"{settings.model} at {where}; not called")


def _slack(settings: Settings) -> Check:
    tokens = {
        "SLACK_BOT_TOKEN": (settings.slack_bot_token, r"xoxb-.+"),
        "SLACK_APP_TOKEN": (settings.slack_app_token, r"xapp-.+"),
        "SLACK_SIGNING_SECRET": (settings.slack_signing_secret, r"[0-9a-f]{32}"),
    }
    given = {name: value for name, (value, _) in tokens.items() if value}
    try:
        check_tokens(settings)
    except ConfigError as fault:
        return Check("slack", "fail", str(fault), "Put each in its place in .env.")
    odd = [name for name, value in given.items() if not re.fullmatch(tokens[name][1], value)]
    if odd:
        return Check(
            "slack", "fail", f"{', '.join(odd)}: not of the usual form", "Copy it again: docs/slack.md"
        )
    if settings.many_workspaces and "SLACK_SIGNING_SECRET" in given:
        return Check("slack", "ok", "many workspaces, over HTTP; not called")
    if "SLACK_BOT_TOKEN" not in given or len(given) == 1:
        what = "not configured; only `footnote slack` needs it"
        return Check("slack", "warn", what, "Follow docs/slack.md.")
    return Check("slack", "ok", f"{', '.join(given)} are set; not called")


def _workspaces(settings: Settings) -> Check:
    if not settings.many_workspaces:
        held = "one, with the token of the settings" if settings.slack_bot_token else "none: no token is set"
        return Check("workspaces", "ok", held)
    from bot.slack import tokens

    path = settings.home / tokens.FILE_NAME
    try:
        installed = tokens.count(settings.home)
    except sqlite3.Error as fault:
        cure = "Move it away and let every workspace install the app again: docs/slack.md"
        return Check("workspaces", "fail", f"{path} cannot be read: {fault}", cure)
    if installed is not None and _open_to_others(path):
        return Check("workspaces", "warn", f"{path} can be read by other users", f"chmod 600 {path}")
    if not installed:
        cure = "Open /slack/install of the running bot in a browser: docs/slack.md"
        return Check("workspaces", "warn", "none has installed the app", cure)
    return Check("workspaces", "ok", f"the app is installed in {installed}")


def _private(dotenv: Path) -> Check:
    if not dotenv.exists():
        return Check(".env", "ok", "there is none; settings come from the environment")
    if _open_to_others(dotenv):
        return Check(".env", "warn", f"{dotenv} can be read by other users", f"chmod 600 {dotenv}")
    return Check(".env", "ok", f"only you can read {dotenv}")


def _open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
