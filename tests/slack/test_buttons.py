"""Commands, buttons and modals, on both transports, with the payloads a person's clicks would send."""

from __future__ import annotations

import pytest

from tests.fakes.slack_checks import texts
from tests.fakes.slack_server import ANNA, BEN, ELSEWHERE, GENERAL, PRIVATE, TEAM, FakeSlack
from tests.feedback_rows import feedback_on
from tests.shelf import SEED_TEXT
from tests.slack.conftest import RunningBot
from tests.slack.test_talk import EVIDENCE, QUESTION, answers_in, quotes

Shared = tuple[FakeSlack, RunningBot]


def private_reply(slack: FakeSlack, body: dict) -> dict:
    before = len(slack.privates)
    slack.send(body)
    slack.wait(lambda: len(slack.privates) > before)
    return slack.privates[before]


def answered(slack: FakeSlack, user: str = ANNA) -> dict:
    body = slack.mention(QUESTION, user=user)
    slack.send(body)
    return answers_in(slack, body["event"]["ts"])[0]


def answer_id(message: dict) -> str:
    return next(
        one["positive_button"]["value"].removeprefix("up:")
        for block in message["blocks"]
        for one in block["elements"]
        if one.get("type") == "feedback_buttons"
    )


def feedback(bot: RunningBot, message: dict) -> list[dict]:
    return feedback_on(bot.home, answer_id(message))


@pytest.mark.parametrize("channel", [GENERAL, ELSEWHERE], ids=["member", "not a member"])
def test_ask_answers_privately_first_also_where_the_bot_is_no_member(shared: Shared, channel: str) -> None:
    slack, _ = shared
    posts = len(slack.posts())
    reply = private_reply(slack, slack.command("/ask", QUESTION, channel=channel))
    assert reply["response_type"] == "ephemeral"
    assert EVIDENCE in quotes(reply)
    assert len(slack.posts()) == posts


def test_share_posts_exactly_what_the_asker_saw_and_once(shared: Shared) -> None:
    slack, _ = shared
    reply = private_reply(slack, slack.command("/ask", QUESTION))
    before = len(slack.posts())
    slack.send(slack.click(reply, "share"))
    slack.wait(lambda: len(slack.posts()) > before)
    shown = slack.posts()[before]
    assert shown["blocks"] == reply["blocks"][:-1]
    assert "already" in private_reply(slack, slack.click(reply, "share"))["text"]
    assert len(slack.posts()) == before + 1


@pytest.mark.parametrize("command", ["/ask", "/summary"])
def test_the_same_command_delivered_again_is_answered_once(shared: Shared, command: str) -> None:
    slack, _ = shared
    body = slack.command(command, "north")
    before = len(slack.privates)
    assert [ack.status for ack in slack.deliver(body, copies=3)] == [200, 200, 200]
    slack.wait(lambda: len(slack.privates) > before)
    slack.send(body)
    answered(slack)
    assert len(slack.privates) == before + 1


def test_an_empty_ask_gets_the_usage(shared: Shared) -> None:
    slack, _ = shared
    assert private_reply(slack, slack.command("/ask"))["text"].startswith("Ask me about")


@pytest.mark.parametrize(
    ("text", "most"), [("", 5), ("short", 3), ("kursk long", 8), ("NORTH KOREA IN KURSK 2 sentences", 2)]
)
def test_summary_keeps_the_length_and_quotes_a_sentence_under_each(
    shared: Shared, text: str, most: int
) -> None:
    slack, _ = shared
    reply = private_reply(slack, slack.command("/summary", text))
    assert 1 <= len(quotes(reply)) <= most
    assert all(quote in SEED_TEXT for quote in quotes(reply))
    assert any(f"Uses {len(quotes(reply))} of 15 sentences." in text for text in texts(reply["blocks"]))


def test_summary_without_a_name_offers_the_articles_that_this_channel_may_read(shared: Shared) -> None:
    slack, _ = shared
    menu = private_reply(slack, slack.command("/summary", channel=PRIVATE))
    (select,) = menu["blocks"][1]["elements"]
    names = {option["text"]["text"]: option for option in select["options"]}
    assert set(names) == {"North Korea in Kursk", "The plan"}
    chosen = slack.click(menu, "pick_article", selected_option=names["The plan"])
    reply = private_reply(slack, chosen)
    assert any("Zubrowka" in quote for quote in quotes(reply))


