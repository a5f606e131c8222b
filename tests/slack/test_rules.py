"""Rules of a channel, on both transports: who is answered there, whether aloud, and about which articles."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from bot.feeding import Became, Fed
from bot.records import Records
from bot.slack.door import NOT_YOU
from bot.slack.handlers.rules import NOT_YOURS
from bot.slack.shown import forms, shelf
from bot.slack.work import NOT_PRIVATELY
from tests.fakes.slack_server import ANNA, BEN, CARA, DIRECT, GENERAL, PRIVATE, TEAM, FakeSlack
from tests.fakes.web_server import WebServer
from tests.slack.conftest import RunningBot, StartBot
from tests.slack.test_buttons import private_reply
from tests.slack.test_feeding import page
from tests.slack.test_forms import values_of
from tests.slack.test_talk import EVIDENCE, QUESTION, answers_in, quotes, silence_after

Shared = tuple[FakeSlack, RunningBot]


@contextmanager
def rules(bot: RunningBot, channel: str = GENERAL, **written: str) -> Iterator[None]:
    """Rules that hold for the time of a test."""
    with Records.open(bot.home) as records:
        records.rules.set(TEAM, channel, written)
        try:
            yield
        finally:
            records.rules.clear(TEAM, channel)


def called_in(slack: FakeSlack, user: str = ANNA) -> str:
    """A thread in which the bot has answered a mention."""
    body = slack.mention(QUESTION, user=user)
    slack.send(body)
    answers_in(slack, body["event"]["ts"])
    return str(body["event"]["ts"])


def test_who_may_not_ask_hears_so_once_and_alone_however_they_ask(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, askers=BEN):
        posts = len(slack.posts())
        asked = [
            slack.mention(QUESTION),
            slack.command("/ask", QUESTION),
            slack.command("/summary", "North Korea in Kursk"),
        ]
        for body in asked:
            said = private_reply(slack, body)
            assert said["text"] == NOT_YOU
        assert len(slack.posts()) == posts
        assert called_in(slack, BEN)


WAYS = ("help", "list", "usage", "followed", "unfollow https://a.example/", "follow https://a.example/ daily")
WAYS += ("digest", "digest off", "add https://a.example/", "remove seed", "share seed")


def test_who_may_not_ask_learns_and_changes_nothing_of_what_can_be_asked_about(shared: Shared) -> None:
    slack, bot = shared
    offer = private_reply(slack, slack.drop(slack.file("planted.txt", b"The planted text names Ostrane.")))
    asked = private_reply(slack, slack.command("/footnote", "remove seed"))
    answer = answers_in(slack, called_in(slack, BEN))[0]
    whispered = private_reply(slack, slack.command("/ask", QUESTION))
    with rules(bot, askers=BEN):
        bodies = [slack.command("/footnote", way) for way in WAYS]
        bodies += [slack.click(offer, "index_this"), slack.click(asked, "remove_article")]
        bodies += [slack.click(answer, "source"), slack.click(answer, "why"), slack.click(whispered, "share")]
        modals, posts = len(slack.modals), len(slack.posts())
        assert {private_reply(slack, body)["text"] for body in bodies} == {NOT_YOU}
        assert (len(slack.modals), len(slack.posts())) == (modals, posts)
        slack.send(slack.drop(slack.file("more.txt", b"More of the planted text.")))
        privates = len(slack.privates)
        called_in(slack, BEN)
        assert len(slack.privates) == privates
        listed = str(private_reply(slack, slack.command("/footnote", "list", user=BEN))["blocks"])
    assert "seed" in listed
    assert "planted" not in listed


def test_a_mention_of_who_may_not_ask_does_not_call_the_bot_into_the_thread(shared: Shared) -> None:
    slack, bot = shared
    root = slack.say("Good morning")["event"]["ts"]
    slack.say("Good morning", user=BEN, thread=root)
    with rules(bot, askers=BEN):
        private_reply(slack, slack.mention(QUESTION, thread=root))
    silence_after(slack, slack.say(QUESTION, thread=root))


def test_in_a_thread_it_is_silent_to_who_may_not_ask_and_lets_them_send_it_away(shared: Shared) -> None:
    slack, bot = shared
    thread = called_in(slack, BEN)
    with rules(bot, askers=BEN):
        posts, privates = len(slack.posts(thread)), len(slack.privates)
        slack.send(slack.say(QUESTION, thread=thread))
        slack.send(slack.say(QUESTION, thread=thread, user=BEN))
        answers_in(slack, thread, posts + 1)
        slack.send(slack.mention("stop", thread=thread))
        assert "stay quiet" in answers_in(slack, thread, posts + 2)[-1]["text"]
        assert (len(slack.posts(thread)), len(slack.privates)) == (posts + 2, privates)


def test_who_may_not_ask_in_the_workspace_may_not_ask_in_a_direct_message(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, "*", askers=BEN):
        body = slack.say(QUESTION, channel=DIRECT)
        slack.send(body)
        (answer,) = answers_in(slack, body["event"]["ts"])
        assert answer["text"] == NOT_YOU


def test_where_mentions_only_are_answered_follow_ups_need_one(shared: Shared) -> None:
    slack, bot = shared
    thread = called_in(slack)
    with rules(bot, mention_only="yes"):
        silence_after(slack, slack.say(QUESTION, thread=thread))
        slack.send(slack.mention(QUESTION, thread=thread))
        assert len(answers_in(slack, thread, 2)) == 2
    slack.send(slack.say(QUESTION, thread=thread))
    assert len(answers_in(slack, thread, 3)) == 3


def test_in_a_direct_message_no_rule_asks_for_a_mention_or_hides_the_answer(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, "*", mention_only="yes", private="yes"):
        body = slack.say(QUESTION, channel=DIRECT)
        slack.send(body)
        (answer,) = answers_in(slack, body["event"]["ts"])
        assert EVIDENCE in quotes(answer)
        follow = slack.say(QUESTION, channel=DIRECT, thread=body["event"]["ts"])
        slack.send(follow)
        answers_in(slack, body["event"]["ts"], 2)


def test_a_private_answer_is_seen_by_the_asker_alone_until_they_share_it_once(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, private="yes"):
        posts, statuses = len(slack.posts()), len(slack.statuses)
        answer = private_reply(slack, slack.mention(QUESTION, user=BEN))
        assert (answer["user"], answer["channel"]) == (BEN, GENERAL)
        assert EVIDENCE in quotes(answer)
        assert (len(slack.posts()), len(slack.statuses)) == (posts, statuses)
        slack.send(slack.click(answer, "share", user=BEN))
        slack.wait(lambda: len(slack.posts()) == posts + 1)
        shared_post = slack.posts()[-1]
        assert shared_post["blocks"] == answer["blocks"][:-1]
        assert "already" in private_reply(slack, slack.click(answer, "share", user=BEN))["text"]


def test_a_follow_up_to_a_private_answer_is_private_too(shared: Shared) -> None:
    slack, bot = shared
    thread = called_in(slack)
    with rules(bot, private="yes"):
        answer = private_reply(slack, slack.say(QUESTION, thread=thread, user=BEN))
        assert (answer["user"], answer["thread_ts"]) == (BEN, thread)
        assert len(slack.posts(thread)) == 1


def test_a_private_answer_that_slack_does_not_let_through_is_told_to_nobody_else(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, private="yes"):
        slack.fault("chat.postEphemeral", error="user_not_in_channel")
        body = slack.mention(QUESTION)
        slack.send(body)
        (said,) = answers_in(slack, body["event"]["ts"])
        assert said["text"] == NOT_PRIVATELY
        assert not said.get("blocks")


def test_the_line_in_place_of_a_private_answer_is_not_taken_for_the_answers_message(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, private="yes"):
        slack.fault("chat.postEphemeral", error="user_not_in_channel")
        body = slack.mention(QUESTION)
        slack.send(body)
        answers_in(slack, body["event"]["ts"])
        message = slack.wait(lambda: message_of(bot, body["event_id"]))
    assert message == (None,)


def message_of(bot: RunningBot, event: str) -> tuple[str | None] | None:
    """Where the answer to an event stands, once the event is over."""
    answered = (
        "SELECT answers.message FROM answers JOIN events USING (id) JOIN event_keys ON event = id "
        "WHERE key = ? AND state = 'done'"
    )
    with closing(sqlite3.connect(bot.home / "records.sqlite3")) as db:
        found: tuple[str | None] | None = db.execute(answered, (f"event:{event}",)).fetchone()
    return found


def test_what_was_answered_privately_explains_nothing_to_who_asks_next(shared: Shared) -> None:
    slack, bot = shared
    root = slack.say("Look")["event"]["ts"]
    slack.say("At what?", thread=root, user=BEN)
    with rules(bot, private="yes"):
        private_reply(slack, slack.mention(QUESTION, thread=root))
        slack.wait(lambda: turns(bot, root))
    assert turns(bot, root) == [("asker", QUESTION)]


def turns(bot: RunningBot, thread: str) -> list[tuple[str, str]]:
    with Records.open(bot.home) as records:
        return records.turns(TEAM, GENERAL, thread)


@pytest.mark.parametrize(("articles", "found"), [("plan", False), ("seed", True)])
def test_only_what_the_rules_name_is_asked_about(shared: Shared, articles: str, found: bool) -> None:
    slack, bot = shared
    with rules(bot, PRIVATE, articles=articles):
        answer = private_reply(slack, slack.command("/ask", QUESTION, channel=PRIVATE))
        assert (EVIDENCE in quotes(answer)) is found
        listed = private_reply(slack, slack.command("/footnote", "list", channel=PRIVATE))
        assert ("Kursk" in str(listed)) is found
        assert ("The plan" in str(listed)) is not found


def opened_home(slack: FakeSlack, user: str) -> list[dict]:
    """The blocks of a person's Home tab, newly opened."""
    slack.homes.pop(user, None)
    slack.send(slack.event({"type": "app_home_opened", "user": user, "channel": DIRECT, "tab": "home"}))
    return list(slack.wait(lambda: slack.homes.get(user))["blocks"])


