"""25. What people asked is kept no longer than it may be, can be forgotten, and is stored nowhere else."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.records import DAY_S, Records
from bot.records.forget import What
from bot.records.tables import TABLES
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.slack_server import ANNA, BEN, FakeSlack
from tests.safe.conftest import TellFigure
from tests.safe.day import REASON, WORD, Day
from tests.safe.figures import Extent
from tests.shelf import drafted
from tests.slack.conftest import StartBot

DRAFT = drafted(("around 11,000 trained fighters", [6]))


def files_with(home: Path, words: str) -> list[str]:
    """The files under the home that hold the words, in whatever table or log."""
    return [
        path.name
        for path in sorted(home.rglob("*"))
        if path.is_file() and words.encode() in path.read_bytes()
    ]


def rows_of(home: Path, *, but: tuple[str, ...]) -> int:
    """How many rows the records hold, in all tables but these."""
    tables = [one.name for one in TABLES.sorted_tables if one.name not in but]
    with closing(sqlite3.connect(home / "records.sqlite3")) as db:
        return sum(db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables)


@pytest.fixture
def after_a_day(slack: FakeSlack, start: StartBot, figure: TellFigure, extent: Extent) -> tuple[Day, Path]:
    """A home after so many questions, of a bot that has ended."""
    with FakeOpenAI(DRAFT) as model:
        bot = start(OPENAI_BASE_URL=model.base_url, FOOTNOTE_QUESTIONS_PER_MINUTE="1000")
        day = Day(slack)
        day.talk(extent.pick(20, 100))
        day.click_around()
        assert bot.stop() == 0
        told = [body.get("store") for body in model.bodies]
    figure("questions asked", len(day.asked), f">= {extent.pick(20, 100)}")
    figure("requests to the model without store=False", sum(one is not False for one in told), "= 0")
    return day, bot.home


def test_what_was_asked_ends_by_its_days_and_when_it_is_forgotten(
    after_a_day: tuple[Day, Path], tmp_path: Path, figure: TellFigure
) -> None:
    day, home = after_a_day
    assert files_with(home, WORD) != []
    figure("people's ids in clear", sum(len(files_with(home, user)) for user in day.people), "= 0")
    forgotten, ended = (Path(shutil.copytree(home, tmp_path / name)) for name in ("forgotten", "ended"))
    thirty_days_pass(home, figure)
    with Records.open(forgotten) as records:
        for user in (ANNA, BEN):
            records.forget(What("user", user))
    figure("files with a question after its asker was forgotten", len(files_with(forgotten, WORD)), "= 0")
    figure("files with what they said of an answer", len(files_with(forgotten, REASON)), "= 0")
    with Records.open(ended) as records:
        records.forget(What("before", "", time.time() + DAY_S))
    figure("rows left of a day that was forgotten", rows_of(ended, but=("facts",)), "= 0")


def thirty_days_pass(home: Path, figure: TellFigure) -> None:
    """All is there until the last day, and nothing after it."""
    for days in (29, 31):
        later = time.time() + days * DAY_S
        with Records.open(home, now=lambda later=later: later) as records:
            records.purge()
        if days == 29:
            figure("files with a question after 29 days", len(files_with(home, WORD)), ">= 1")
    figure("files with a question after 31 days", len(files_with(home, WORD)), "= 0")
    figure("files with what was said of an answer", len(files_with(home, REASON)), "= 0")


def test_where_nothing_may_be_kept_no_file_ever_holds_a_question(
    slack: FakeSlack, start: StartBot, figure: TellFigure, extent: Extent
) -> None:
    with FakeOpenAI(DRAFT) as model:
        more = {"FOOTNOTE_KEEP_DAYS": "0", "FOOTNOTE_QUESTIONS_PER_MINUTE": "1000"}
        bot = start(OPENAI_BASE_URL=model.base_url, **more)
        day = Day(slack)
        day.talk(extent.pick(9, 60))
        slack.wait(lambda: not files_with(bot.home, WORD))  # of the last one, a moment later
        figure("files with a question while it runs", len(files_with(bot.home, WORD)), "= 0")
        assert bot.stop() == 0
    figure("files with a question after its end", len(files_with(bot.home, WORD)), "= 0")
