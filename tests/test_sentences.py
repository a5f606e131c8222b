"""Sentences: boundaries, exact offsets, and texts made to break a splitter."""

from __future__ import annotations

import json
import re
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import MAX_SENTENCE_CHARS, split

ROOT = Path(__file__).parent.parent


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


def test_the_seed_article_has_fifteen_sentences() -> None:
    text = (ROOT / "seeds" / "north-korea-kursk.txt").read_text(encoding="utf-8")
    assert len(split(text)) == 15


def test_every_gold_sentence_of_the_news_articles_is_found_exactly() -> None:
    rows = [
        json.loads(line) for line in (ROOT / "evals/data/news/news.jsonl").read_text("utf-8").splitlines()
    ]
    for row in rows:
        if row["type"] == "document":
            assert split(row["text"]) == [tuple(span) for span in row["sentences"]], row["doc_id"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("One line\nAnother line", ["One line", "Another line"]),
        ("One line\r\nAnother\rAnd one", ["One line", "Another", "And one"]),
        ("- first item\n* second item\n+ third", ["first item", "second item", "third"]),
        ("# Heading\n\nText.", ["Heading", "Text."]),
        ("1. First. 2. Second.", ["First.", "2. Second."]),
        ("He met J.D. Vance today. She left.", ["He met J.D. Vance today.", "She left."]),
        ("Plan A\u00a0. Men left.", ["Plan A\u00a0. Men left."]),
        ("He lives in the U.S. She does not.", ["He lives in the U.S.", "She does not."]),
        ("It opened at 9 p.m. He came.", ["It opened at 9 p.m.", "He came."]),
        ("Losses incl. 1,000 deaths.", ["Losses incl. 1,000 deaths."]),
        ("It has 12. Then it grew.", ["It has 12.", "Then it grew."]),
        ("“We go,” he said. “Now.”", ["“We go,” he said.", "“Now.”"]),
        ("  padded  \n\n\t\n", ["padded"]),
        ("...\n—\n***", []),
        ("", []),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Officials called it false that\nKim Jong Un sent 40,000 more troops to Kursk in May.",
            ["Officials called it false that\nKim Jong Un sent 40,000 more troops to Kursk in May."],
        ),
        ("He did not\r\nsend men. They\r\nleft.", ["He did not\r\nsend men.", "They\r\nleft."]),
        ("In a statement,\nKim denied it.", ["In a statement,\nKim denied it."]),
        ("Kim sent\n11,000 men to Kursk.", ["Kim sent\n11,000 men to Kursk."]),
        ("- Kim did\n  not go\n- He stayed", ["Kim did\n  not go", "He stayed"]),
        ("Who went and\n\nwho stayed", ["Who went and", "who stayed"]),
        ("# What he said to\nKim went.", ["What he said to", "Kim went."]),
        ("North Korea sends men\nKim Jong Un spoke.", ["North Korea sends men", "Kim Jong Un spoke."]),
        ("What We Stand For\nWe stand.", ["What We Stand For", "We stand."]),
        ("Ten questions answered\n23 August 2019", ["Ten questions answered", "23 August 2019"]),
        ("Sent to\n1. Kim", ["Sent to", "Kim"]),
        ("He went to\n> a quote", ["He went to", "> a quote"]),
        ("| a | the\n| b | in", ["| a | the", "| b | in"]),
        ("Three things:\nmen, guns", ["Three things:", "men, guns"]),
        ("He said “go.”\nbut stayed", ["He said “go.”", "but stayed"]),
        ("A form, and\nThe other form", ["A form, and", "The other form"]),
    ],
)
def test_a_line_that_stops_in_mid_sentence_is_joined_with_the_next(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize("width", [66, 72, 80, 100])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_wrapping_an_article_leaves_its_sentences(width: int, newline: str) -> None:
    text = (ROOT / "seeds" / "north-korea-kursk.txt").read_text(encoding="utf-8")
    flat = [" ".join(piece.split()) for piece in pieces(text)]
    prose = " ".join(flat)
    wrapped = textwrap.fill(prose, width, break_on_hyphens=False).replace("\n", newline)
    found = [" ".join(piece.split()) for piece in pieces(wrapped)]
    assert found == pieces(prose)


def test_an_endless_sentence_is_cut_at_spaces() -> None:
    text = "troops went to Kursk and " * 1_000
    found = pieces(text)
    assert all(len(piece) <= MAX_SENTENCE_CHARS for piece in found)
    assert " ".join(found) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000_000,
        ". " * 2_500_000,
        "Mr. U.S. e.g. " * 150_000,
        "- " * 1_000_000,
        "a\n" * 1_000_000,
        "that\r\nKim " * 500_000,
    ],
)
def test_time_grows_with_the_length_and_no_faster(text: str) -> None:
    begun = time.process_time()
    split(text)
    assert time.process_time() - begun < 8  # a splitter that is not linear takes minutes


@given(st.text(alphabet=st.sampled_from("aA1 .!?\n\r\t-#*“”’\u2028\u00a0é\U0001f600"), max_size=200))
def test_spans_ascend_never_overlap_and_hold_no_outer_space(text: str) -> None:
    last = 0
    for start, end in split(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not re.search(r"\n\s*\n|\r\s*\r", text[start:end])
        last = end
