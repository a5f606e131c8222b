"""The recordings of this repository, each played through the product: none is stale, unplayed or unlabelled.

When one of these fails after a change of a prompt: `python -m tests.record authored`, and `recorded`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.answers import Answer, Summary
from bot.desk import Desk
from bot.recording import read
from bot.tape import TapePlayer, check, files
from bot.wording import answer_text
from tests.fakes import llama_server
from tests.record import SPOKEN, TAPES, Row, authored_rows, play, questions
from tests.shelf import SEED_TEXT, seed_desk

RIGHT = [row for row in authored_rows() if row.model == "capable" and row.qid]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk over the sample article, opened once: nothing here changes it."""
    opened = seed_desk(tmp_path_factory.mktemp("home"))
    with opened.library:
        yield opened


def words(made: Answer | Summary) -> str:
    claims = made.claims if isinstance(made, Answer) else made.sentences
    return "\n".join(
        [answer_text(made) if isinstance(made, Answer) else "", *(claim.text for claim in claims)]
    )


def assert_verbatim(made: Answer | Summary) -> None:
    """Everything shown stands in the article, character for character."""
    for claim in made.claims if isinstance(made, Answer) else made.sentences:
        assert claim.citations
        for citation in claim.citations:
            assert SEED_TEXT[citation.start : citation.end] == citation.text
        if claim.kind == "copied":
            assert claim.text == claim.citations[0].quoted
        if claim.kind == "sentence":
            assert claim.text == claim.citations[0].text


def test_the_recordings_are_fit_to_be_committed() -> None:
    assert [fault.what for fault in check(TAPES)] == []


def test_every_recording_is_played_by_a_row_and_every_row_by_a_recording(desk: Desk) -> None:
    players = {model: TapePlayer(TAPES, model) for model in {read(path).model for path in files(TAPES)}}
    for row in authored_rows():
        play(row.asks, desk, players[row.model])
    for qid in SPOKEN:
        play(questions()[qid]["question"], desk, players[llama_server.MODEL])
    assert [name for player in players.values() for name in player.unused()] == []


@pytest.mark.parametrize("row", authored_rows(), ids=lambda row: f"{row.model} {row.qid or row.asks}")
def test_an_authored_reply_ends_as_its_row_says(row: Row, desk: Desk) -> None:
    made = play(row.asks, desk, TapePlayer(TAPES / "authored", row.model))
    assert_verbatim(made)
    assert row.ends in (None, made.status)
    assert [hidden for hidden in row.hides if hidden in words(made)] == []


@pytest.mark.parametrize("row", RIGHT, ids=lambda row: str(row.qid))
def test_a_right_draft_becomes_a_right_answer(row: Row, desk: Desk) -> None:
    gold = questions()[row.qid or ""]
    answer = play(row.asks, desk, TapePlayer(TAPES / "authored", row.model))
    said = words(answer)
    if gold["accept_regex"]:
        assert re.search(gold["accept_regex"], said, re.IGNORECASE | re.DOTALL)
    if gold["reject_regex"]:
        assert not re.search(gold["reject_regex"], said, re.IGNORECASE | re.DOTALL)


@pytest.mark.parametrize("qid", SPOKEN)
def test_whatever_a_real_small_model_said_only_the_article_is_shown(qid: str, desk: Desk) -> None:
    made = play(questions()[qid]["question"], desk, TapePlayer(TAPES / "recorded", llama_server.MODEL))
    assert isinstance(made, Answer)
    assert made.failure is None
    # It copies no sentence right, so every draft is refused. A new recording that passes ends otherwise.
    assert (made.status, made.claims) == ("not_verified", ())
    assert made.rejected


def test_the_real_recordings_say_where_they_came_from() -> None:
    recordings = [read(path) for path in files(TAPES / "recorded")]
    assert len(recordings) >= 10
    assert {one.label["origin"] for one in recordings} == {"recorded"}
    assert {one.label["server"] for one in recordings} == {llama_server.server_name()}
    assert {read(path).label["origin"] for path in files(TAPES / "authored")} == {"authored"}
