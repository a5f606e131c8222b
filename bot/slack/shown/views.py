"""The modals: an article with its cited sentences marked, and the question why an answer was bad. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answers import Citation
from bot.records.rows import Cited
from bot.slack.read.incoming import ASK_ABOUT_MESSAGE, QUESTION
from bot.slack.shown import layout
from bot.slack.shown.fragment import link_to
from bot.slack.shown.inert import literal
from bot.slack.shown.layout import Block
from index.types import Article

# A view takes 100 blocks; a page is three, and short enough to read without losing the place.
PAGE_CHARS = 6_000
PAGE_PIECES = 200
_PIECE_CHARS = 2_800
LINES_OF_WHY = 60

CHANGED = "This article has changed since the answer. Only what still reads as it was cited is marked."

REASONS = {
    "wrong_fact": "A fact is wrong",
    "wrong_citation": "The citation does not say that",
    "missing": "Something is missing",
    "too_long": "Too long",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """An article and the footnote numbers of its cited sentences: {sentence number: mark}.

    `changed`: a sentence that was cited no longer stands in its place, and so has no mark.
    """

    article: Article
    marks: dict[int, int]
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence on a page, or a part of one that is longer than Slack takes in a piece. `text` is inert."""

    marked: Marked
    number: int
    text: str


def marked(
    articles: Sequence[Article], places: Sequence[Cited], hashed: Callable[[str], str]
) -> list[Marked]:
    """Each article with the numbers its cited sentences have in the answer (their order in `places`).

    Only what still reads as it did is marked; `hashed` is how its words were hashed.
    """
    return [_marked(article, places, hashed) for article in articles]


def stands(article: Article, place: Cited, hashed: Callable[[str], str]) -> bool:
    """Whether the article still has the cited words in the cited place."""
    found = article.sentences[place.number - 1 : place.number]
    return bool(found) and hashed(found[0].text) == place.words


def pages(sources: Sequence[Marked]) -> list[list[Piece]]:
    """All sentences of the articles in order, in pages; an article begins on a page of its own."""
    found: list[list[Piece]] = []
    for source in sources:
        page: list[Piece] = []
        for piece in _pieces(source):
            if page and (_chars(page) + len(piece.text) > PAGE_CHARS or len(page) >= PAGE_PIECES):
                found.append(page)
                page = []
            page.append(piece)
        if page:
            found.append(page)
    return found


def first_marked(found: Sequence[Sequence[Piece]]) -> int:
    """The index of the page with the first footnote, or 0."""
    for index, page in enumerate(found):
        if any(piece.number in piece.marked.marks for piece in page):
            return index
    return 0


def source_view(answer_id: str, found: Sequence[Sequence[Piece]], index: int) -> dict[str, Any]:
    """Page `index` as a modal: cited sentences bold behind their mark, and buttons to the other pages."""
    index = max(0, min(index, len(found) - 1))
    page = found[index]
    article = page[0].marked.article
    dated = f" · {article.date or 'date unknown'}"
    heading = layout.line(layout.bold(layout.title(article.name)), dated, *_on_the_web(page))
    text = {"type": "rich_text", "elements": [_quotation(page)]}
    lines = [heading, layout.line(CHANGED)] if page[0].marked.changed else [heading]
    blocks = [layout.rich_text(lines), text, *_turning(answer_id, index, len(found), "source")]
    return _modal("Show in source", blocks, "source_view", {"answer": answer_id, "page": index})


def whole_view(answer_id: str, pages: Sequence[Block], index: int) -> dict[str, Any]:
    """Page `index` of an answer that its message only begins; `pages` hold all of it."""
    index = max(0, min(index, len(pages) - 1))
    blocks = [pages[index], *_turning(answer_id, index, len(pages), "all")]
    return _modal("The whole answer", blocks, "whole_view", {"answer": answer_id, "page": index})


def out_of_date_view() -> dict[str, Any]:
    """The same modal when what it quotes may not be shown any more."""
    said = layout.line(
        "This answer is past the time it is kept, or an article it quotes has changed or is no longer here. "
        "Please ask again."
    )
    return _modal("The whole answer", [layout.rich_text([said])], "whole_view", {})


def gone_view() -> dict[str, Any]:
    """The same modal when there is nothing to show any more."""
    said = layout.line("This answer is past the time it is kept, or its article is no longer here.")
    return _modal("Show in source", [layout.rich_text([said])], "source_view", {})


