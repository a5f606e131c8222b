"""21. A log at DEBUG holds no key, no question, no answer, no article and nobody's name."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.fakes.openai_server import FakeOpenAI, completion, error
from tests.fakes.slack_server import APP_TOKEN, BOT_TOKEN, SECRET, FakeSlack
from tests.safe.conftest import TellFigure
from tests.safe.day import EVIDENCE, REASON, WORD, Day
from tests.safe.figures import Extent
from tests.shelf import SEED_TEXT, drafted
from tests.slack.conftest import SECRET_PLAN, RunningBot, StartBot

KEY = "sk-fake-0123456789abcdef"
ACCOUNT = "org-fake-0123456789"
DRAFT = completion(drafted(("around 11,000 trained fighters", [6]), ("a made up Madagascar", [3])))
DRAFT["headers"] = {"OpenAI-Organization": ACCOUNT, "Set-Cookie": f"__cf_bm={ACCOUNT}"}
# What is said of a refused key holds a part of it; of a broken request, the request.
REFUSED = error(401, "invalid_api_key", f"Incorrect API key provided: {KEY}. You asked: {WORD}")


def break_answers(bot: RunningBot) -> None:
    """From now on no answer can be kept: a fault with a traceback."""
    with closing(sqlite3.connect(bot.home / "records.sqlite3")) as db:
        db.execute("ALTER TABLE answers RENAME TO away")
        db.commit()


@pytest.mark.parametrize("form", ["text", "json"])
def test_after_a_day_with_faults_the_log_at_debug_holds_nobodys_words(
    form: str, slack: FakeSlack, start: StartBot, figure: TellFigure, extent: Extent
) -> None:
    with FakeOpenAI([*[DRAFT] * extent.pick(8, 60), REFUSED]) as model:
        more = {"FOOTNOTE_LOG": "DEBUG", "FOOTNOTE_LOG_FORMAT": form, "FOOTNOTE_QUESTIONS_PER_MINUTE": "1000"}
        bot = start(http=form == "json", OPENAI_BASE_URL=model.base_url, OPENAI_API_KEY=KEY, **more)
        day = Day(slack)
        day.talk(extent.pick(10, 70))
        day.click_around()
        break_answers(bot)
        slack.send(last := slack.mention(day.question()))
        slack.wait(lambda: slack.posts(last["event"]["ts"]))
    log = bot.log
    figure(f"lines of the log, {form}", len(log.splitlines()), ">= 10")
    assert "Traceback" in log or '"trace"' in log
    keys = (KEY, BOT_TOKEN, APP_TOKEN, SECRET, ACCOUNT)
    words = [
        *SEED_TEXT.split("\n"),
        *SECRET_PLAN.split(". "),
        *day.asked,
        WORD,
        REASON,
        EVIDENCE,
        "Madagascar",
    ]
    figure(f"keys in it, {form}", held(log, keys), "= 0")
    figure(f"questions, answers and sentences in it, {form}", held(log, words), "= 0")
    figure(f"people in it, {form}", held(log, day.people), "= 0")


def held(log: str, texts: tuple[str, ...] | list[str]) -> int:
    """How many of the texts stand in the log, as they are or as JSON writes them."""
    return sum(one in log or json.dumps(one)[1:-1] in log for one in texts if one.strip())
