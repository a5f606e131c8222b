"""The modals: pages of an article with its marks, valid for Slack whatever the article is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.records.rows import Cited
from bot.slack.shown import views
from index.types import Article, Sentence
from tests.fakes import slack_checks as checks
from tests.fakes.slack_live import in_literal
from tests.slack.test_show_all import links
from tests.slack.test_talk import quotes


def article(*sentences: str, name: str = "a1", title: str | None = "Title") -> Article:
    text, rows = "", []
    for number, sentence in enumerate(sentences, 1):
        rows.append(Sentence(name, number, len(text), len(text) + len(sentence), sentence))
        text += sentence + "\n"
    return Article(name, title, None, None, None, frozenset(), text, tuple(rows))


def marked(articles: list[Article], places: list[tuple[str, int]]) -> list[views.Marked]:
    """As if nothing had changed since these places were cited."""
    texts = {(one.article_id, row.number): row.text for one in articles for row in one.sentences}
    return views.marked(articles, [Cited(*place, texts[place]) for place in places], str)


def all_pages(articles: list[Article], places: list[tuple[str, int]]) -> list[dict]:
    found = views.pages(marked(articles, places))
    return [views.source_view("id1", found, index) for index in range(len(found))]


@pytest.mark.parametrize(
    "sentences",
    [
        ["One."],
        [f"Sentence number {n}." for n in range(1, 1_001)],
        ["x" * 20_000, "y"],
        ["a"] * 700,
        ["<!channel> https://evil.example @here"],
    ],
    ids=["one", "a thousand", "a giant", "many tiny", "hostile"],
)
def test_every_page_is_valid_and_inert_and_together_they_hold_all(sentences: list[str]) -> None:
    pages = all_pages([article(*sentences)], [("a1", 1)])
    assert [checks.view(page) for page in pages] == [None] * len(pages)
    assert [text for page in pages for text in checks.texts(page["blocks"]) if in_literal(text)] == []
    held = "".join(quote for page in pages for quote in quotes(page)).replace("\u200b", "")
    assert held.replace("\n", "").replace("[1] ", "") == "".join(sentences)


def test_it_opens_at_the_first_mark_and_the_buttons_lead_on() -> None:
    sentences = [f"Sentence number {n}." for n in range(1, 1_001)]
    found = views.pages(marked([article(*sentences)], [("a1", 900)]))
    index = views.first_marked(found)
    assert 0 < index < len(found)
    assert "[1] Sentence number 900." in quotes(views.source_view("id1", found, index))[0]
    buttons = {
        one["action_id"]: one["value"]
        for block in views.source_view("id1", found, index)["blocks"]
        for one in block["elements"]
        if one["type"] == "button"
    }
    assert buttons.get("source_back") == f"id1:{index - 1}"
    assert buttons.get("source_on", f"id1:{index + 1}") == f"id1:{index + 1}"


@pytest.mark.parametrize("index", [-5, 99])
def test_a_page_that_is_no_more_shows_the_nearest(index: int) -> None:
    found = views.pages(marked([article("One.", "Two.")], []))
    assert quotes(views.source_view("id1", found, index)) == ["One.\nTwo."]


def test_several_articles_have_pages_of_their_own_and_marks_in_the_answers_order() -> None:
    first, second = article("One.", name="a1"), article("Uno.", name="b2", title=None)
    pages = all_pages([first, second], [("b2", 1), ("a1", 1)])
    assert [quotes(page) for page in pages] == [["[2] One."], ["[1] Uno."]]
    assert "b2" in list(checks.texts(pages[1]["blocks"]))


def test_only_what_still_reads_as_it_was_cited_is_marked_and_the_change_is_said() -> None:
    places = [Cited("a1", number, words) for number, words in ((1, "One."), (2, "Two."), (9, "Nine."))]
    now = article("One.", "Another.", "Two.")
    page = views.source_view("id1", views.pages(views.marked([now], places, str)), 0)
    assert quotes(page) == ["[1] One.\nAnother.\nTwo."]
    assert views.CHANGED in checks.texts(page["blocks"])
    (unchanged,) = all_pages([now], [("a1", 1)])
    assert views.CHANGED not in checks.texts(unchanged["blocks"])


def test_the_heading_leads_to_the_first_cited_sentence_where_the_article_is_on_the_web() -> None:
    there = replace(article("One.", "Two.", "Three."), url="https://a.example/1")
    (page,) = all_pages([there], [("a1", 2)])
    (link,) = links(page)
    assert link["url"] == "https://a.example/1#:~:text=Two."
    assert checks.view(page) is None
    (unlinked,) = all_pages([article("One.")], [("a1", 1)])
    assert links(unlinked) == []


@pytest.mark.parametrize("view", [views.gone_view(), views.reason_view("id1"), views.thanks_view()])
def test_the_small_modals_are_valid(view: dict) -> None:
    assert checks.view(view) is None


@pytest.mark.parametrize("count", [0, 1, views.LINES_OF_WHY, views.LINES_OF_WHY + 1, 1_000])
def test_why_is_a_modal_that_slack_takes_however_much_was_checked(count: int) -> None:
    view = views.why_view([f"[{n}] sentence {n}: copied." for n in range(1, count + 1)])
    assert checks.view(view) is None
    told = "\n".join(checks.texts(view["blocks"]))
    assert ("more lines" in told) is (count > views.LINES_OF_WHY)
    assert ("past the time" in told) is (count == 0)