def test_the_menu_keeps_the_length_and_an_article_that_is_gone_is_not_another(shared: Shared) -> None:
    slack, _ = shared
    menu = private_reply(slack, slack.command("/summary", "2 sentences", channel=PRIVATE))
    (select,) = menu["blocks"][1]["elements"]
    (option,) = [one for one in select["options"] if one["text"]["text"] == "North Korea in Kursk"]
    reply = private_reply(slack, slack.click(menu, "pick_article", selected_option=option))
    assert len(quotes(reply)) == 2
    option["value"] = "2:kursk"
    gone = private_reply(slack, slack.click(menu, "pick_article", selected_option=option))
    assert "no longer here" in gone["text"]


@pytest.mark.parametrize("named", ["no such thing", "The plan"], ids=["unknown", "of another channel"])
def test_an_article_that_is_not_here_gets_the_nearest_titles(shared: Shared, named: str) -> None:
    slack, _ = shared
    said = private_reply(slack, slack.command("/summary", named))["text"]
    assert said == f"No article here is called “{named}”. Nearest: “North Korea in Kursk”."


@pytest.mark.parametrize("text", ["0 sentences", "21 sentences", "kursk 999999 sentences"])
def test_an_impossible_length_is_explained(shared: Shared, text: str) -> None:
    slack, _ = shared
    assert "I write 1 to 20" in private_reply(slack, slack.command("/summary", text))["text"]


def test_a_thumb_up_is_kept_and_thanked_for_in_private(shared: Shared) -> None:
    slack, bot = shared
    message = answered(slack)
    reply = private_reply(slack, slack.click(message, "feedback", value=f"up:{answer_id(message)}"))
    assert "Thank you" in reply["text"]
    assert reply["thread_ts"] == message["thread_ts"]
    (row,) = feedback(bot, message)
    assert (row["verdict"], row["message"]) == ("up", message["ts"])
    assert ANNA not in str(row)


def test_a_thumb_down_asks_why_and_keeps_the_reason(shared: Shared) -> None:
    slack, bot = shared
    message = answered(slack)
    modals = len(slack.modals)
    slack.send(slack.click(message, "feedback", value=f"down:{answer_id(message)}"))
    slack.wait(lambda: len(slack.modals) > modals and feedback(bot, message))
    values = {
        "reason": {"reason": {"selected_option": {"value": "wrong_citation"}}},
        "words": {"words": {"value": "It says something else."}},
    }
    ack = slack.send(slack.submit(slack.modals[-1], values))
    assert ack.body["response_action"] == "update"
    slack.wait(lambda: feedback(bot, message)[0]["reason"])
    (row,) = feedback(bot, message)
    assert (row["verdict"], row["reason"], row["text"]) == (
        "down",
        "wrong_citation",
        "It says something else.",
    )


def test_changing_ones_mind_replaces_the_verdict_and_others_keep_theirs(shared: Shared) -> None:
    slack, bot = shared
    message = answered(slack)
    slack.send(slack.click(message, "feedback", value=f"down:{answer_id(message)}"))
    slack.wait(lambda: feedback(bot, message))
    private_reply(slack, slack.click(message, "feedback", value=f"up:{answer_id(message)}"))
    private_reply(slack, slack.click(message, "feedback", user=BEN, value=f"up:{answer_id(message)}"))
    assert [row["verdict"] for row in feedback(bot, message)] == ["up", "up"]


def test_show_in_source_opens_the_article_with_the_cited_sentences_marked(shared: Shared) -> None:
    slack, _ = shared
    message = answered(slack)
    modals = len(slack.modals)
    slack.send(slack.click(message, "source"))
    slack.wait(lambda: len(slack.modals) > modals)
    (page,) = quotes(slack.modals[-1])
    bold = [
        inner["text"]
        for block in slack.modals[-1]["blocks"]
        for element in block["elements"]
        for inner in element.get("elements", [])
        if inner.get("style") and element["type"] == "rich_text_quote"
    ]
    assert set(bold) == set(quotes(message))
    for number, mark in enumerate(quotes(message), 1):
        assert f"[{number}] {mark}" in page
    assert all(line in page for line in SEED_TEXT.splitlines())


