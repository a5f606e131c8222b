"""The log: for its owner only, made when needed, without secrets."""

from __future__ import annotations

import json
import logging
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import log
from bot.config import Settings

KEY = "sk-proj-0123456789"


def written(home: Path) -> str:
    return (home / log.NAME).read_text(encoding="utf-8")


def test_starting_writes_nothing_and_makes_no_folder(home: Path) -> None:
    log.start(Settings(home=home))
    assert not home.exists()


def test_the_log_is_its_owners(home: Path) -> None:
    log.start(Settings(home=home))
    logging.getLogger("bot.test").warning("one line")
    assert stat.S_IMODE((home / log.NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_secret_is_hidden_in_lines_and_tracebacks(home: Path) -> None:
    settings = Settings(home=home, openai_api_key=KEY)
    log.start(settings)
    logging.getLogger("bot.test").warning("key %s", KEY)
    log.report(ValueError(f"Incorrect API key provided: {KEY}"), settings)
    assert KEY not in written(home)
    assert written(home).count("***") == 2


def test_a_report_leads_from_the_line_to_the_traceback(home: Path) -> None:
    settings = Settings(home=home)
    log.start(settings)
    line = log.report(ValueError("the cause"), settings)
    reference = line.partition("(ref ")[2][:4]
    assert str(home / log.NAME) in line
    assert "cause" not in line
    assert f"ref {reference}" in written(home)
    assert "ValueError: the cause" in written(home)


def test_starting_again_moves_the_log(tmp_path: Path) -> None:
    log.start(Settings(home=tmp_path / "first"))
    log.start(Settings(home=tmp_path / "second"))
    logging.getLogger("bot.test").warning("one line")
    assert not (tmp_path / "first").exists()
    assert "one line" in written(tmp_path / "second")


def test_what_others_say_at_debug_stays_out(home: Path) -> None:
    log.start(Settings(home=home, log="DEBUG"))
    for name in ("slack_sdk.web.async_client", "openai._base_client", "httpx2", "httpcore2", "of tomorrow"):
        logging.getLogger(name).debug("the posted text")
    logging.getLogger("bot.test").debug("ours")
    assert "the posted text" not in written(home)
    assert "ours" in written(home)


def test_a_line_for_machines_has_its_parts_its_reference_and_no_secret(home: Path) -> None:
    key = 'a"key\\of-ours'
    settings = Settings(home=home, openai_api_key=key, log_format="json")
    log.start(settings)
    logging.getLogger("bot.test").warning("two\nlines, key %s", key)
    line = log.report(ValueError(f"refused: {key}"), settings)
    plain, fault = [json.loads(row) for row in written(home).splitlines()]
    assert (plain["level"], plain["logger"], plain["message"]) == (
        "WARNING",
        "bot.test",
        "two\nlines, key ***",
    )
    assert datetime.fromisoformat(plain["at"]).utcoffset() == timedelta(0)
    assert set(plain) == {"at", "level", "logger", "message"}
    assert f"(ref {fault['ref']})" in line
    assert fault["trace"].endswith("ValueError: refused: ***")


def test_what_others_repeat_is_written_once_a_minute_and_ours_each_time(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.start(Settings(home=home))
    for second in range(0, 125, 5):
        monkeypatch.setattr("time.time", lambda second=second: 1_000_000.0 + second)
        monkeypatch.setattr("time.time_ns", lambda second=second: (1_000_000 + second) * 10**9)
        logging.getLogger("slack_bolt.AsyncApp").error("Failed to connect")
        logging.getLogger("bot.test").error("ours")
    assert written(home).count("Failed to connect") == 3
    assert written(home).count("ours") == 25


def test_one_complaint_of_others_hides_no_other(home: Path) -> None:
    log.start(Settings(home=home))
    logging.getLogger("of others").error("the first")
    logging.getLogger("of others").error("the second")
    assert ["first" in written(home), "second" in written(home)] == [True, True]
