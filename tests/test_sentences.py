"""Sentences: boundaries, exact offsets, and texts made to break a splitter."""

from __future__ import annotations

import json
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
        ("One line\nand another", ["One line", "and another"]),
        ("One line\r\nand another\rand one", ["One line", "and another", "and one"]),
        ("- first item\n* second item\n+ third", ["first item", "second item", "third"]),
        ("# Heading\n\nText.", ["Heading", "Text."]),
        ("1. First. 2. Second.", ["First.", "2. Second."]),
        ("He met J.D. Vance today. She left.", ["He met J.D. Vance today.", "She left."]),
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


def test_an_endless_sentence_is_cut_at_spaces() -> None:
    text = "troops went to Kursk and " * 1_000
    found = pieces(text)
    assert all(len(piece) <= MAX_SENTENCE_CHARS for piece in found)
    assert " ".join(found) == text.strip()


@pytest.mark.parametrize(
    "text", ["a" * 10_000_000, ". " * 2_500_000, "Mr. U.S. e.g. " * 150_000, "- " * 1_000_000]
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
        assert not set("\r\n") & set(text[start:end])
        last = end
