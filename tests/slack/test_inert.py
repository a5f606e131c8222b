"""Inert text is still the text: nothing visible is lost. That none is live, tests/safe proves (1 and 17)."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.shown.inert import BREAK, literal, mrkdwn, one_line
from tests.fakes.slack_live import in_mrkdwn

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="ascii").splitlines()
    return [json.loads(line)["text"] for line in lines]


OUTPUTS = rows("outputs.jsonl")
NAUGHTY = rows("naughty.jsonl")
FRAGMENTS = [
    *OUTPUTS,
    *["<", ">", "&", "!", "@", "#", "|", ":", "/", "//", ".", "www", "com", "channel", "here", "U012ABCDEF"],
    *[
        "\\u003c",
        "&lt;",
        "&#60;",
        "%3C",
        "\u200b",
        "\u200d",
        "\u202e",
        "\u00ad",
        "\t",
        "\n",
        "\r",
        "\0",
        "\ud800",
    ],
    *["\u0338", "\u0301", "é", "ß", "\uff1c", "\u3002", "a", "Z", "9", " "],
]
mixes = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=4)), max_size=12).map("".join)


def test_the_lists_are_whole_and_the_detector_sees_what_is_live_in_them() -> None:
    assert (len(OUTPUTS), len(NAUGHTY)) == (35, 467)
    assert sum(bool(in_mrkdwn(text)) for text in OUTPUTS) == 29


@settings(max_examples=1_000, deadline=None)
@given(mixes)
def test_whoever_removes_the_breaks_has_the_visible_text_back(text: str) -> None:
    visible = "".join(
        one
        for one in unicodedata.normalize("NFC", text).replace("\t", " ")
        if one == "\n" or unicodedata.category(one) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )
    assert literal(text).replace(BREAK, "") == visible
    escaped = mrkdwn(text).replace(BREAK, "")
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kim Jong Un sent around 11,000 fighters.", "Kim Jong Un sent around 11,000 fighters."),
        ("“meat-grinder” tactics – 500 sq miles", "“meat-grinder” tactics – 500 sq miles"),
        ("It rose 3.5 per cent. Then it fell.", "It rose 3.5 per cent. Then it fell."),
        ("AT&T and R&D", "AT&T and R&D"),
    ],
)
def test_plain_prose_is_left_alone(text: str, shown: str) -> None:
    assert literal(text) == shown


def test_a_title_becomes_one_line() -> None:
    assert one_line(" a\n b\t\u2028c ") == "a b c"
