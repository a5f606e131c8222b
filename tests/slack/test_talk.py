"""People and the bot, on both transports: what is answered, where, how often, and when it stays silent."""

from __future__ import annotations

import pytest

from bot.slack.handlers.ask import USAGE, WELCOME
from tests.fakes.slack_checks import texts
from tests.fakes.slack_server import ANNA, BEN, BOT_USER, DIRECT, ELSEWHERE, GENERAL, PRIVATE, FakeSlack
from tests.shelf import SEED_TEXT
from tests.slack.conftest import RunningBot

Shared = tuple[FakeSlack, RunningBot]

QUESTION = "how many trained fighters did Kim Jong Un send?"
EVIDENCE = (
    "From November onwards, North Korean leader Kim Jong Un "
    "sent around 11,000 trained fighters to help Russia."
)


def quotes(message: dict) -> list[str]:
    found = []
    for block in message["blocks"]:
        for element in block.get("elements", []):
            if element.get("type") == "rich_text_quote":
                found.append("".join(inner["text"] for inner in element["elements"]))
    return found


def answers_in(slack: FakeSlack, thread: str, count: int = 1) -> list[dict]:
    return slack.wait(lambda: len(slack.posts(thread)) >= count and slack.posts(thread))


def silence_after(slack: FakeSlack, body: dict) -> None:
    """Nothing is said to `body`: a question that was asked after it is answered, and it still is not."""
    posts, privates = len(slack.posts()), len(slack.privates)
    slack.send(body)
    later = slack.mention(QUESTION)
    slack.send(later)
    answers_in(slack, later["event"]["ts"])
    assert (len(slack.posts()), len(slack.privates)) == (posts + 1, privates)


def test_a_mention_is_answered_once_in_its_thread_with_the_sentence_it_stands_on(shared: Shared) -> None:
    slack, _ = shared
    body = slack.mention(QUESTION)
    slack.send(body)
    (answer,) = answers_in(slack, body["event"]["ts"])
    assert EVIDENCE in quotes(answer)
    assert "Extracts, not an answer" in answer["text"]
    assert all(quote in SEED_TEXT for quote in quotes(answer))
    assert any("sentence 6 · date unknown" in text for text in texts(answer["blocks"]))


def test_a_direct_message_without_a_thread_is_answered_in_its_own_thread(shared: Shared) -> None:
    slack, _ = shared
    body = slack.say(QUESTION, channel=DIRECT)
    slack.send(body)
    (answer,) = answers_in(slack, body["event"]["ts"])
    assert answer["channel"] == DIRECT
    assert EVIDENCE in quotes(answer)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        *[("help", USAGE), ("Hello!", USAGE), ("hi", USAGE), ("Who are you?", USAGE), ("list", USAGE)],
        *[("summarise the article", USAGE), ("Thanks!", WELCOME)],
    ],
)
def test_a_greeting_is_no_question(shared: Shared, word: str, told: str) -> None:
    slack, _ = shared
    for body in (slack.mention(word), slack.say(word, channel=DIRECT)):
        slack.send(body)
        (reply,) = answers_in(slack, body["event"]["ts"])
        assert reply["text"].replace("\u200b", "") == told


@pytest.mark.parametrize("word", ["help", "thanks", "list", "who are you"])
def test_a_question_that_holds_a_greeting_is_a_question(shared: Shared, word: str) -> None:
    slack, _ = shared
    body = slack.mention(f"{word}: {QUESTION}")
    slack.send(body)
    (answer,) = answers_in(slack, body["event"]["ts"])
    assert EVIDENCE in quotes(answer)


def test_a_follow_up_needs_no_mention_where_the_bot_was_called_in(shared: Shared) -> None:
    slack, _ = shared
    first = slack.mention(QUESTION)
    slack.send(first)
    thread = first["event"]["ts"]
    answers_in(slack, thread)
    slack.send(
        slack.say("what losses did anonymous Western sources tell the BBC of?", thread=thread, user=BEN)
    )
    answer = answers_in(slack, thread, 2)[1]
    assert any("4,000" in quote for quote in quotes(answer))


def test_a_mention_within_a_thread_is_answered_there(shared: Shared) -> None:
    slack, _ = shared
    root = slack.say("Look at this, everybody")["event"]["ts"]
    slack.send(slack.mention(QUESTION, thread=root))
    assert len(answers_in(slack, root)) == 1


@pytest.mark.parametrize("word", ["stop", "Be quiet!"])
def test_stop_ends_the_follow_ups_until_the_next_mention(shared: Shared, word: str) -> None:
    slack, _ = shared
    first = slack.mention(QUESTION)
    thread = first["event"]["ts"]
    slack.send(first)
    answers_in(slack, thread)
    slack.send(slack.say(word, thread=thread))
    assert "quiet" in answers_in(slack, thread, 2)[1]["text"]
    silence_after(slack, slack.say(QUESTION, thread=thread))
    slack.send(slack.mention(QUESTION, thread=thread))
    assert len(answers_in(slack, thread, 3)) == 3


def test_the_quiet_button_ends_the_follow_ups_too(shared: Shared) -> None:
    slack, _ = shared
    first = slack.mention(QUESTION)
    thread = first["event"]["ts"]
    slack.send(first)
    (answer,) = answers_in(slack, thread)
    before = len(slack.privates)
    slack.send(slack.click(answer, "quiet", user=BEN))
    slack.wait(lambda: len(slack.privates) > before)
    assert "quiet" in slack.privates[-1]["text"]
    silence_after(slack, slack.say(QUESTION, thread=thread))


