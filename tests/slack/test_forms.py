"""The forms of the rules: what is shown is what is kept, what is wrong is told under its input."""

from __future__ import annotations

import pytest

from bot import rules
from bot.rules import EVERYWHERE
from bot.slack.shown import forms
from index.types import ArticleInfo
from tests.fakes import slack_checks as checks

EVERYTHING_SET = {
    "articles": "a1,a2",
    "askers": "U1,W2",
    "mention_only": "yes",
    "private": "no",
    "person": "U1",
    "questions": "5",
    "tokens": "0",
    "usd": "1.5",
    "user_questions": "2",
    "user_tokens": "3",
    "user_usd": "0.25",
}


def info(article_id: str) -> ArticleInfo:
    return ArticleInfo(article_id, f"Title of {article_id} @<!channel>", None, None, None, frozenset(), 9)


SHELF = [info("a1"), info("a2"), info("a3")]


def values_of(view: dict) -> dict:
    """What Slack sends when the form is sent off as it is shown."""
    sent: dict = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        given = {
            "selected_option": element.get("initial_option"),
            "selected_options": element.get("initial_options", []),
            "selected_users": element.get("initial_users", []),
            "selected_user": element.get("initial_user"),
            "selected_conversation": element.get("initial_conversation"),
            "value": element.get("initial_value"),
        }
        sent[block["block_id"]] = {element["action_id"]: given}
    return sent


def filled(own: dict[str, str], channel: str = "C1", **changed: dict) -> forms.Filled:
    values = values_of(forms.rules_view(channel, own, SHELF))
    for key, value in changed.items():
        values[key] = {key: {**values[key][key], **value}}
    return forms.read(values)


def mode(value: str) -> dict:
    return {"selected_option": {"value": value}}


@pytest.mark.parametrize("channel", ["C1", EVERYWHERE])
@pytest.mark.parametrize(
    "own",
    [
        {},
        EVERYTHING_SET,
        {"articles": "all", "askers": "everybody", "person": "none", "mention_only": "no"},
        {"person": "C0HELP", "askers": "U1"},
    ],
)
def test_a_form_is_what_slack_takes_and_sent_off_as_it_is_changes_nothing(
    channel: str, own: dict[str, str]
) -> None:
    view = forms.rules_view(channel, own, SHELF)
    assert checks.view(view) is None
    read = forms.read(values_of(view))
    assert read.wrong == {}
    assert set(read.written) == set(rules.KEYS)
    kept = {key: value for key, value in read.written.items() if value}
    assert rules.read(kept) == rules.read(own)
    if channel != EVERYWHERE:
        assert kept == own


@pytest.mark.parametrize("count", [0, 1, 100, 5_000])
def test_a_form_of_any_library_is_what_slack_takes_and_shows_what_is_chosen(count: int) -> None:
    shelf = [info(f"a{n}") for n in range(count)]
    own = {"articles": f"a{count - 1}"} if count else {}
    view = forms.rules_view("C1", own, shelf)
    assert checks.view(view) is None
    assert {key: value for key, value in forms.read(values_of(view)).written.items() if value} == own


@pytest.mark.parametrize(
    ("key", "changed", "written"),
    [
        ("articles", {"articles_mode": mode("all")}, "all"),
        (
            "articles",
            {"articles_mode": mode("only"), "articles": {"selected_options": [{"value": "a3"}]}},
            "a3",
        ),
        ("askers", {"askers_mode": mode("only"), "askers": {"selected_users": ["U9", "U8"]}}, "U9,U8"),
        ("person", {"person_mode": mode("none")}, "none"),
        ("person", {"person_mode": mode("only"), "person": {"selected_user": "U1"}}, "U1"),
        (
            "person",
            {"person_mode": mode("only"), "person_channel": {"selected_conversation": "C1"}},
            "C1",
        ),
        ("private", {"private": mode("yes")}, "yes"),
        ("usd", {"usd": {"value": " 2.50 "}}, "2.50"),
        ("usd", {"usd": {"value": None}}, ""),
    ],
)
def test_what_is_chosen_and_typed_becomes_rules(key: str, changed: dict, written: str) -> None:
    read = filled({}, **changed)
    assert (read.wrong, read.written[key]) == ({}, written)


@pytest.mark.parametrize(
    ("changed", "where", "reason"),
    [
        ({"articles_mode": mode("only")}, "articles_mode", forms.CHOOSE_SOME),
        ({"articles": {"selected_options": [{"value": "a1"}]}}, "articles", forms.NOT_ONLY),
        ({"askers_mode": mode("only")}, "askers", forms.CHOOSE_SOME),
        ({"askers": {"selected_users": ["U1"]}}, "askers", forms.NOT_ONLY),
        ({"person_mode": mode("only")}, "person", forms.ONE_OF_TWO),
        (
            {
                "person_mode": mode("only"),
                "person": {"selected_user": "U1"},
                "person_channel": {"selected_conversation": "C1"},
            },
            "person",
            forms.ONE_OF_TWO,
        ),
        ({"person": {"selected_user": "U1"}}, "person", forms.NOT_ONLY),
        ({"person_channel": {"selected_conversation": "C1"}}, "person_channel", forms.NOT_ONLY),
        ({"questions": {"value": "many"}}, "questions", "'many': must be a whole number from 0 to 1000000"),
        ({"tokens": {"value": "-1"}}, "tokens", "must be a whole number"),
        ({"user_usd": {"value": "nan"}}, "user_usd", "must be a number from 0 to 100000"),
    ],
)
def test_what_cannot_be_is_told_under_its_input(changed: dict, where: str, reason: str) -> None:
    read = filled({}, **changed)
    assert list(read.wrong) == [where]
    assert reason in read.wrong[where]
    view = forms.rules_view("C1", {}, SHELF)
    assert checks.reaction(view, {"response_action": "errors", "errors": read.wrong}) is None


def test_all_that_is_wrong_is_told_at_once() -> None:
    read = filled({}, questions={"value": "x"}, usd={"value": "y"}, askers_mode=mode("only"))
    assert set(read.wrong) == {"questions", "usd", "askers"}


def test_a_form_knows_its_channel_and_says_which() -> None:
    view = forms.rules_view("C0GENERAL", {}, SHELF)
    assert forms.channel_of(view) == "C0GENERAL"
    assert "C0GENERAL" in "".join(checks.texts(view["blocks"]))


@pytest.mark.parametrize("view", [forms.which_view(), forms.saved_view(), forms.refused_view("No.")])
def test_the_other_modals_are_what_slack_takes(view: dict) -> None:
    assert checks.view(view) is None
