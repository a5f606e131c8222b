"""The forms in which administrators set rules: modals with inputs, and what was filled in. Pure.

A form shows what a channel says for itself. Whatever is typed, `read` gives rules as they are written, or
what is wrong with each input.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot import rules
from bot.errors import UsageError
from bot.rules import ALL, EVERYBODY, EVERYWHERE, MOST_NAMED, NOBODY
from bot.slack.shown import layout
from bot.slack.shown.layout import Block
from index.types import ArticleInfo

WHICH, RULES = "rules_which", "rules_form"  # callback ids
OPEN_CHANNEL, OPEN_WORKSPACE = "rules_channel", "rules_workspace"  # buttons

CHOOSE_SOME = "Choose at least one, or say above that it is not only these."
NOT_ONLY = "Say “only these” above, or take these out."
ONE_OF_TWO = "Choose either a person or a channel."
_AS_WORKSPACE = ("default", "As the whole workspace")
_ONLY = ("only", "Only these")
_LIMITS = {
    "questions": "Questions a day",
    "tokens": "Tokens a day",
    "usd": "US dollars a day",
    "user_questions": "Questions of one person a day",
    "user_tokens": "Tokens of one person a day",
    "user_usd": "US dollars of one person a day",
}

Values = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in, as rules are written (empty: as the workspace), and what is wrong, by input."""

    written: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def which_view() -> dict[str, Any]:
    """Asks for the channel."""
    select = {
        "type": "conversations_select",
        "action_id": "channel",
        "placeholder": layout.label("Choose a channel"),
        "filter": {"include": ["public", "private"]},
    }
    block = _input("channel", "Channel", select, optional=False)
    return _modal("Rules of a channel", WHICH, [block], {}, "Next")


def chosen_channel(values: Values) -> str:
    """The channel that was chosen."""
    return str(values["channel"]["channel"]["selected_conversation"])


def rules_view(channel: str, own: Mapping[str, str], articles: Sequence[ArticleInfo]) -> dict[str, Any]:
    """The rules of a channel (or `EVERYWHERE`), filled with what it says. `articles` it could ask about."""
    defaults = [] if channel == EVERYWHERE else [_AS_WORKSPACE]
    blocks = [
        layout.rich_text([layout.line(_heading(channel))]),
        _choice(
            "articles_mode", "Articles", [*defaults, (ALL, "All it may read"), _ONLY], _mode(own, "articles")
        ),
        *_articles(own, articles),
        _choice(
            "askers_mode", "Who may ask", [*defaults, (EVERYBODY, "Everybody"), _ONLY], _mode(own, "askers")
        ),
        _people(own),
        _yes_or_no("mention_only", "Answer only who mentions me, in threads too", defaults, own),
        _yes_or_no("private", "Answer mentions privately", defaults, own),
        _choice("person_mode", "Ask a person", [*defaults, (NOBODY, "Nobody"), _ONLY], _mode(own, "person")),
        *_person(own),
        *(_limit(key, label, own, channel) for key, label in _LIMITS.items()),
    ]
    title = "Rules of the workspace" if channel == EVERYWHERE else "Rules of a channel"
    return _modal(title, RULES, blocks, {"channel": channel}, "Save")


def saved_view() -> dict[str, Any]:
    """What the form turns into."""
    said = layout.line("Saved. The rules hold from the next question on.")
    return _modal("Rules", "rules_saved", [layout.rich_text([said])], {})


def refused_view(reason: str) -> dict[str, Any]:
    """What is shown in place of a form to who may not set rules."""
    return _modal("Rules", "rules_refused", [layout.rich_text([layout.line(reason)])], {})


def channel_of(view: Mapping[str, Any]) -> str:
    """The channel whose rules a form sets."""
    return str(json.loads(view["private_metadata"])["channel"])


def read(values: Values) -> Filled:
    """What was filled in. Everything that is wrong is told at once."""
    filled = Filled()
    ids = [one["value"] for one in _value(values, "articles", "selected_options") or ()]
    _read_names(filled, "articles", _chosen(values, "articles_mode"), ids)
    people = list(_value(values, "askers", "selected_users") or ())
    _read_names(filled, "askers", _chosen(values, "askers_mode"), people)
    for key in ("mention_only", "private"):
        chosen = _chosen(values, key)
        filled.written[key] = "" if chosen == "default" else chosen
    _read_person(filled, values)
    for key in _LIMITS:
        filled.written[key] = (_value(values, key, "value") or "").strip()
    for key, value in filled.written.items():
        try:
            _ = value and rules.read({key: value})
        except UsageError as fault:
            filled.wrong.setdefault(key, str(fault))
    return filled


def _read_names(filled: Filled, key: str, mode: str, names: Sequence[str]) -> None:
    if mode == "only" and not names:
        filled.wrong[key if key == "askers" else f"{key}_mode"] = CHOOSE_SOME
    elif mode != "only" and names:
        filled.wrong[key] = NOT_ONLY
    filled.written[key] = ",".join(names) if mode == "only" else "" if mode == "default" else mode