def undone_view(told: str) -> dict[str, Any]:
    """What stands in place of a modal that was sent off, and of which nothing came."""
    return _modal("Not done", [layout.rich_text([layout.line(told)])], "undone_view", {})


def why_view(told: Sequence[str]) -> dict[str, Any]:
    """How an answer came about: its lines, numbers and words of ours only (`bot.verdicts.why`).

    Without lines it says that they are no longer kept.
    """
    told = told or ("This answer is past the time it is kept.",)
    lines = [layout.line(one) for one in told[:LINES_OF_WHY]]
    if len(told) > len(lines):
        lines.append(layout.line(f"and {len(told) - len(lines)} more lines"))
    return _modal("Why this answer?", [layout.rich_text(lines)], "why_view", {})


def reason_view(answer_id: str) -> dict[str, Any]:
    """Why was the answer bad: a reason to choose, words to add; both may stay empty."""
    options = [{"text": _plain(label), "value": reason} for reason, label in REASONS.items()]
    chosen = {"type": "radio_buttons", "action_id": "reason", "options": options}
    words = {"type": "plain_text_input", "action_id": "words", "multiline": True, "max_length": 2000}
    blocks = [_input("reason", "What is wrong with it?", chosen), _input("words", "In your words", words)]
    view = _modal("What went wrong?", blocks, "feedback_reason", {"answer": answer_id})
    return {**view, "submit": _plain("Send")}


def question_view(ids: dict[str, Any]) -> dict[str, Any]:
    """What do you want to know about a message? `ids` say which one."""
    words = {"type": "plain_text_input", "action_id": QUESTION, "multiline": True, "max_length": 3000}
    field = {**_input(QUESTION, "Your question", words), "optional": False}
    view = _modal("Ask about this message", [field], ASK_ABOUT_MESSAGE, ids)
    return {**view, "submit": _plain("Ask")}


def thanks_view() -> dict[str, Any]:
    """What the reason modal turns into."""
    return _modal("Thank you", [layout.rich_text([layout.line("Noted with the answer.")])], "thanks", {})


def _marked(article: Article, places: Sequence[Cited], hashed: Callable[[str], str]) -> Marked:
    cited = {mark: place for mark, place in enumerate(places, 1) if place.article_id == article.article_id}
    marks = {place.number: mark for mark, place in cited.items() if stands(article, place, hashed)}
    return Marked(article, marks, changed=len(marks) < len(cited))


def _pieces(source: Marked) -> Iterator[Piece]:
    for sentence in source.article.sentences:
        text = literal(sentence.text)  # before it is cut: an address across the cut would be whole again
        for start in range(0, len(text), _PIECE_CHARS):
            yield Piece(source, sentence.number, text[start : start + _PIECE_CHARS])


def _chars(page: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in page)


def _quotation(page: Sequence[Piece]) -> Block:
    elements: list[Block] = []
    for before, piece in zip([None, *page], page, strict=False):
        if before is not None:
            elements.append({"type": "text", "text": "" if before.number == piece.number else "\n"})
        mark = piece.marked.marks.get(piece.number)
        if mark is not None and (before is None or before.number != piece.number):
            elements.append({"type": "text", "text": f"[{mark}] "})
        style = {"style": {"bold": True}} if mark is not None else {}
        elements.append({"type": "text", "text": piece.text, **style})
    return {"type": "rich_text_quote", "elements": [element for element in elements if element["text"]]}


def _on_the_web(page: Sequence[Piece]) -> list[layout.Piece]:
    """The way to the article on the web, at the first cited sentence of the page if there is one."""
    article, marks = page[0].marked.article, page[0].marked.marks
    number = next((piece.number for piece in page if piece.number in marks), page[0].number)
    link = link_to(Citation.of(article, article.sentences[number - 1]))
    return [(" · ", False), link] if link else []


def _turning(answer_id: str, index: int, count: int, what: str) -> list[Block]:
    row: list[Block] = []
    for way, label, to in (("back", "Back", index - 1), ("on", "Further", index + 1)):
        if 0 <= to < count:
            row.append(
                layout.button(f"{what}_{way}", f"{label} (page {to + 1} of {count})", f"{answer_id}:{to}")
            )
    return [layout.actions(*row)] if row else []


def _input(block_id: str, label: str, element: Block) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "optional": True,
        "label": _plain(label),
        "element": element,
    }


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": literal(text)}


def _modal(title: str, blocks: Sequence[Block], callback_id: str, ids: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": _plain(title),
        "close": _plain("Close"),
        "blocks": list(blocks),
        "private_metadata": json.dumps(ids),
    }
