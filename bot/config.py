"""Every setting, its default, meaning and range, once. The only module that reads the environment.

The fields of `Settings` are the table: `.env.example` and `docs/configuration.md` are held to it by a test.
"""

from __future__ import annotations

import difflib
import io
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv.parser import parse_stream

from bot.errors import ConfigError

_PREFIX = "FOOTNOTE_"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. `read` turns what was written into the value, or raises ValueError.

    `allowed` completes the sentence "must be ...". `default` is written as it would stand in `.env`.
    """

    key: str
    default: str
    meaning: str
    allowed: str
    read: Callable[[str], Any]
    secret: bool = False


def _text(raw: str) -> str:
    if not raw:
        raise ValueError
    return raw


def _secret(raw: str) -> str:
    # A pasted line break or space would travel in a header and come back as a puzzling 401.
    if not re.fullmatch(r"[!-~]+", raw):
        raise ValueError
    return raw


def _folder(raw: str) -> Path:
    return Path(raw).expanduser()


def _address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s@]", raw):
        raise ValueError
    return raw


def _api_address(raw: str) -> str:
    # slack_sdk joins method names to it by plain concatenation.
    return _address(raw).rstrip("/") + "/"


def _embedding(raw: str) -> str:
    if raw == "local" or re.fullmatch(r"openai:\S+|[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", raw):
        return raw
    raise ValueError


def _auto_or_off(raw: str) -> str:
    if raw not in ("auto", "off"):
        raise ValueError
    return raw


def _level(raw: str) -> str:
    if raw.upper() not in LOG_LEVELS:
        raise ValueError
    return raw.upper()


def _form(raw: str) -> str:
    if raw not in ("text", "json"):
        raise ValueError
    return raw


def _places(raw: str) -> frozenset[tuple[str, int]]:
    return frozenset(map(_place, raw.lower().split(",")))


def _place(raw: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\[[0-9a-f:.]+\]|[^\s:/?#@\[\]]+):(\d{1,5})", raw.strip())
    if found is None or not 0 < int(found[2]) < 65536:
        raise ValueError
    return found[1].strip("[]"), int(found[2])


def _people(raw: str) -> frozenset[str]:
    return _ids(raw, r"([TE][A-Z0-9]+/)?[UW][A-Z0-9]+")


def _workspaces(raw: str) -> frozenset[str]:
    return _ids(raw, r"[TE][A-Z0-9]+")


def _ids(raw: str, form: str) -> frozenset[str]:
    found = frozenset(one.strip() for one in raw.split(","))
    if not all(re.fullmatch(form, one) for one in found):
        raise ValueError
    return found


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        value = int(raw)
        if not low <= value <= high:
            raise ValueError
        return value

    return read


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(raw: str) -> float:
        value = float(raw)
        if not low <= value <= high:  # also refuses nan
            raise ValueError
        return value

    return read


def _row(
    key: str, default: str, meaning: str, allowed: str, read: Callable[[str], Any], *, secret: bool = False
) -> Any:  # noqa: ANN401 - a dataclass field stands for its value's type
    """Declare a field of `Settings`: its default is read from the same words a user would write."""
    row = Setting(key, default, meaning, allowed, read, secret)
    return field(default=read(default) if default else None, repr=not secret, metadata={"setting": row})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program runs with. Built once, by `load`; a `repr` shows no secret.

    A setting that is absent or left empty has its default; None is the default of those that have none.
    """

    openai_api_key: str | None = _row(
        "OPENAI_API_KEY",
        "",
        "Key of the model's server. Without it and without OPENAI_BASE_URL answers are extracts.",
        "a key without spaces",
        _secret,
        secret=True,
    )
    openai_base_url: str | None = _row(
        "OPENAI_BASE_URL",
        "",
        "Any OpenAI-compatible server instead of OpenAI's: Ollama, vLLM, llama.cpp, a gateway. "
        "A server on this machine needs no key.",
        "an http or https address, such as http://127.0.0.1:11434/v1",
        _address,
    )
    slack_bot_token: str | None = _row(
        "SLACK_BOT_TOKEN",
        "",
        "Bot token of the Slack app (xoxb-...). Needed by `footnote slack`.",
        "a token without spaces",
        _secret,
        secret=True,
    )
    slack_app_token: str | None = _row(
        "SLACK_APP_TOKEN",
        "",
        "App-level token (xapp-...) with connections:write. Needed for Socket Mode.",
        "a token without spaces",
        _secret,
        secret=True,
    )
    slack_signing_secret: str | None = _row(
        "SLACK_SIGNING_SECRET",
        "",
        "Signing secret of the Slack app. Needed for `footnote slack --http`.",
        "a secret without spaces",
        _secret,
        secret=True,
    )
    slack_client_id: str | None = _row(
        "SLACK_CLIENT_ID",
        "",
        "Client id of the Slack app, to serve many workspaces with `footnote slack --http` "
        "(docs/slack.md); SLACK_BOT_TOKEN then stays empty.",
        "an id without spaces",
        _secret,
    )
    slack_client_secret: str | None = _row(
        "SLACK_CLIENT_SECRET",
        "",
        "Client secret of the Slack app. Needed with SLACK_CLIENT_ID.",
        "a secret without spaces",
        _secret,
        secret=True,
    )
    slack_api_url: str = _row(
        "SLACK_API_URL",
        "https://slack.com/api/",
        "Address of Slack's Web API; another one for tests and proxies.",
        "an http or https address",
        _api_address,
    )
    home: Path = _row(
        "FOOTNOTE_HOME",
        ".footnote",
        "Folder of the library, the records and the log.",
        "the path of a folder",
        _folder,
    )
    model: str = _row(
        "FOOTNOTE_MODEL",
        "gpt-4.1-mini",
        "Name of the model, as its server knows it.",
        "a name that the server knows",
        _text,
    )
    embedding: str = _row(
        "FOOTNOTE_EMBEDDING",
        "local",
        "What turns sentences into vectors: the bundled model, OpenAI's by name, "
        "or a llama-index embedding class by dotted name. A library keeps the one it was built with.",
        "local, openai:NAME or package.Class",
        _embedding,
    )
    rerank: str = _row(
        "FOOTNOTE_RERANK",
        "auto",
        "Whether extracts are chosen with the reranker; auto: wherever it is installed (make rerank).",
        "auto or off",
        _auto_or_off,
    )
    keep_days: int = _row(
        "FOOTNOTE_KEEP_DAYS",
        "30",
        "Days that questions and answers are kept; 0 keeps hashes only.",
        "a whole number from 0 to 3650",
        _whole(0, 3650),
    )
    fetch_allow: frozenset[tuple[str, int]] | None = _row(
        "FOOTNOTE_FETCH_ALLOW",
        "",
        "Hosts with their ports that `footnote add` may open although they are not on the public web, "
        "or not on port 80 or 443.",
        "host:port,..., such as wiki.internal:443,127.0.0.1:8080,[::1]:8080",
        _places,
    )
    admins: frozenset[str] | None = _row(
        "FOOTNOTE_ADMINS",
        "",
        "Slack users who may set rules and open articles to every channel, beside the owners and admins of "
        "the workspace. If set, only all these may remove articles from Slack; empty: everybody may.",
        "user ids, such as U0123456789,W0123456789; of many workspaces with theirs, such as "
        "T0123456789/U0123456789",
        _people,
    )
    workspaces: frozenset[str] | None = _row(
        "FOOTNOTE_WORKSPACES",
        "",
        "Slack workspaces that may install the app, where it serves many. "
        "Empty: every workspace in which somebody finds the page.",
        "ids of workspaces or organisations, such as T0123456789,E0123456789",
        _workspaces,
    )
    questions_per_minute: int = _row(
        "FOOTNOTE_QUESTIONS_PER_MINUTE",
        "10",
        "Questions one Slack user may ask a minute.",
        "a whole number from 1 to 1000",
        _whole(1, 1000),
    )
    tokens_per_day: int = _row(
        "FOOTNOTE_TOKENS_PER_DAY",
        "1000000",
        "Tokens the bot may spend a day; over it answers are extracts until midnight UTC. 0: no limit.",
        "a whole number from 0 to 1000000000",
        _whole(0, 1_000_000_000),
    )
    usd_per_day: float = _row(
        "FOOTNOTE_USD_PER_DAY",
        "10",
        "US dollars the bot may spend a day, where the model's price is known; "
        "over it answers are extracts until midnight UTC. 0: no limit.",
        "a number from 0 to 100000",
        _number(0, 100_000),
    )
    deadline_s: float = _row(
        "FOOTNOTE_DEADLINE_S",
        "20",
        "Seconds a question may wait for the model before the answer becomes extracts.",
        "a number from 1 to 300",
        _number(1, 300),
    )
    log: str = _row(
        "FOOTNOTE_LOG",
        "INFO",
        "How much is written to footnote.log in FOOTNOTE_HOME; never questions, answers or keys.",
        "one of " + ", ".join(LOG_LEVELS),
        _level,
    )
    log_format: str = _row(
        "FOOTNOTE_LOG_FORMAT",
        "text",
        "Form of the log: lines for people, or a JSON object a line for machines.",
        "text or json",
        _form,
    )

    @property
    def many_workspaces(self) -> bool:
        """Whether workspaces install the app for themselves, instead of one token for one of them."""
        return bool(self.slack_client_id and self.slack_client_secret)

    def names_admin(self, team: str, user: str) -> bool:
        """Whether FOOTNOTE_ADMINS names this user; of many workspaces two may have a user of the same id."""
        named = self.admins or frozenset()
        return f"{team}/{user}" in named or (user in named and not self.many_workspaces)

    @property
    def has_model(self) -> bool:
        """Whether a model is configured: a key or a server of one's own is named."""
        return bool(self.openai_api_key or self.openai_base_url)

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, dotenv: Path | None = Path(".env")) -> Settings:
        """Read `dotenv` (when it is there) and then the environment, which wins.

        `environ` None is the process's own; it is never changed. An empty value counts as absent.
        Raises ConfigError naming key, value and allowed range; a secret's value is not repeated.
        """
        given = {**_dotenv_values(dotenv), **(os.environ if environ is None else environ)}
        _refuse_unknown(given)
        return cls(**{name: _read(row, given[row.key]) for name, row in rows() if given.get(row.key)})


