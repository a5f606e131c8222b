"""An answer or a summary as Slack would get it, and the windows its buttons open. Pure; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import verdicts
from bot.answers import Answer, Summary
from bot.preview.surfaces import Shown
from bot.record_rows import Cited, cited
from bot.slack import views
from bot.slack.blocks import render_answer, render_summary
from bot.slack.layout import Rendered
from index.types import Article

_ID = "preview"


def message(name: str, heading: str, rendered: Rendered, asked: str = "", *, private: bool = False) -> Shown:
    """A rendered message."""
    payload = {"text": rendered.text, "blocks": list(rendered.blocks)}
    return Shown(name, heading, payload, asked, private)


def answered(answer: Answer, *, private: bool = False) -> Shown:
    """The answer in a thread; or as `/ask` gives it, to the asker alone."""
    if private:
        rendered = render_answer(answer, _ID, "private")
        return message("ask", "/ask", rendered, f"/ask {answer.question}", private=True)
    rendered = render_answer(answer, _ID, "thread")
    return message("answer", "The answer in its thread", rendered, f"@Footnote {answer.question}")


def summarised(summary: Summary) -> Shown:
    """The summary as `/summary` gives it."""
    asked = f"/summary {', '.join(summary.articles)}"
    return message("summary", "/summary", render_summary(summary, _ID, "private"), asked, private=True)


def opened(made: Answer | Summary, articles: Sequence[Article]) -> Iterator[Shown]:
    """What its buttons open: the cited `articles` with their marks, page by page, the reasons, the thumbs."""
    # Nothing outlasts the preview, so the words stand for themselves and need no hash.
    places = [Cited(*one.place, one.text) for one in cited(made)]
    found = views.pages(views.marked(articles, places, hashed=str))
    for index in range(len(found)):
        view = views.source_view(_ID, found, index)
        yield Shown(f"source-{index + 1}", "Show in source", view)
    yield Shown("why", "Why this answer?", views.why_view(verdicts.why(made)))
    yield Shown("reason", "Thumbs down", views.reason_view(_ID))
    yield Shown("thanks", "Sent", views.thanks_view())
