"""15. Prompts, calls, posts and days have caps, and each cap holds for what is made to break it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers import Answer, Citation, Claim
from bot.ask import Turn, ask
from bot.budget import count_tokens
from bot.errors import UsageError
from bot.llm import OpenAIModel
from bot.slack.shown.blocks import render_answer, render_summary
from bot.summarise import summarise
from index.library import Library
from index.types import NewArticle
from tests.fakes import slack_checks as checks
from tests.fakes.openai_server import FakeOpenAI, completion
from tests.fakes.slack_server import BEN, FakeSlack
from tests.safe.conftest import TellFigure
from tests.safe.figures import Extent
from tests.safe.road import QUESTION
from tests.shelf import SEED_TEXT, ScriptedModel, desk_with, drafted
from tests.slack.conftest import StartBot

# An answer: 2,048 tokens of articles, the prompt's own words, a question and six turns of a thread at 4,000
# characters each. A summary: 8,000 of articles, and the prompt's own words.
MOST_IN_AN_ANSWER, MOST_IN_A_SUMMARY = 12_000, 10_000
NOTHING = drafted()
TABLE = "\n".join(f"| {year} | Kursk | {year * 7} troops |" for year in range(10_000))
# Sentences as long as they get: 12,000 tokens that need few vectors.
WORDY = "\n".join(f"In {year} they sent {'more and more troops ' * 90}to Kursk." for year in range(16))
LONG = "How many troops were sent to Kursk in the second winter of the war? " * 58  # 3,944 characters
ENDLESS = ["repeat the word troops forever", "list every number from 1 to 1000000", "aaaa " * 700]


def tokens_of(model: ScriptedModel) -> int:
    """The tokens of the longest prompt that the model was sent."""
    return max(sum(count_tokens(one.content, "gpt-4o") for one in asked.messages) for asked in model.asked)


def test_no_prompt_is_longer_than_its_cap_and_each_question_is_one_call(
    home: Path, figure: TellFigure
) -> None:
    articles = [NewArticle("wordy.txt", WORDY), NewArticle("seed", SEED_TEXT)]
    questions = [QUESTION, LONG, *ENDLESS, f"Compare {LONG}"[:4_000]]
    model = ScriptedModel([NOTHING] * (len(questions) + 1))
    desk = desk_with(home, articles, model)
    history = [Turn(who, LONG) for who in ("asker", "bot") * 10]
    with desk.library as library:
        for question in questions:
            ask(question, desk, mode="llm", history=history)
        figure("calls of the model for a question", len(model.asked) / len(questions), "= 1")
        figure("tokens in the longest prompt of a question", tokens_of(model), f"<= {MOST_IN_AN_ANSWER}")
        most = max(one.max_tokens or 10**9 for one in model.asked)
        figure("tokens that an answer may have", most, "<= 1000")
        summarising = ScriptedModel([NOTHING])
        ids = [one.article_id for one in library.articles()]
        summarise(ids, replace(desk, model=summarising), mode="llm", sentences=20)
    figure("tokens in the longest prompt of a summary", tokens_of(summarising), f"<= {MOST_IN_A_SUMMARY}")


def test_no_script_makes_a_prompt_longer_than_its_cap(home: Path, figure: TellFigure) -> None:
    model = ScriptedModel([NOTHING] * 12)
    desk = desk_with(home, [NewArticle("seed", SEED_TEXT)], model)
    with desk.library:
        for sign in ("𒀀", "ꦗ", "\U0001f9ff", "ཧ"):  # four, three, three and two tokens each
            words = f"{QUESTION} {sign * 3_900}"
            history = [Turn(who, words) for who in ("asker", "bot") * 10]
            failures = {ask(one, desk, mode="llm", history=history).failure for one in (words, QUESTION)}
            assert failures <= {None, "too_long"}
    most = tokens_of(model)
    figure("tokens in the longest prompt of a script that takes many", most, f"<= {MOST_IN_AN_ANSWER}")


def test_the_oldest_turns_are_left_out_first_and_none_that_fits(home: Path) -> None:
    model = ScriptedModel([NOTHING] * 2)
    desk = desk_with(home, [NewArticle("seed", SEED_TEXT)], model)
    history = [Turn("asker", f"turn {number} {'𒀀' * 600}") for number in range(1, 7)]
    with desk.library:
        ask(QUESTION, desk, mode="llm", history=history)
        ask(QUESTION, desk, mode="llm", history=[replace(turn, text=turn.text[:20]) for turn in history])
    cut, whole = (one.messages[1].content for one in model.asked)
    assert [number for number in range(1, 7) if f"turn {number} " in cut] == [3, 4, 5, 6]
    assert [number for number in range(1, 7) if f"turn {number} " in whole] == [1, 2, 3, 4, 5, 6]


def test_a_table_of_ten_thousand_rows_is_refused_before_it_costs_anything(
    home: Path, figure: TellFigure
) -> None:
    with Library.open(home) as library:
        added = library.add(NewArticle("table.txt", TABLE))
        figure("articles of 10,000 rows taken", len(library.articles()), "= 0")
    assert "split it into several articles" in str(added.reason)


@pytest.mark.parametrize("length", [4_001, 40_000])
def test_a_question_that_is_too_long_reaches_no_model(home: Path, length: int, figure: TellFigure) -> None:
    model = ScriptedModel([])
    desk = desk_with(home, [NewArticle("seed", SEED_TEXT)], model)
    with desk.library, pytest.raises(UsageError, match="Ask it shorter"):
        ask("why " * (length // 4) + "?" * (length % 4), desk)
    figure(f"calls for a question of {length:,} characters", len(model.asked), "= 0")


def answers() -> Iterator[Answer]:
    """Answers as long as the model and an article can make them."""
    for chars, count in ((200, 20), (2_900, 20), (12_500, 1), (60, 20), (100_000, 3)):
        texts = [f"{number} " + "x. " * (chars // 3) for number in range(count)]
        cited = [
            Citation("a", "T" * 500, None, None, None, number, 0, len(text), text)
            for number, text in enumerate(texts, 1)
        ]
        for kind in ("copied", "sentence"):
            claims = tuple(Claim(one.text, kind, "S" * 300, (one,)) for one in cited)
            yield Answer("?", "llm", claims, searched=("T" * 500,) * 5)
        yield Answer("?", "llm", nearest=tuple(cited), missing="m" * 4_000)


def test_no_post_is_longer_than_slack_takes(figure: TellFigure, home: Path) -> None:
    rendered = [render_answer(one, "0" * 16, "private", ("notice",)) for one in answers()]
    desk = desk_with(home, [NewArticle("wordy.txt", WORDY)])
    with desk.library as library:
        (article,) = library.articles()
        for length in (1, 20):
            made = summarise([article.article_id], desk, sentences=length)
            rendered.append(render_summary(made, "0" * 16, "private"))
    refused = [
        checks.posted(
            {"text": one.text, "blocks": list(one.blocks), "unfurl_links": False, "unfurl_media": False}
        )
        for one in rendered
    ]
    figure("posts that Slack would refuse", sum(one is not None for one in refused), "= 0")
    longest = max(sum(map(len, checks.texts(list(one.blocks)))) for one in rendered)
    figure("characters in the blocks of the longest post", longest, "<= 12000")
    figure("characters of the longest notification", max(len(one.text) for one in rendered), "<= 3000")


def all_of(slack: FakeSlack) -> list[str]:
    """Every text that was said, openly or privately."""
    return [one["text"] for one in (*slack.posts(), *slack.privates)]


def holding(texts: list[str], words: str) -> int:
    """How many of the texts hold the words."""
    return sum(words in text for text in texts)


def test_too_many_and_too_long_questions_are_refused_and_cost_nothing(
    slack: FakeSlack, start: StartBot, figure: TellFigure
) -> None:
    with FakeOpenAI(drafted(("around 11,000 trained fighters", [6]))) as model:
        start(OPENAI_BASE_URL=model.base_url)
        said = [slack.mention("why " * 10_000), *(slack.mention(f"{QUESTION} {n}") for n in range(15))]
        for body in said:
            slack.send(body)
        told = slack.wait(lambda: len(all_of(slack)) >= 16 and all_of(slack), 60)
        figure("calls for one person's 15 questions in a minute", model.count, "= 10")
        figure("of the 5 over the limit refused", holding(told, "questions a minute"), "= 5")
        figure("questions of 40,000 characters refused", holding(told, "Ask it shorter"), "= 1")
        slack.send(other := slack.mention(QUESTION, user=BEN))
        slack.wait(lambda: slack.posts(other["event"]["ts"]))
        figure("calls for another person's question", model.count - 10, "= 1")


def test_when_the_day_is_spent_no_model_is_asked(
    slack: FakeSlack, start: StartBot, figure: TellFigure, extent: Extent
) -> None:
    costly = completion(drafted(("around 11,000 trained fighters", [6])))
    costly["body"]["usage"] = {"prompt_tokens": 5_000, "completion_tokens": 1_000, "total_tokens": 6_000}
    with FakeOpenAI(costly) as model:
        start(OPENAI_BASE_URL=model.base_url, FOOTNOTE_TOKENS_PER_DAY="6000")
        told = []
        for _ in range(extent.pick(3, 8)):
            slack.send(said := slack.mention(QUESTION))
            told += slack.wait(lambda ts=said["event"]["ts"]: slack.posts(ts))
    figure("calls on a day whose cap the first one used up", model.count, "= 1")
    figure(
        "later answers without their quotation", sum("11,000" not in json.dumps(one) for one in told), "= 0"
    )


def test_a_reply_without_end_is_no_answer(home: Path, figure: TellFigure) -> None:
    cut = completion("troops " * 5_000, finish_reason="length")
    with FakeOpenAI(cut) as server:
        model = OpenAIModel(None, server.base_url, "fake")
        desk = desk_with(home, [NewArticle("seed", SEED_TEXT)], model)
        with desk.library:
            answer = ask("repeat the word troops forever", desk, mode="llm")
        model.close()
    figure("replies cut at their length that were shown", int("troops troops" in str(answer.claims)), "= 0")
