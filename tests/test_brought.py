"""What an answer stands on beside the library is kept as long as the answer, forgotten with who wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers import FREE, Citation, Claim, Coverage, Summary
from bot.brought import Spot, as_brought, is_brought
from bot.records import DAY_S, Records
from bot.records.forget import What
from index.passing import passing
from index.types import Article, NewArticle

TEXT = "The ferry sank at Zubrowka pier.\n\nNobody was hurt, says Anna."

SPOTS = (Spot(1, "1.000000", None), Spot(2, "2.000000", "1.000000"))


def article() -> Article:
    (one,) = passing([NewArticle("slack", TEXT, title="this thread", source="Slack")])
    return as_brought(one)


def kept(records: Records, answer: str = "a1", messages: tuple[Spot, ...] = SPOTS) -> None:
    source = article()
    claims = tuple(Claim(one.text, "sentence", None, (Citation.of(source, one),)) for one in source.sentences)
    made = Summary(("this thread",), "extractive", claims, Coverage((1, 2), 2), usage=FREE)
    records.keep_answer(answer, "T1", "C1", made, "text", [], "U0BEN")
    records.brought.keep(answer, "T1", [source], ["U0ANNA", "U0BEN"], messages)


def on_disk(home: Path) -> bool:
    return any(b"Zubrowka" in path.read_bytes() for path in home.iterdir())


def test_it_is_handed_out_as_it_was_with_every_sentence_in_its_place(tmp_path: Path) -> None:
    with Records.open(tmp_path) as records:
        kept(records)
        assert records.brought.of("a1") == (article(),)
        assert records.brought.messages("a1") == SPOTS
        assert (records.brought.of("a2"), records.brought.messages("a2")) == ((), ())
        assert [place.article_id for place in records.answer("a1").places] == ["brought:slack"] * 2


def test_no_article_of_the_library_has_such_an_id() -> None:
    (plain,) = passing([NewArticle("brought:slack", TEXT)])
    assert not is_brought(plain.article_id)
    assert is_brought(as_brought(plain).article_id)
    assert as_brought(as_brought(plain)) == as_brought(plain)


def test_where_no_texts_are_kept_it_keeps_nothing(tmp_path: Path) -> None:
    with Records.open(tmp_path, keep_days=0) as records:
        kept(records)
        assert records.brought.of("a1") == ()
    assert not on_disk(tmp_path)


@pytest.mark.parametrize("then", ["31 days later", "with nothing kept any more"])
def test_it_ends_with_its_time_and_leaves_no_word_on_the_disk(tmp_path: Path, then: str) -> None:
    with Records.open(tmp_path, now=lambda: 0.0) as records:
        kept(records)
    assert on_disk(tmp_path)
    days = (
        {"keep_days": 30, "now": lambda: 31 * DAY_S}
        if then[0] == "3"
        else {"keep_days": 0, "now": lambda: 1.0}
    )
    with Records.open(tmp_path, **days) as records:
        records.purge()
        assert records.brought.of("a1") == ()
    assert not on_disk(tmp_path)


def test_within_its_time_it_stays(tmp_path: Path) -> None:
    with Records.open(tmp_path, now=lambda: 29 * DAY_S) as records:
        kept(records)
        records.purge()
        assert records.brought.of("a1")


@pytest.mark.parametrize(
    "what",
    [
        What("channel", "C1"),
        What("user", "U0BEN"),  # who asked, and wrote
        What("user", "U0ANNA"),  # who only wrote: what others asked quotes her
        What("before", "", at=4e9),
    ],
    ids=["channel", "asker", "author", "before"],
)
def test_it_is_forgotten_with_its_channel_its_asker_and_its_authors(tmp_path: Path, what: What) -> None:
    with Records.open(tmp_path) as records:
        kept(records)
        assert records.forget(what).answers == 1
        assert (records.brought.of("a1"), records.answer("a1")) == ((), None)
    assert not on_disk(tmp_path)


@pytest.mark.parametrize("what", [What("channel", "C2"), What("user", "U0CARA"), What("before", "", at=1.0)])
def test_nothing_else_is_forgotten_with_another(tmp_path: Path, what: What) -> None:
    with Records.open(tmp_path) as records:
        kept(records)
        assert records.forget(what).answers == 0
        assert records.brought.of("a1")


def test_no_change_of_the_library_makes_such_an_answer_out_of_date(tmp_path: Path) -> None:
    with Records.open(tmp_path) as records:
        kept(records)
        records.posted("a1", "5.000000")
        (given,) = records.given.all()
        assert (given.message, given.places) == ("5.000000", ())
