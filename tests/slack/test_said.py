"""Messages as an article and back: what people see, who said it, when, and where it can be opened."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from bot.answers import Answer, Citation, Claim, Coverage, Summary
from bot.brought import Spot
from bot.slack.crew import Crew
from bot.slack.read import history, said, sources
from bot.slack.read.history import Message

OSLO = ZoneInfo("Europe/Oslo")
FIRST = Message(
    "1794409200.000100", "U0ANNA", "The ferry sank. It was old."
)  # 11 November 2026, 16:00 in Oslo
SECOND = Message(
    "1794438000.000200",
    "U0BEN",
    "We sail again tomorrow, says <@U0ANNA>.\n&gt; fine &amp; <https://x.example|dandy>",
)
NAMES = {"U0ANNA": "Anna Berg", "U0BEN": "Ben"}
HOST = "acme.slack.com"


def spoken() -> said.Talk:
    talk = said.talk([FIRST, SECOND], "this thread", NAMES, OSLO)
    assert talk is not None
    return talk


def summary(talk: said.Talk) -> Summary:
    article = talk.article
    claims = tuple(
        Claim(one.text, "sentence", None, (Citation.of(article, one),)) for one in article.sentences
    )
    return Summary((article.name,), "extractive", claims, Coverage((), len(claims)))


def test_a_message_reads_as_people_see_it_and_no_sentence_goes_over_two() -> None:
    talk = spoken()
    assert [one.text for one in talk.article.sentences] == [
        "The ferry sank.",
        "It was old.",
        "We sail again tomorrow, says @Anna Berg.",
        "> fine & dandy",
    ]
    assert talk.by_sentence == (FIRST, FIRST, SECOND, SECOND)
    assert talk.speakers == {"U0ANNA", "U0BEN"}
    assert said.mentioned([FIRST, SECOND]) == ["U0ANNA"]


async def test_messages_are_cut_into_sentences_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    split_in: list[threading.Thread] = []
    split = said.talk
    monkeypatch.setattr(
        said, "talk", lambda *args: split_in.append(threading.current_thread()) or split(*args)
    )
    bot = SimpleNamespace(web=nothing, people=SimpleNamespace(person=nothing), crew=Crew(1))
    incoming = SimpleNamespace(team="T1", user="U0ANNA", channel="C1", ts=FIRST.ts, thread=None)
    monkeypatch.setattr(history, "message", partial(_given, FIRST))
    talk = await sources.message(bot, incoming)
    assert isinstance(talk, said.Talk)
    assert [one.text for one in talk.article.sentences] == ["The ferry sank.", "It was old."]
    assert split_in[0] is not threading.current_thread()


async def _given(message: Message, *_: object) -> Message:
    return message


def test_a_time_is_counted_from_the_message_and_said_to_be() -> None:
    talk = spoken()
    again = summary(talk).sentences[2]
    note = "“tomorrow” = 13 November 2026, from the message’s date, 2026-11-12"
    told = said.told_summary(replace(summary(talk), sentences=(again,)), talk, NAMES)
    assert told.sentences[0].notes == (note,)
    asked = replace(again, notes=(note.replace("message", "article"),))
    answer = said.told_answer(Answer("When?", "llm", (asked,)), talk, NAMES)
    assert answer.claims[0].notes == (note,)


@pytest.mark.parametrize("name", ["<!channel>", "a|b", "x&lt;!here&gt;", "  "])
def test_a_name_cannot_change_what_a_message_says(name: str) -> None:
    talk = said.talk([SECOND], "x", {"U0ANNA": name}, OSLO)
    assert talk is not None
    assert "<" not in talk.article.text
    assert talk.article.text.startswith("We sail again tomorrow, says @")
    assert talk.article.text.endswith("fine & dandy")


def test_each_sentence_is_told_with_who_said_it_when_and_what_tomorrow_was() -> None:
    talk = spoken()
    told = said.told_summary(summary(talk), talk, NAMES)
    assert told.articles == ("this thread",)
    cited = [(claim.citations[0].title, claim.citations[0].date) for claim in told.sentences]
    assert cited[0] == ("@Anna Berg, 16:00", "2026-11-11")
    assert cited[2] == ("@Ben, 00:00", "2026-11-12")
    (note,) = told.sentences[2].notes
    assert note.startswith("“tomorrow” = 13 November 2026")
    unnamed = said.told_summary(summary(talk), talk, {})
    assert unnamed.sentences[0].citations[0].title == "a message, 16:00"


def test_a_sentence_links_its_message_where_slack_told_its_address() -> None:
    talk = spoken()
    link = said.linked_to(talk, {FIRST.ts: f"https://{HOST}/archives/C1/p1"})
    citations = [claim.citations[0] for claim in summary(talk).sentences]
    assert [one.url if one else None for one in map(link, citations)] == [
        f"https://{HOST}/archives/C1/p1"
    ] * 2 + [None] * 2
    assert said.cited_messages(summary(talk), talk) == [FIRST, SECOND]
    assert said.spots(summary(talk), talk)[1:3] == [Spot(2, FIRST.ts, None), Spot(3, SECOND.ts, None)]


@pytest.mark.parametrize(
    ("url", "own"),
    [
        (f"https://{HOST}/archives/C1/p1?thread_ts=1.2&cid=C1", True),
        (f"http://{HOST}/archives/C1/p1", False),
        ("https://evil.example/archives/C1/p1", False),
        (f"https://{HOST}.evil.example/p1", False),
        (f"https://{HOST}@evil.example/p1", False),
        (f"https://evil.example\\@{HOST}/p1", False),
        (f"https://{HOST}:444/p1", False),
        (f"https://{HOST}/p1 x", False),
        (f"https://{HOST}/p1|x", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_workspace_itself_are_linked(url: str, own: bool) -> None:
    assert said.own_permalink(url, HOST) is own
    assert not said.own_permalink(url, "")


@pytest.mark.parametrize("texts", [[], ["🎉"], ["", "..."]])
def test_where_nobody_said_a_word_there_is_nothing_to_tell(texts: list[str]) -> None:
    assert said.talk([Message(f"{n}.0", "U1", text) for n, text in enumerate(texts)], "x", {}, None) is None
