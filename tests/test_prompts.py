"""The prompts: filled in exactly, said in few tokens, and in the form that the rest of the road relies on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Template

import pytest

import prompts
from bot.answers import FREE
from bot.budget import count_tokens
from bot.cli import main
from bot.draft import Draft, parse
from bot.llm import Message, Request
from bot.recording import Recording, prompt_of, write

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


FAULTY = {
    "a variable left out": ("ask.user", "$articles\nQuestion: $question\n", r"ask\.user\.md lacks \$earlier"),
    "a variable too many": (
        "earlier",
        "$turns $topic\n",
        r"has \$topic, which nothing fills in\. It may use \$turns",
    ),
    "a price": ("article", "$title $date $sentences $5\n", r"a \$ that begins no name\. Write \$\$"),
    "a new file": ("intro", "Hello\n", r"intro\.md is not in prompts\.VARIABLES"),
}


@pytest.mark.parametrize(("name", "text", "what"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_prompt_is_an_error_as_soon_as_it_is_loaded(
    name: str, text: str, what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    held = {one: prompts._text(one) for one in prompts.names()} | {name: text}
    monkeypatch.setattr(prompts, "names", lambda: sorted(held))
    monkeypatch.setattr(prompts, "_text", lambda one: held[one])
    monkeypatch.setattr(prompts, "_template", prompts._template.__wrapped__)
    with pytest.raises(prompts.PromptError, match=what):
        prompts.check()
    assert main(["prompts"]) == 1
    assert re.search(what, capsys.readouterr().err)


def test_the_prompts_here_are_sound() -> None:
    prompts.check()


def test_what_a_text_was_made_of_is_told_by_the_words_of_the_prompts() -> None:
    shown = prompts.render("article", **VALUES["article"])
    asked = prompts.render("ask.user", articles=shown, earlier="", question="Q?")
    followed = prompts.render(
        "ask.user", articles=shown, earlier=prompts.render("earlier", turns="a: b"), question="Q?"
    )
    assert prompts.told_by(asked) == ["article", "ask.user"]
    assert prompts.told_by(followed) == ["article", "ask.user", "earlier"]
    assert prompts.told_by("") == []


def test_the_list_shows_variables_and_names_recordings_that_a_change_made_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    user = prompts.render("ask.user", articles="A", earlier="", question="How many boats?")
    request = Request((Message("system", prompts.render("ask.system")), Message("user", user)), 9)
    label = {"origin": "authored", "author": "Ann", "why": "x"}
    tape = write(Recording(request, "m", "{}", FREE, label, prompt_of(request)), tmp_path)
    assert main(["prompts", "--tapes", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"ask\.user +[0-9a-f]{12} +\$articles \$earlier \$question", shown)
    assert tape.name not in shown
    held = prompts._text("ask.user")
    monkeypatch.setattr(prompts, "_text", lambda name: "x" + held if name == "ask.user" else "")
    assert main(["prompts", "--tapes", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "ask.user has changed since these were recorded:" in shown
    assert tape.name in shown