def pressed_at_home(slack: FakeSlack, action: str, user: str) -> dict:
    """The modal that a button of the Home tab opens."""
    shown = len(slack.modals)
    button = {"action_id": action, "type": "button", "value": "x"}
    body = slack.click({"type": "modal", "id": "V0HOME", "blocks": [{"elements": [button]}]}, action, user)
    slack.send(body)
    return dict(slack.wait(lambda: len(slack.modals) > shown and slack.modals[-1]))


def form_of(slack: FakeSlack, channel: str, user: str = CARA) -> dict:
    """The form for a channel, by the button and the choice of the channel."""
    which = pressed_at_home(slack, forms.OPEN_CHANNEL, user)
    chosen = {"channel": {"channel": {"selected_conversation": channel}}}
    slack.send(slack.submit(which, chosen, user))
    return dict(slack.modals[-1])


def test_the_home_tab_leads_administrators_to_the_rules_and_nobody_else(shared: Shared) -> None:
    slack, _ = shared
    called_in(slack)
    assert "Rules of a channel" in str(opened_home(slack, CARA))
    assert GENERAL in str(opened_home(slack, CARA))
    assert "Rules of a channel" not in str(opened_home(slack, ANNA))
    assert GENERAL not in str(opened_home(slack, ANNA))


def test_an_administrator_sets_the_rules_of_a_channel_in_a_form(shared: Shared) -> None:
    slack, bot = shared
    form = form_of(slack, PRIVATE)
    assert "The plan" in str(form)  # what the channel could ask about
    values = values_of(form)
    values["articles_mode"]["articles_mode"] = {"selected_option": {"value": "only"}}
    values["articles"]["articles"] = {"selected_options": [{"value": "seed"}]}
    values["questions"]["questions"] = {"value": "7"}
    body = slack.submit(form, values, CARA)
    with Records.open(bot.home) as records:
        try:
            assert {ack.status for ack in slack.deliver(body, copies=2)} == {200}
            assert records.rules.own(TEAM, PRIVATE) == {"articles": "seed", "questions": "7"}
            again = form_of(slack, PRIVATE)
            assert values_of(again)["questions"]["questions"]["value"] == "7"
            assert "The plan" in str(again)  # or it could not be chosen any more
        finally:
            records.rules.clear(TEAM, PRIVATE)