@pytest.mark.parametrize(
    "extra",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "bot_id": "B0OTHER"},
        {"bot_id": "B0OTHER"},
        {},
    ],
    ids=["edit", "deletion", "join", "other bot", "bot user", "people among themselves"],
)
def test_it_stays_silent_between_people_and_to_what_is_no_question(shared: Shared, extra: dict) -> None:
    slack, _ = shared
    root = slack.say("Something among ourselves")["event"]["ts"]
    silence_after(slack, slack.say(QUESTION, thread=root, **extra))


def test_another_bots_mention_and_direct_message_get_no_answer(shared: Shared) -> None:
    slack, _ = shared
    silence_after(slack, slack.mention(QUESTION, user="U0BOTTOO", bot_id="B0OTHER"))
    silence_after(slack, slack.say(QUESTION, channel=DIRECT, bot_id="B0OTHER"))


def test_events_nobody_listens_to_are_acked(shared: Shared) -> None:
    slack, _ = shared
    slack.send({"type": "app_rate_limited", "team_id": "T0FAKE", "minute_rate_limited": 1, "api_app_id": "A"})
    for kind in ("reaction_added", "app_home_opened", "team_join", "link_shared"):
        silence_after(slack, slack.event({"type": kind, "user": ANNA, "channel": GENERAL}))


@pytest.mark.parametrize("text", ["", "   ", "?!", "<@U0BOT>"])
def test_an_empty_mention_gets_the_usage(shared: Shared, text: str) -> None:
    slack, _ = shared
    body = slack.mention(text)
    slack.send(body)
    (answer,) = answers_in(slack, body["event"]["ts"])
    assert answer["text"].startswith("Ask me about the articles")


@pytest.mark.parametrize(
    "text",
    ["x" * 35_000, "how many\0 troops?", "\u202ehow many troops?\u2066", "<|endoftext|> how many troops?"],
    ids=["35,000 characters", "NUL", "bidi marks", "end of text"],
)
def test_strange_questions_get_one_plain_reply(shared: Shared, text: str) -> None:
    slack, _ = shared
    body = slack.say(text, channel=DIRECT)
    slack.send(body)
    assert len(answers_in(slack, body["event"]["ts"])) == 1


def test_only_the_channel_of_an_article_can_ask_about_it(shared: Shared) -> None:
    slack, _ = shared
    asked = {}
    for channel in (GENERAL, PRIVATE, DIRECT):
        text = "which site does the secret plan of the board name?"
        body = slack.say(text, channel=channel) if channel == DIRECT else slack.mention(text, channel=channel)
        slack.send(body)
        asked[channel] = answers_in(slack, body["event"]["ts"])[0]
    assert "Zubrowka" in str(asked[PRIVATE])
    assert "Zubrowka" not in str(asked[GENERAL]) + str(asked[DIRECT])
    assert "The plan" not in str(asked[GENERAL]) + str(asked[DIRECT])


def test_where_the_bot_may_not_write_the_asker_is_told_directly(shared: Shared) -> None:
    slack, _ = shared
    body = slack.mention(QUESTION, channel=ELSEWHERE)
    slack.send(body)
    slack.wait(lambda: [one for one in slack.posts() if one["channel"] == "D0" + ANNA])
    slack.wait(lambda: slack.complaints)
    assert set(slack.complaints) <= {
        "chat.postMessage: not_in_channel",
        "assistant.threads.setStatus: not_in_channel",
    }
    slack.complaints.clear()


def test_four_copies_of_an_event_two_at_once_and_its_twin_make_one_answer(shared: Shared) -> None:
    slack, _ = shared
    body = slack.mention(QUESTION)
    acks = slack.deliver(body, copies=2)
    acks += slack.deliver(slack.twin(body))
    answers_in(slack, body["event"]["ts"])
    acks += [slack.deliver(body, retry=2)[0], slack.deliver(body, retry=3)[0]]
    assert [ack.status for ack in acks] == [200] * 5
    silence_after(slack, body)
    assert len(slack.posts(body["event"]["ts"])) == 1


def test_twenty_questions_at_once_are_acked_fast_and_answered_once_each(shared: Shared) -> None:
    slack, _ = shared
    bodies = [slack.mention(f"{QUESTION} {number}", user=f"U{number:05d}") for number in range(20)]
    acks = slack.deliver_all(bodies)
    slack.wait(lambda: all(slack.posts(body["event"]["ts"]) for body in bodies), 30)
    assert all(len(slack.posts(body["event"]["ts"])) == 1 for body in bodies)
    assert sorted(ack.seconds for ack in acks)[10] < 0.5
    assert max(ack.seconds for ack in acks) < 3


def test_status_says_that_it_works(shared: Shared) -> None:
    slack, _ = shared
    body = slack.mention(QUESTION)
    slack.send(body)
    answers_in(slack, body["event"]["ts"])
    slack.wait(lambda: [one for one in slack.statuses if one["thread_ts"] == body["event"]["ts"]])


def test_the_bots_own_name_and_slacks_wrapping_are_not_part_of_the_question(shared: Shared) -> None:
    slack, _ = shared
    body = slack.say(
        f"<@{BOT_USER}|footnote> how many &lt;trained fighters&gt; did <https://nk.example|Kim Jong Un> send?"
    )
    event = slack.event({**body["event"], "type": "app_mention"})
    slack.send(event)
    (answer,) = answers_in(slack, body["event"]["ts"])
    assert EVIDENCE in quotes(answer)