def rows() -> Iterator[tuple[str, Setting]]:
    """Yield each field's name with its row of the table, in the order they are documented."""
    for one in fields(Settings):
        yield one.name, one.metadata["setting"]


def misspelt(dotenv: Path = Path(".env")) -> dict[str, str]:
    """Names in `dotenv` that are no settings, each with the one that it resembles and that nothing sets.

    They are not refused: the file may serve other programs too. Raises ConfigError as `Settings.load` does.
    """
    written = _dotenv_values(dotenv)
    known = [row.key for _, row in rows()]
    unset = [key for key in known if not written.get(key) and not os.environ.get(key)]
    near = {
        name: difflib.get_close_matches(name.upper(), unset, n=1, cutoff=0.75)
        for name, value in written.items()
        if value and name not in known
    }
    return {name: found[0] for name, found in near.items() if found}


def check_tokens(settings: Settings) -> None:
    """Raise ConfigError where a token of Slack stands in the place of the other, before Slack refuses it."""
    places = (
        ("SLACK_BOT_TOKEN", settings.slack_bot_token, "xapp-"),
        ("SLACK_APP_TOKEN", settings.slack_app_token, "xoxb-"),
    )
    wrong = [f"{key} begins with {other}" for key, value, other in places if (value or "").startswith(other)]
    if wrong:
        what = "the two are swapped" if len(wrong) == 2 else "that is the other one's"
        raise ConfigError(
            f"{' and '.join(wrong)}: {what}. SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-. "
            "See docs/slack.md."
        )