def test_a_value_that_cannot_be_keeps_the_form_open_and_the_rules_as_they_were(shared: Shared) -> None:
    slack, bot = shared
    form = form_of(slack, PRIVATE)
    values = values_of(form)
    values["usd"]["usd"] = {"value": "lots"}
    ack = slack.send(slack.submit(form, values, CARA))
    assert ack.body["response_action"] == "errors"
    assert "'lots': must be a number from 0 to 100000" in ack.body["errors"]["usd"]
    with Records.open(bot.home) as records:
        assert records.rules.own(TEAM, PRIVATE) == {}


def test_the_rules_of_the_workspace_have_a_form_of_their_own(shared: Shared) -> None:
    slack, bot = shared
    form = pressed_at_home(slack, forms.OPEN_WORKSPACE, CARA)
    assert "The plan" not in str(form)
    values = values_of(form)
    values["user_tokens"]["user_tokens"] = {"value": "90000"}
    slack.send(slack.submit(form, values, CARA))
    with Records.open(bot.home) as records:
        assert records.rules.of(TEAM, "C0ANY").user_tokens == 90_000
        records.rules.clear(TEAM, "*")


def test_who_is_no_administrator_sets_nothing_at_any_step(shared: Shared) -> None:
    slack, bot = shared
    assert NOT_YOURS in str(pressed_at_home(slack, forms.OPEN_CHANNEL, ANNA))
    assert NOT_YOURS in str(pressed_at_home(slack, forms.OPEN_WORKSPACE, ANNA))
    which = pressed_at_home(slack, forms.OPEN_CHANNEL, CARA)
    slack.send(slack.submit(which, {"channel": {"channel": {"selected_conversation": PRIVATE}}}, ANNA))
    assert NOT_YOURS in str(slack.modals[-1])
    form = form_of(slack, PRIVATE)
    values = values_of(form)
    values["private"]["private"] = {"selected_option": {"value": "yes"}}
    slack.send(slack.submit(form, values, ANNA))
    assert NOT_YOURS in str(slack.modals[-1])
    with Records.open(bot.home) as records:
        assert records.rules.own(TEAM, PRIVATE) == {}