def _read_person(filled: Filled, values: Values) -> None:
    mode = _chosen(values, "person_mode")
    user = _value(values, "person", "selected_user")
    channel = _value(values, "person_channel", "selected_conversation")
    if mode == "only" and bool(user) == bool(channel):
        filled.wrong["person"] = ONE_OF_TWO
    elif mode != "only" and (user or channel):
        filled.wrong["person" if user else "person_channel"] = NOT_ONLY
    filled.written["person"] = user or channel or "" if mode == "only" else "" if mode == "default" else mode


def _heading(channel: str) -> str:
    if channel == EVERYWHERE:
        return "What holds in every channel that says nothing else, and in direct messages."
    return f"What holds in {channel}. What stays empty holds as the whole workspace says."


def _mode(own: Mapping[str, str], key: str) -> str:
    """What is chosen above a list of names."""
    nothing = {"articles": ALL, "askers": EVERYBODY, "person": NOBODY}[key]
    said = own.get(key, "default")
    return said if said in ("default", nothing) else "only"


def _articles(own: Mapping[str, str], articles: Sequence[ArticleInfo]) -> list[Block]:
    named = _names(own, "articles", ALL)
    first = sorted(articles, key=lambda one: one.article_id not in named)[:MOST_NAMED]
    options = [_option(one.article_id, one.name) for one in first]
    if not options:
        return []
    select = {"type": "multi_static_select", "action_id": "articles", "options": options}
    chosen = [one for one in options if one["value"] in named]
    select |= {"initial_options": chosen} if chosen else {}
    label = "Only these articles"
    if len(articles) > MOST_NAMED:
        label = (
            f"Only these articles (of {len(articles):,} the first {MOST_NAMED}; others by footnote rules set)"
        )
    return [_input("articles", label, select)]


def _people(own: Mapping[str, str]) -> Block:
    select: Block = {"type": "multi_users_select", "action_id": "askers"}
    named = sorted(_names(own, "askers", EVERYBODY))
    return _input("askers", "Only these people", {**select, "initial_users": named} if named else select)


def _person(own: Mapping[str, str]) -> list[Block]:
    said = own.get("person", NOBODY)
    user: Block = {"type": "users_select", "action_id": "person"}
    channel: Block = {"type": "conversations_select", "action_id": "person_channel"}
    channel |= {"filter": {"include": ["public", "private"]}}
    if said[0] in "UW":
        user["initial_user"] = said
    elif said[0] in "CG":
        channel["initial_conversation"] = said
    return [
        _input("person", "Only this person", user),
        _input("person_channel", "or only this channel", channel),
    ]


def _names(own: Mapping[str, str], key: str, nothing: str) -> set[str]:
    said = own.get(key, nothing)
    return set() if said == nothing else {one.strip() for one in said.split(",")}


def _yes_or_no(key: str, label: str, defaults: Sequence[tuple[str, str]], own: Mapping[str, str]) -> Block:
    return _choice(key, label, [*defaults, ("no", "No"), ("yes", "Yes")], own.get(key, "default"))


def _limit(key: str, label: str, own: Mapping[str, str], channel: str) -> Block:
    empty = "no limit" if channel == EVERYWHERE else "as the whole workspace"
    shown = {
        "type": "plain_text_input",
        "action_id": key,
        "placeholder": layout.label(f"Empty: {empty}. 0: no limit"),
    }
    return _input(key, label, {**shown, "initial_value": own[key]} if key in own else shown)


def _choice(key: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> Block:
    """A menu with one option chosen: `chosen`, or the first."""
    shown = [_option(*option) for option in options]
    initial = next((one for one in shown if one["value"] == chosen), shown[0])
    select = {"type": "static_select", "action_id": key, "options": shown, "initial_option": initial}
    return _input(key, label, select, optional=False)


def _option(value: str, label: str) -> Block:
    return {"text": layout.label(label), "value": value}


def _input(key: str, label: str, element: Block, *, optional: bool = True) -> Block:
    named = layout.label(label)
    return {"type": "input", "block_id": key, "optional": optional, "label": named, "element": element}


def _value(values: Values, key: str, name: str) -> Any:  # noqa: ANN401 - text, an id or a list of them
    return values.get(key, {}).get(key, {}).get(name)


def _chosen(values: Values, key: str) -> str:
    return str((_value(values, key, "selected_option") or {}).get("value") or "default")


def _modal(
    title: str, callback_id: str, blocks: Sequence[Block], ids: Mapping[str, str], submit: str = ""
) -> dict[str, Any]:
    view = {
        "type": "modal",
        "callback_id": callback_id,
        "title": layout.label(title),
        "close": layout.label("Close"),
        "blocks": list(blocks),
        "private_metadata": json.dumps(ids),
    }
    return {**view, "submit": layout.label(submit)} if submit else view
