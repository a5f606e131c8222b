"""The prompts: filled in exactly, said in few tokens, and in the form that the rest of the road relies on."""

from __future__ import annotations

import json
import re
from string import Template

import pytest

import prompts
from bot.budget import count_tokens
from bot.draft import Draft, parse

VALUES = {
    "article": {"title": "T", "date": "undated", "sentences": "[1] S."},
    "ask.system": {},
    "ask.user": {"articles": "A", "earlier": "", "question": "Q?"},
    "earlier": {"turns": "person: Hi"},
    "summary.system": {},
    "summary.user": {"articles": "A", "count": "5"},
}


def test_every_prompt_is_listed_and_has_its_values_here() -> None:
    assert prompts.names() == sorted(VALUES)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_a_prompt_renders_with_its_values_and_no_others(name: str) -> None:
    rendered = prompts.render(name, **VALUES[name])
    assert all(value in rendered for value in VALUES[name].values())
    assert not rendered.endswith("\n")
    assert not Template(rendered).get_identifiers()


@pytest.mark.parametrize(("name", "left_out"), [(n, v) for n, values in VALUES.items() for v in values])
def test_a_value_left_out_is_an_error_that_names_it(name: str, left_out: str) -> None:
    values = {key: value for key, value in VALUES[name].items() if key != left_out}
    with pytest.raises(prompts.PromptError, match=rf"{re.escape(name)}.* needs a value for '{left_out}'"):
        prompts.render(name, **values)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_a_value_too_many_is_an_error_that_names_it(name: str) -> None:
    with pytest.raises(prompts.PromptError, match="does not use 'key'"):
        prompts.render(name, **VALUES[name], key="x")


@pytest.mark.parametrize("name", ["ask", "../README", "ask.system.md", "", "/etc/passwd"])
def test_an_unknown_prompt_is_an_error_that_names_the_known(name: str) -> None:
    with pytest.raises(prompts.PromptError, match=r"Known: 'article', 'ask\.system'"):
        prompts.render(name)
    with pytest.raises(prompts.PromptError, match="Known:"):
        prompts.version(name)


def test_what_is_filled_in_is_never_read_as_a_template() -> None:
    planted = "$question ${turns} $$ $1,000"
    assert planted in prompts.render("article", title=planted, date="undated", sentences=planted)


def test_a_version_is_short_and_tells_prompts_apart() -> None:
    versions = {prompts.version(name) for name in prompts.names()}
    assert len(versions) == len(prompts.names())
    assert all(re.fullmatch(r"[0-9a-f]{12}", version) for version in versions)


@pytest.mark.parametrize("name", ["ask.system", "summary.system"])
def test_the_example_a_model_is_shown_is_a_draft_we_would_accept(name: str) -> None:
    (example,) = re.findall(r"^Reply in JSON: (.*)$", prompts.render(name), re.MULTILINE)
    assert isinstance(parse(json.dumps(json.loads(example))), Draft)


@pytest.mark.parametrize("name", ["ask.system", "summary.system"])
def test_a_server_without_schemas_finds_the_word_it_demands(name: str) -> None:
    # json_object is refused by OpenAI unless the word JSON stands in the messages.
    assert "JSON" in prompts.render(name)


@pytest.mark.parametrize(("name", "tokens"), [("ask.system", 300), ("summary.system", 250)])
def test_a_prompt_stays_short(name: str, tokens: int) -> None:
    assert count_tokens(prompts.render(name), "gpt-4o") <= tokens