def test_why_this_answer_opens_its_checks_without_a_word_of_the_article(shared: Shared) -> None:
    slack, _ = shared
    message = answered(slack)
    modals = len(slack.modals)
    slack.send(slack.click(message, "why"))
    slack.wait(lambda: len(slack.modals) > modals)
    told = "\n".join(texts(slack.modals[-1]["blocks"]))
    assert "No model: the sentences that fit best." in told
    assert "[1] sentence" in told
    assert not [quote for quote in quotes(message) if quote in told]


def test_why_this_summary_opens_its_checks_too(shared: Shared) -> None:
    slack, _ = shared
    reply = private_reply(slack, slack.command("/summary", "short"))
    modals = len(slack.modals)
    slack.send(slack.click(reply, "why"))
    slack.wait(lambda: len(slack.modals) > modals)
    assert "[1] sentence" in "\n".join(texts(slack.modals[-1]["blocks"]))


def test_why_of_an_answer_past_its_time_says_so(shared: Shared) -> None:
    slack, _ = shared
    message = answered(slack)
    modals = len(slack.modals)
    slack.send(slack.click(message, "why", value="an id of long ago"))
    slack.wait(lambda: len(slack.modals) > modals)
    assert "past the time it is kept" in "\n".join(texts(slack.modals[-1]["blocks"]))


def test_a_modal_that_slack_does_not_open_is_explained_in_private(shared: Shared) -> None:
    slack, _ = shared
    message = answered(slack)
    slack.fault("views.open", error="expired_trigger_id")
    assert "press the button again" in private_reply(slack, slack.click(message, "source"))["text"]


def test_buttons_and_commands_of_old_or_other_versions_get_a_line(shared: Shared) -> None:
    slack, _ = shared
    message = answered(slack)
    old = slack.click(message, "source")
    old["actions"][0]["action_id"] = "long_gone"
    assert "no longer works" in private_reply(slack, old)["text"]
    ack = slack.send(slack.command("/unknown"))
    assert "three commands" in ack.body["text"]


def test_other_interactions_are_acked(shared: Shared) -> None:
    slack, _ = shared
    base = {"team": {"id": TEAM}, "user": {"id": ANNA}}
    for body in (
        {"type": "shortcut", "callback_id": "x", "trigger_id": "t.1"},
        {"type": "message_action", "callback_id": "x", "trigger_id": "t.2", "channel": {"id": GENERAL}},
        {"type": "view_closed", "view": {"type": "modal", "callback_id": "x"}},
        {
            "type": "view_submission",
            "view": {"type": "modal", "callback_id": "x", "state": {"values": {}}},
            "trigger_id": "t.3",
        },
        {"type": "block_suggestion", "action_id": "x", "value": ""},
    ):
        slack.send({**base, **body})


def test_a_share_that_slack_refuses_can_be_pressed_again(shared: Shared) -> None:
    slack, _ = shared
    reply = private_reply(slack, slack.command("/ask", QUESTION))
    before = len(slack.posts())
    slack.fault("response_url", status=404, times=2)
    assert "press Share again" in private_reply(slack, slack.click(reply, "share"))["text"]
    slack.send(slack.click(reply, "share"))
    slack.wait(lambda: len(slack.posts()) == before + 1)


def test_a_share_of_which_slack_tells_nothing_is_not_repeated_for_all_to_see(shared: Shared) -> None:
    slack, _ = shared
    reply = private_reply(slack, slack.command("/ask", QUESTION))
    before = len(slack.posts())
    slack.fault("response_url", status=500, after=True)
    assert "did not tell" in private_reply(slack, slack.click(reply, "share"))["text"]
    assert len(slack.posts()) == before + 1


def test_one_click_delivered_three_times_is_one_click(shared: Shared) -> None:
    slack, _ = shared
    message = answered(slack)
    before = len(slack.privates)
    click = slack.click(message, "feedback", value=f"up:{answer_id(message)}")
    assert [ack.status for ack in slack.deliver(click, copies=3)] == [200, 200, 200]
    private_reply(slack, slack.command("/ask"))
    assert len(slack.privates) == before + 2


def test_a_click_without_an_address_to_answer_at_is_answered_privately_all_the_same(shared: Shared) -> None:
    slack, _ = shared
    message = answered(slack)
    click = slack.click(message, "feedback", value=f"up:{answer_id(message)}")
    del click["response_url"]
    assert "Thank you" in private_reply(slack, click)["text"]
