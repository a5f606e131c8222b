"""An answer or a summary as Slack would get it, and the windows its buttons open. Pure; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import verdicts
from bot.answers import Answer, Summary
from bot.preview.surfaces import Shown
from bot.records.rows import Cited, cited
from bot.slack.shown import views
from bot.slack.shown.blocks import Offers, Place, render_answer, render_summary
from bot.slack.shown.layout import Rendered
from index.types import Article

_ID = "preview"
# Who answers for the bot is a rule of the channel, which a preview does not know.
_OFFERS: Offers = frozenset({"all"})


def message(name: str, heading: str, rendered: Rendered, asked: str = "", *, private: bool = False) -> Shown:
    """A rendered message."""
    payload = {"text": rendered.text, "blocks": list(rendered.blocks)}
    return Shown(name, heading, payload, asked, private)


def answered(answer: Answer, *, private: bool = False) -> Shown:
    """The answer in a thread; or as `/ask` gives it, to the asker alone."""
    if private:
        return message("ask", "/ask", _answer(answer, "private"), f"/ask {answer.question}", private=True)
    asked = f"@Footnote {answer.question}"
    return message("answer", "The answer in its thread", _answer(answer, "thread"), asked)


def summarised(summary: Summary) -> Shown:
    """The summary as `/summary` gives it."""
    return message(
        "summary", "/summary", _summary(summary), f"/summary {', '.join(summary.articles)}", private=True
    )


def opened(made: Answer | Summary, articles: Sequence[Article]) -> Iterator[Shown]:
    """What its buttons open: all of it, the cited `articles` with their marks, the reasons, the thumbs."""
    whole = (_answer(made, "thread") if isinstance(made, Answer) else _summary(made)).pages
    for index in range(len(whole)):
        yield Shown(f"all-{index + 1}", "Show all", views.whole_view(_ID, whole, index))
    # Nothing outlasts the preview, so the words stand for themselves and need no hash.
    places = [Cited(*one.place, one.text) for one in cited(made)]
    found = views.pages(views.marked(articles, places, hashed=str))
    for index in range(len(found)):
        yield Shown(f"source-{index + 1}", "Show in source", views.source_view(_ID, found, index))
    yield Shown("why", "Why this answer?", views.why_view(verdicts.why(made)))
    yield Shown("reason", "Thumbs down", views.reason_view(_ID))
    yield Shown("thanks", "Sent", views.thanks_view())


def _answer(answer: Answer, place: Place) -> Rendered:
    return render_answer(answer, _ID, place, offers=_OFFERS)


def _summary(summary: Summary) -> Rendered:
    return render_summary(summary, _ID, "private", offers=_OFFERS)