def test_everybody_may_see_what_a_channel_has_asked_and_no_other_channel(shared: Shared) -> None:
    slack, bot = shared
    counted = "C0COUNTED"  # where no other test has asked
    slack.channels.add(counted)
    with rules(bot, counted, questions="50"):
        private_reply(slack, slack.command("/ask", QUESTION, channel=counted))
        said = private_reply(slack, slack.command("/footnote", "usage", channel=counted))["text"]
    assert "Today: 1 of 50 questions" in said.replace("\u200b", "")
    assert GENERAL not in said


def test_an_article_brought_to_a_channel_whose_rules_do_not_name_it_is_told_to_be_closed() -> None:
    one = Became("The crane", "unchanged", "the-crane")
    said = shelf.became(Fed((one,)), frozenset({"seed"})).text
    assert said.startswith("Added “The crane”. It can be asked about here once an administrator")
    many = Fed((one, Became("The buoy", "added", "seed"), Became("x", "refused", reason="404")))
    said = shelf.became(many, frozenset({"seed"})).text
    assert "3 articles: 2 added, 1 refused." in said
    assert said.endswith("can be asked about here once an administrator names it.")
    for named in (None, frozenset({"seed", "the-crane"})):
        assert shelf.became(Fed((one,)), named).text.startswith("Unchanged")
        assert "administrator" not in shelf.became(many, named).text


def test_what_is_brought_by_command_is_closed_where_the_rules_do_not_name_it(
    slack: FakeSlack, start: StartBot
) -> None:
    with WebServer({"/crane": page("The crane", "The crane of Bergen lifts forty tonnes.")}) as web:
        bot = start(FOOTNOTE_FETCH_ALLOW=f"127.0.0.1:{web.port}")
        with rules(bot, articles="seed"):
            said = private_reply(slack, slack.command("/footnote", f"add <{web.url('/crane')}>"))
            assert "once an administrator names it" in str(said)
            offered = private_reply(slack, slack.drop(slack.file("oar.txt", b"The oar is cut from ash.")))
            said = private_reply(slack, slack.click(offered, "index_this"))
            assert "once an administrator names it" in str(said)
            assert "1 article" in str(private_reply(slack, slack.command("/footnote", "list")))
