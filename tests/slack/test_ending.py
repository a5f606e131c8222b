"""How it ends, and what its log says: nothing taken is lost, nothing private is written down."""

from __future__ import annotations

import json
import re
import shutil
import threading
from pathlib import Path

import pytest

from bot.cli import main
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.slack_server import ANNA, GENERAL, TEAM, FakeSlack
from tests.shelf import drafted
from tests.slack.conftest import StartBot
from tests.slack.test_faults import alter
from tests.slack.test_talk import EVIDENCE, QUESTION, answers_in, silence_after

GOOD = drafted(("around 11,000 trained fighters", [6]))


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_told_to_end_it_finishes_what_it_can_and_does_not_say_it_again(
    slack: FakeSlack, start: StartBot, http: bool
) -> None:
    asked, go = threading.Event(), threading.Event()

    def answer(_: object) -> str:
        asked.set()
        go.wait(15)
        return GOOD

    body = slack.mention(QUESTION)
    with FakeOpenAI(answer) as model:
        bot = start(http=http, OPENAI_BASE_URL=model.base_url)
        slack.send(body)
        assert asked.wait(15)
        timer = threading.Timer(0.5, go.set)
        timer.start()
        assert bot.stop() == 0
        timer.join()
    (said,) = slack.posts(body["event"]["ts"])
    assert said["text"].startswith("“around 11,000 trained fighters”")
    start(http=http)
    silence_after(slack, body)
    assert len(slack.posts(body["event"]["ts"])) == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_fault_that_people_see_is_found_in_the_log_and_nothing_of_theirs_is(
    slack: FakeSlack, start: StartBot, form: str
) -> None:
    bot = start(FOOTNOTE_LOG="DEBUG", FOOTNOTE_LOG_FORMAT=form)
    alter(bot.home, "ALTER TABLE answers RENAME TO away")
    body = slack.mention(QUESTION)
    slack.send(body)
    (said,) = answers_in(slack, body["event"]["ts"])
    reference = re.search(r"\(ref ([0-9a-f]{4})\)", said["text"])[1]
    assert f"ref {reference}" in bot.log
    if form == "json":
        rows = [json.loads(line) for line in bot.log.splitlines()]
        (row,) = [row for row in rows if row.get("ref") == reference]
        assert "OperationalError" in row["trace"]
    for words in (QUESTION, EVIDENCE, ANNA, TEAM, GENERAL, "xoxb-", "xapp-", "fake-signing"):
        assert words not in bot.log


def test_a_running_bot_is_backed_up_but_not_replaced_and_goes_on_from_its_backup(
    slack: FakeSlack,
    start: StartBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bot = start()
    monkeypatch.setenv("FOOTNOTE_HOME", str(bot.home))
    body = slack.mention(QUESTION)
    slack.send(body)
    answers_in(slack, body["event"]["ts"])
    archive = str(tmp_path / "backup.zip")
    assert main(["backup", archive]) == 0
    assert main(["restore", archive, "--replace"]) == 1
    assert "Stop `footnote slack`" in capsys.readouterr().err
    assert bot.stop() == 0
    shutil.rmtree(bot.home)
    assert main(["restore", archive]) == 0
    start()
    silence_after(slack, body)
    assert len(slack.posts(body["event"]["ts"])) == 1
