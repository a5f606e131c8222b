"""The messages and windows of the documentation: real answers over the sample article, as Slack gets them.

The model is scripted, so that every ending can be shown; search, checks and rendering are the bot's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.answers import Answer, Stage, Summary, Usage
from bot.ask import Choice, ask
from bot.config import Settings
from bot.desk import Desk
from bot.feeding import Became, Fed
from bot.preview.collected import answered, message, opened, summarised
from bot.preview.surfaces import Shown
from bot.records.rows import Kept
from bot.records.unanswered_book import Unanswered
from bot.slack.handlers import person
from bot.slack.handlers.ask import USAGE
from bot.slack.read.history import Message
from bot.slack.read.incoming import Incoming
from bot.slack.read.said import linked_to, talk, told_summary
from bot.slack.shown import forms, homepage, shelf, standing
from bot.slack.shown.blocks import render_summary
from bot.slack.shown.stale import Stale, marked
from bot.slack.summing import asked_first
from bot.summarise import summarise, summarise_articles
from index.library import Library
from index.types import ArticleInfo, NewArticle, Scope
from tests.shelf import SEED_TEXT, ScriptedModel, desk_with, drafted

MARCH = (
    "Police said 40 people were arrested at the march. "
    "Organisers said 65 people were arrested at the march. "
    "The organisers plan another march for next month."
)
_LOSSES = "4,000 North Korean losses after just a few weeks of fighting, including 1,000 deaths"
_SENT = ("North Korean leader Kim Jong Un sent around 11,000 trained fighters", [6])
_MS = 7.0  # what every step is said to have taken: a page may not change from run to run

# name -> (heading, question, what the model replies; None: there is no model)
ANSWERS: dict[str, tuple[str, str, str | None]] = {
    "answered": (
        "An answer in its thread",
        "How many troops did North Korea send?",
        drafted(("around 11,000 trained fighters", [6])),
    ),
    "differ": (
        "Two speakers who differ",
        "How heavy are North Korea’s losses?",
        drafted((_LOSSES, [8]), ("the North Korean ranks diminished by half", [9])),
    ),
    "partly": (
        "A false premise, put right",
        "Why did South Korea send 11,000 soldiers?",
        drafted(_SENT, missing="South Korea send 11,000 soldiers"),
    ),
    "not-in-source": (
        "The article does not say",
        "How many Ukrainian soldiers have been killed in Kursk?",
        drafted(missing="How many Ukrainian soldiers have been killed in Kursk"),
    ),
    "not-verified": (
        "A model that changed the figure",
        "How many troops did North Korea send?",
        drafted(("around 21,000 trained fighters", [6])),
    ),
    "extracts": ("Without a model", "How many troops did North Korea send?", None),
}


def gallery(home: Path) -> Iterator[Shown]:
    """Everything that is shown, each under a name of its own; `home` is an empty folder for the library."""
    article = NewArticle("north-korea-kursk.txt", SEED_TEXT, title="North Korea in Kursk")
    with desk_with(home, [article]).library as library:
        answers = {name: answer(library, name) for name in ANSWERS}
        for name, made in answers.items():
            yield replace(answered(made), name=name, heading=ANSWERS[name][0])
        yield answered(answers["answered"], private=True)
        summary = summarised_sample(library)
        yield summarised(summary)
        digest = render_summary(summary, "a1", "channel", (standing.heading(1, 0),))
        yield message("digest", "A digest, posted into the channel", digest)
        held = [library.get(info.article_id) for info in library.articles(Scope())]
        yield from opened(answers["differ"], held)
        yield _passed_on(answers["not-in-source"])
        yield _out_of_date(answers["answered"])
        yield _price()
        yield _thread(library)
        yield from _about_the_library(library)
    yield _dated(home / "dated")


def _thread(library: Library) -> Shown:
    """What people said in a thread, as the shortcut sums it up."""
    names = {"U1": "Anna", "U2": "Ben"}
    said_by = [
        Message("1763636400.000100", "U1", "The harbour office closes in May. Who tells the crews?"),
        Message("1763637000.000200", "U2", "I called them, they want it in writing by Friday."),
        Message("1763637600.000300", "U1", "Then I write the letter tomorrow."),
    ]
    spoken = talk(said_by, "this thread", names, UTC)
    assert spoken
    reply = drafted(
        ("The harbour office closes in May", [1]),
        ("they want it in writing by Friday", [3]),
        ("I write the letter tomorrow", [4]),
    )
    made = summarise_articles([spoken.article], _desk(library, reply), mode="llm", sentences=3)
    links = {one.ts: f"https://example.slack.com/archives/C1/p{one.ts}" for one in said_by}
    told = told_summary(made, spoken, names)
    rendered = render_summary(told, "a1", "private", linked=linked_to(spoken, links))
    return message("thread", "Summarise this thread", rendered, private=True)


def _dated(home: Path) -> Shown:
    """An article with a date and an address: a time is resolved, and the page opens at the sentence."""
    question, span = "When is the next march?", "another march for next month"
    march = NewArticle("march.txt", MARCH, title="March", date="2026-03-17", url="https://news.example/march")
    desk = desk_with(home, [march], ScriptedModel([drafted((span, [3]))]))
    with desk.library:
        made = ask(question, desk, mode="llm")
    return replace(answered(made), name="dated", heading="An article with a date and an address")


def answer(library: Library, name: str) -> Answer:
    """The answer of that name, by the whole road from the question to the checked claims."""
    _, question, reply = ANSWERS[name]
    desk = _desk(library, reply)
    mode: Choice = "llm" if reply else "extractive"
    made = ask(question, desk, mode=mode)
    return replace(made, stages=_steady(made.stages))


def summarised_sample(library: Library) -> Summary:
    """A summary of the sample article in three sentences."""
    (info,) = library.articles(Scope())
    reply = drafted(
        ("North Korean leader Kim Jong Un sent around 11,000 trained fighters to help Russia", [6]),
        (_LOSSES, [8]),
        ("Russia has managed to retake around half of the land in Kursk so far", [14]),
    )
    made = summarise([info.article_id], _desk(library, reply), scope=Scope(), mode="llm", sentences=3)
    return replace(made, stages=_steady(made.stages))


def _passed_on(refusal: Answer) -> Shown:
    kept = Kept("a1", "T1", "C1", refusal.question, None, None, ())
    handover = person.Handover(kept, refusal.question, "U1", refusal.nearest[:2])
    rendered = person.passed_on(handover, "Anna", "https://example.slack.com/archives/C1/p1")
    return message("person", "Ask a person: what that person gets", rendered)


def _out_of_date(answer: Answer) -> Shown:
    before = answered(answer)
    found = Stale((1,), (), ("North Korea in Kursk",))
    rendered = marked(found, before.payload["blocks"], before.payload["text"])
    return message("out-of-date", "An earlier answer whose article has changed", rendered, before.asked)


def _price() -> Shown:
    incoming = Incoming("summary", "T1", "C1", "U1", "The long report")
    rendered = asked_first(incoming, "a1", Usage(24_000, 400, 0.01), "gpt-4.1-mini")
    return message("price", "Before a long summary", rendered, "/summary The long report", private=True)


def _about_the_library(library: Library) -> Iterator[Shown]:
    files = [{"id": "F1", "name": "minutes-of-may.pdf", "size": 182_000}]
    offer = shelf.offer(files, ["https://news.example/harbour"], asked=False)
    yield message("offer", "A file or a link, handed in", offer, private=True)
    fed = Fed((Became("Minutes of May", "added"),))
    yield message("became", "What became of it", shelf.became(fed), private=True)
    articles = library.articles(Scope())
    yield message("list", "/footnote list", shelf.listing(articles), "/footnote list", private=True)
    yield message("confirm", "/footnote remove", shelf.confirm(articles[0]), private=True)
    found: list[standing.News] = [("Harbour to close in May", "new"), ("Minutes of May", "changed")]
    yield message(
        "news", "News of a feed that is followed", standing.news("https://news.example/feed", found)
    )
    yield Shown("home", "The Home tab", homepage.view(_home(articles)))
    own = {"articles": articles[0].article_id, "private": "yes", "questions": "50"}
    yield Shown("rules", "The rules of a channel", forms.rules_view("C0123456789", own, articles))


def _home(articles: Sequence[ArticleInfo]) -> homepage.Shown:
    asked = datetime(2026, 11, 20, tzinfo=UTC).timestamp()
    question = "How many Ukrainian soldiers have been killed in Kursk?"
    return homepage.Shown(
        usage=USAGE,
        articles=articles,
        meter=homepage.meter(48_200, 0.03, 200_000, 1.0),
        own=[Unanswered(question, "C0123456789", asked, "not_in_source")],
        health=homepage.Health("gpt-4.1-mini", failing=False, at_work=0, last_backup=asked),
        channel="D0123456789",
    )


def _desk(library: Library, reply: str | None) -> Desk:
    return Desk(library, ScriptedModel([reply]) if reply else None, Settings())


def _steady(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    return tuple(replace(stage, elapsed_ms=_MS) for stage in stages)
