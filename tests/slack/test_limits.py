"""Money: no limit is passed, however many ask at once; over one there are extracts, and a line says why."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot import cost
from bot.answers import FREE, Answer, Usage
from bot.ask import Turn, ask
from bot.budget import count_tokens
from bot.config import Settings
from bot.desk import Desk
from bot.records import Records
from bot.records.meter import Over, Sum
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.door import allowed, settle, told
from bot.slack.post import web_client
from bot.slack.read.incoming import Incoming
from bot.summarise import MOST_SENTENCES, summarise
from bot.summary.lengths import Length
from index.library import Library
from index.types import EVERYTHING, NewArticle, Scope
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.slack_server import (
    ANNA,
    BEN,
    BOT_TOKEN,
    DIRECT,
    ELSEWHERE,
    GENERAL,
    PRIVATE,
    TEAM,
    FakeSlack,
)
from tests.shelf import SEED_TEXT, ScriptedModel, drafted
from tests.slack.conftest import RunningBot, start_bot
from tests.slack.test_buttons import private_reply
from tests.slack.test_talk import EVIDENCE, QUESTION, answers_in, quotes

COST = Usage(900, 100, 0.25)


@pytest.fixture
async def bot(home: Path) -> AsyncIterator[Bot]:
    with Records.open(home) as records:
        desk = Desk(None, ScriptedModel([]), Settings(tokens_per_day=0, usd_per_day=0.0))
        client = web_client(BOT_TOKEN, "http://127.0.0.1:9/api/")
        yield Bot(desk=desk, records=records, client=client, crew=Crew(), pace=Pace(10))


def asked(user: str = ANNA, channel: str = GENERAL) -> Incoming:
    return Incoming("mention", TEAM, channel, user, "why?", "1.0", "1.0")


async def mode_of(bot: Bot, id: str, incoming: Incoming, cost: Usage | None = COST) -> str:
    """Ask as a handler does, and pay `cost`; None: it fails before it is paid."""
    async with allowed(bot, id, incoming, COST) as may:
        if cost is not None:
            await may.made(costing(cost))
    return may.mode


def costing(cost: Usage) -> Callable[..., Answer]:
    """Something to ask that costs so much where the model may be asked, else nothing."""

    def made(mode: str) -> Answer:
        return Answer("why?", "llm", usage=cost if mode == "auto" else FREE)

    return made


@pytest.mark.parametrize(
    ("rules", "second", "over"),
    [
        ({"questions": "1"}, asked(BEN), "This channel's allowance for today (1 question)"),
        ({"tokens": "1999"}, asked(BEN), "This channel's allowance for today (1,999 tokens)"),
        ({"usd": "0.4"}, asked(BEN), "This channel's allowance for today (0.40 US dollars)"),
        ({"questions": "1"}, asked(channel=PRIVATE), None),
        ({"user_questions": "1"}, asked(channel=PRIVATE), "Your allowance for today (1 question)"),
        ({"user_tokens": "1999"}, asked(channel=DIRECT), "Your allowance for today (1,999 tokens)"),
        ({"user_usd": "0.4"}, asked(), "Your allowance for today (0.40 US dollars)"),
        ({"user_questions": "1"}, asked(BEN), None),
        ({"questions": "2", "tokens": "2000", "usd": "0.5", "user_questions": "2"}, asked(), None),
    ],
)
async def test_each_limit_of_the_rules_holds_for_its_own_and_is_named(
    bot: Bot, rules: dict, second: Incoming, over: str | None
) -> None:
    bot.records.rules.set(TEAM, "*", rules)
    assert await mode_of(bot, "1", asked()) == "auto"
    async with allowed(bot, "2", second, COST) as may:
        assert may.mode == ("extractive" if over else "auto")
        assert [line.partition(" is used up")[0] for line in may.notices] == ([over] if over else [])


@pytest.mark.parametrize(
    ("limits", "over"),
    [
        ({"tokens_per_day": 0, "usd_per_day": 0.0}, False),
        ({"tokens_per_day": 1_999, "usd_per_day": 0.0}, True),
        ({"tokens_per_day": 2_000, "usd_per_day": 0.0}, False),
        ({"tokens_per_day": 0, "usd_per_day": 0.4}, True),
        ({"tokens_per_day": 0, "usd_per_day": 0.5}, False),
    ],
)
@pytest.mark.parametrize("model", [ScriptedModel([]), None])
async def test_the_limits_over_all_hold_in_every_channel_and_only_where_there_is_a_model(
    bot: Bot, limits: dict, over: bool, model: ScriptedModel | None
) -> None:
    bot = replace(bot, desk=Desk(None, model, Settings(**limits)))
    settle(bot, "1", asked(BEN, PRIVATE), COST)
    line = "Today's allowance for the model"
    async with allowed(bot, "2", asked(), COST) as may:
        assert may.mode == ("extractive" if over and model else "auto")
        assert all(one.startswith(line) for one in may.notices)
        assert bool(may.notices) is bool(over and model)


async def test_of_sixty_questions_at_once_as_many_are_asked_as_the_budget_holds(bot: Bot) -> None:
    bot.records.rules.set(TEAM, GENERAL, {"tokens": "10500", "user_questions": "9"})
    everybody_asked, modes = asyncio.Event(), []

    async def question(n: int) -> None:
        incoming = asked([ANNA, BEN][n % 2])
        async with allowed(bot, str(n), incoming, COST) as may:
            modes.append(may.mode)
            if len(modes) == 60:
                everybody_asked.set()
            await everybody_asked.wait()
            await may.made(costing(COST))

    await asyncio.gather(*map(question, range(60)))
    assert modes.count("auto") == 10
    assert bot.records.meter.today() == Sum(10, 10_000, 2.5)


async def test_who_is_over_their_own_limit_uses_up_nothing_of_the_channels(bot: Bot) -> None:
    bot.records.rules.set(TEAM, GENERAL, {"questions": "3", "user_questions": "1"})
    modes = [await mode_of(bot, f"anna {n}", asked(ANNA)) for n in range(5)]
    assert modes == ["auto", *["extractive"] * 4]
    assert await mode_of(bot, "ben", asked(BEN)) == "auto"


async def test_what_was_asked_is_counted_also_where_it_cannot_be_shown(bot: Bot) -> None:
    async def paid_and_not_shown() -> None:
        async with allowed(bot, "1", asked(), COST) as may:
            await may.made(costing(COST))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await paid_and_not_shown()
    assert bot.records.meter.today() == Sum(1, 1_000, 0.25)


async def test_a_question_that_fails_gives_back_what_was_set_aside(bot: Bot) -> None:
    bot.records.rules.set(TEAM, GENERAL, {"questions": "1"})
    with pytest.raises(RuntimeError):
        async with allowed(bot, "1", asked(), COST):
            raise RuntimeError
    assert await mode_of(bot, "2", asked()) == "auto"


async def test_what_nobody_asked_has_no_limit_of_a_person(bot: Bot) -> None:
    bot.records.rules.set(TEAM, GENERAL, {"user_questions": "1"})
    for id in ("1", "2"):
        assert await mode_of(bot, id, asked(user="")) == "auto"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("many")) as opened:
        for n in range(12):
            opened.add(NewArticle(f"a{n}", SEED_TEXT, title=f"North Korea in Kursk, part {n}"))
        yield opened


@pytest.mark.parametrize("scope", [EVERYTHING, Scope(articles=frozenset({"a0"}))])
@pytest.mark.parametrize("text", ["how many troops?", "compare all of it " + "word " * 700])
@pytest.mark.parametrize("history", [[], [Turn("asker", "who " * 300), Turn("bot", "they " * 300)] * 3])
def test_no_prompt_of_a_question_is_longer_than_what_is_set_aside_for_it(
    library: Library, scope: Scope, text: str, history: list[Turn]
) -> None:
    model = ScriptedModel([drafted()])
    ask(text, Desk(library, model, Settings()), scope=scope, history=history)
    assert_within(model, cost.most_of_question(text, history, "scripted"))


@pytest.mark.parametrize("articles", [1, 12])
@pytest.mark.parametrize("sentences", [1, MOST_SENTENCES])
def test_no_prompt_of_a_summary_is_longer_than_what_is_set_aside_for_it(
    library: Library, articles: int, sentences: int
) -> None:
    model = ScriptedModel([drafted()])
    refs = [info.article_id for info in library.articles()[:articles]]
    summarise(refs, Desk(library, model, Settings()), sentences=sentences)
    assert_within(model, cost.most_of_summary(sentences, "scripted"))
    texts = [library.get(ref) for ref in refs]
    counted = cost.likely(texts, Length(sentences), "scripted").prompt_tokens
    assert_within(model, cost.most_of_counted(counted, sentences, "scripted"))


def assert_within(model: ScriptedModel, most: Usage) -> None:
    (request,) = model.asked
    assert sum(count_tokens(one.content, "scripted") for one in request.messages) < most.prompt_tokens
    assert request.max_tokens <= most.completion_tokens


def test_the_line_tells_the_limit_and_until_when() -> None:
    said = told(Over("channel", "tokens", 20_000))
    assert said == (
        "This channel's allowance for today (20,000 tokens) is used up, so until midnight UTC answers are "
        "extracts."
    )


Serving = tuple[FakeSlack, RunningBot, FakeOpenAI]
ELEVEN = drafted(("around 11,000 trained fighters", [6]))


@pytest.fixture(scope="module", params=["socket", "http"])
def serving(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    """A bot with a model, on each transport."""
    home = tmp_path_factory.mktemp("limits") / "home"
    shutil.copytree(shelf, home)
    with FakeSlack() as slack, FakeOpenAI(ELEVEN) as model, ExitStack() as stack:
        settings = {"FOOTNOTE_QUESTIONS_PER_MINUTE": "1000", "OPENAI_BASE_URL": model.base_url}
        yield slack, start_bot(stack, slack, home, request.param == "http", **settings), model
        assert slack.complaints == []


def rule(bot: RunningBot, channel: str, **written: str) -> None:
    with Records.open(bot.home) as records:
        records.rules.clear(TEAM, channel)
        records.rules.set(TEAM, channel, written)


def test_over_the_channels_limit_there_are_extracts_with_the_reason_and_no_more_calls(
    serving: Serving,
) -> None:
    slack, bot, model = serving
    rule(bot, GENERAL, questions="1")
    first = slack.mention(QUESTION)
    slack.send(first)
    (answer,) = answers_in(slack, first["event"]["ts"])
    assert "allowance" not in answer["text"]
    assert "around 11,000 trained fighters" in answer["text"]
    second = slack.mention(QUESTION, user=BEN)
    slack.send(second)
    (answer,) = answers_in(slack, second["event"]["ts"])
    assert "This channel's allowance for today (1 question) is used up" in answer["text"]
    assert EVIDENCE in quotes(answer)
    summary = private_reply(slack, slack.command("/summary", "North Korea in Kursk"))
    assert "This channel's allowance for today (1 question) is used up" in summary["text"]
    assert model.count == 1
    rule(bot, GENERAL)


def test_a_summary_sets_aside_what_its_own_prompt_needs_and_not_what_the_longest_would(
    serving: Serving,
) -> None:
    slack, bot, model = serving
    with Records.open(bot.home) as records:
        spent = sum(line.today.tokens for line in records.meter.lines(TEAM, GENERAL))
    rule(bot, GENERAL, tokens=str(spent + 2_500))
    before = model.count
    summary = private_reply(slack, slack.command("/summary", "North Korea in Kursk short"))
    assert "allowance" not in summary["text"]
    assert model.count == before + 1
    rule(bot, GENERAL)


def test_many_at_once_stay_within_the_channels_tokens(serving: Serving) -> None:
    slack, bot, model = serving
    before = model.count
    with Records.open(bot.home) as records:
        spent = sum(line.today.tokens for line in records.meter.lines(TEAM, ELSEWHERE))
    rule(bot, ELSEWHERE, tokens=str(spent + 7_000))
    asking = [slack.command("/ask", QUESTION, channel=ELSEWHERE, user=f"U{n}") for n in range(12)]
    told = len(slack.privates)
    assert {ack.status for ack in slack.deliver_all(asking)} == {200}
    slack.wait(lambda: len(slack.privates) == told + 12)
    with Records.open(bot.home) as records:
        (line,) = records.meter.lines(TEAM, ELSEWHERE)
    assert line.today.questions == model.count - before
    assert 0 < line.today.tokens <= spent + 7_000
    assert 0 < model.count - before < 12
    over = [one for one in slack.privates[told:] if "allowance for today (" in one["text"]]
    assert len(over) == 12 - (model.count - before)