def _dotenv_values(path: Path | None) -> dict[str, str]:
    if path is None or not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(
            f"{path} cannot be read as UTF-8 text ({fault}). Mend it or move it away."
        ) from fault
    values: dict[str, str] = {}
    # Not dotenv_values(): it expands "$" inside secrets, and logs a broken line instead of refusing it.
    for line in parse_stream(io.StringIO(text)):
        if line.error:
            raise ConfigError(f"{path}, line {line.original.line}: not NAME=VALUE. Mend or delete that line.")
        if line.key is not None:
            values[line.key] = line.value or ""
    return values


# Names of settings to come. They say where data is kept, so all but their empty default is refused.
_LATER_PLACES = frozenset({"FOOTNOTE_DATABASE_URL", "FOOTNOTE_VECTOR_STORE"})


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = [row.key for _, row in rows()]
    for key in given:
        if key in _LATER_PLACES and not given[key]:
            continue
        if key.startswith(_PREFIX) and key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.75)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise ConfigError(
                f"{key} is not a setting.{hint} All of them: docs/configuration.md. Mend or remove it."
            )


def _read(row: Setting, raw: str) -> Any:  # noqa: ANN401 - the row decides the type
    try:
        return row.read(raw.strip() if not row.secret else raw)
    except ValueError:
        shown = f"a value of {len(raw)} characters" if row.secret else repr(raw)
        raise ConfigError(f"{row.key} is {shown}: must be {row.allowed}.") from None
