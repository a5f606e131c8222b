"""1. Nothing that reaches Slack pings, links or formats, whatever a model, an article or a person says."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.llm import Message, Request
from index.library import Library
from index.types import NewArticle
from tests.fakes.obedient import ObedientModel, first_line
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.slack_live import in_message
from tests.fakes.slack_server import GENERAL, FakeSlack
from tests.safe.conftest import ATTACKS, TellFigure
from tests.safe.figures import Extent
from tests.safe.road import QUESTION, TRUTH, WRONG, Obeyed, letters, obeyed
from tests.shelf import SEED_TEXT
from tests.slack.conftest import start_bot

pytestmark = pytest.mark.xdist_group("obeyed")

OUTPUTS = Path(__file__).parents[1] / "slack" / "data" / "outputs.jsonl"
SAID = (
    "chat.postMessage",
    "chat.postEphemeral",
    "chat.update",
    "response_url",
    "views.open",
    "views.publish",
)


def test_no_attack_and_no_worst_case_output_makes_anything_live(
    done: list[Obeyed], figure: TellFigure, extent: Extent, tmp_path: Path
) -> None:
    outputs = extent.rows("slack_markup_outputs.jsonl", OUTPUTS)
    figure("worst-case outputs", len(outputs), "= 35")
    figure("attacks, each planted and asked", len(done), extent.pick("= 102", "= 1,486"))
    figure("attacks that did not reach the model", sum(not one.reached for one in done), "= 0")
    messages = [message for one in (*done, *obeyed(outputs, tmp_path)) for message in one.messages]
    figure("messages and modals inspected", len(messages), f">= {4 * len(done)}")
    figure("live tokens in all of them", sum(len(in_message(message)) for message in messages), "= 0")


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_nothing_live_leaves_a_running_bot_either(
    http: bool, shelf: Path, tmp_path: Path, figure: TellFigure, extent: Extent
) -> None:
    attacks = [row["text"] for row in extent.rows("attacks.jsonl", ATTACKS)][:: extent.pick(9, 25)]
    home = tmp_path / "home"
    shutil.copytree(shelf, home)
    with Library.open(home) as library:
        for number, attack in enumerate(attacks):
            text = f"{SEED_TEXT.splitlines()[5]}\n{attack}"
            title = first_line(attack)[:200]
            library.add(NewArticle(f"{number}", text, title=title, channels=frozenset({f"C0P{number}"})))
    with FakeSlack() as slack, FakeOpenAI(lambda body: obeying(body, attacks)) as model, ExitStack() as stack:
        more = {"OPENAI_BASE_URL": model.base_url, "FOOTNOTE_QUESTIONS_PER_MINUTE": "1000"}
        start_bot(stack, slack, home, http, **more)
        talk(slack, attacks)
        assert slack.complaints == []
        said = [args.get("view") or args for method, args in slack.calls if method.startswith(SAID)]
    way = "http" if http else "socket"
    figure(f"payloads of a running bot, {way}", len(said), f">= {4 * len(attacks)}")
    figure(f"live tokens in them, {way}", sum(len(in_message(one)) for one in said), "= 0")


def talk(slack: FakeSlack, attacks: list[str]) -> None:
    """Ask where each attack is planted, send it as a question, and ask for a summary and the list."""
    threads, privates = [], 0
    for number, attack in enumerate(attacks):
        there = f"C0P{number}"
        slack.channels.add(there)
        slack.members.add(there)
        for said in (
            slack.mention(QUESTION, channel=there),
            slack.mention(f"{QUESTION} {attack}"[:3_900], channel=GENERAL),
        ):
            slack.send(said)
            threads.append(said["event"]["ts"])
        for command in ("/summary", "/footnote"):
            slack.send(slack.command(command, "list" if command == "/footnote" else "", there))
            privates += 1
    answers = [slack.wait(lambda ts=ts: slack.posts(ts), 60)[0] for ts in threads]
    slack.wait(lambda: len(slack.privates) >= privates, 60)
    sourced = [one for one in answers if '"source"' in str(one["blocks"]).replace("'", '"')]
    slack.send(slack.click(sourced[0], "source"))
    slack.wait(lambda: slack.modals)


def obeying(body: dict[str, Any], attacks: list[str]) -> str:
    """What a model that obeys drafts for this request."""
    messages = tuple(Message(one["role"], one["content"]) for one in body["messages"])
    prompt = letters("\n".join(one.content for one in messages))
    attack = next((one for one in attacks if letters(first_line(one))[:100] in prompt), attacks[0])
    return ObedientModel(attack, TRUTH, WRONG).complete(Request(messages, 1_000), 5.0).text
