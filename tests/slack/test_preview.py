"""The preview shows what Slack would get, as text only, and refuses what it does not know."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.cli import main
from bot.preview.page import page
from bot.preview.surfaces import Shown
from bot.preview.tags import UnknownBlock, shown
from bot.slack.shown.layout import actions, button
from tests import dom
from tests.fakes import slack_checks as checks
from tests.gallery import ANSWERS, gallery
from tests.shelf import SEED, SEED_TEXT
from tests.slack.test_inert import mixes

Seen = dict[str, Shown]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return {one.name: one for one in gallery(tmp_path_factory.mktemp("gallery"))}


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def rich(*elements: dict) -> dict:
    return {"type": "rich_text", "elements": list(elements)}


def leaf(text: str, **more: object) -> dict:
    return {"type": "text", "text": text, **more}


def every_place(text: str) -> Shown:
    """A modal that says the text wherever a text can stand."""
    option = {"text": plain(text), "value": "v", "description": plain(text)}
    leaves = [leaf(text), leaf(text, style={"bold": True, "italic": True, "strike": True, "code": True})]
    blocks = [
        rich(
            {"type": "rich_text_section", "elements": leaves},
            {"type": "rich_text_quote", "elements": leaves},
            {"type": "rich_text_preformatted", "elements": leaves},
            {"type": "rich_text_list", "style": "bullet", "elements": [{"elements": leaves}]},
            {"type": "rich_text_list", "style": "ordered", "elements": [{"elements": leaves}]},
            {"type": "rich_text_section", "elements": [link(text)]},
        ),
        {"type": "header", "text": plain(text)},
        {"type": "divider"},
        {"type": "context", "elements": [plain(text)]},
        {"type": "section", "text": plain(text), "fields": [plain(text)], "accessory": menu(text, option)},
        {"type": "actions", "elements": [{"type": "button", "text": plain(text), "style": "danger"}]},
        entered(text, {"type": "plain_text_input", "placeholder": plain(text)}),
        entered(text, {"type": "plain_text_input", "initial_value": text, "multiline": True}),
        entered(text, {"type": "radio_buttons", "options": [option], "initial_option": option}),
        entered(text, {"type": "checkboxes", "options": [option]}),
        entered(text, {**menu(text, option), "initial_option": option}),
        entered(text, {"type": "multi_users_select", "initial_users": [text]}),
    ]
    view = {"type": "modal", "title": plain(text), "submit": plain(text), "close": plain(text)}
    return Shown("all", text, {**view, "blocks": blocks})


def link(text: str) -> dict:
    return {"type": "link", "url": "https://news.example/?a=1&b=2", "text": text}


def menu(text: str, option: dict) -> dict:
    return {"type": "static_select", "placeholder": plain(text), "options": [option]}


def entered(text: str, element: dict) -> dict:
    return {"type": "input", "label": plain(text), "hint": plain(text), "optional": True, "element": element}


def elements(tree: dom.Page) -> list[tuple[str, ...]]:
    return [(one.tag, *(key for key in one.keys())) for one in tree.iter()]  # noqa: SIM118 - lxml's own keys


def texts_of(tree: dom.Page) -> Iterator[str]:
    for one in dom.frame(tree, "all").iter():  # our own switches say "dark" and "light"
        yield from (text for text in (one.text, one.tail) if text)


PLAIN = [(tag, *keys) for tag, *keys in elements(dom.read(page([every_place("text")])))]
PLACES = sum(text == "text" for text in texts_of(dom.read(page([every_place("text")]))))


@settings(max_examples=60, deadline=None)
@given(st.one_of(mixes, st.text(st.characters(exclude_categories=("Cs", "Cn")), min_size=1)))
@example("</div><script>alert(1)</script><!--")
@example('"><img src=x onerror=alert(1)> &lt;b&gt; &amp; ]]> <a href="https://bad.example">')
@example("</style><h1>\0\r\t")
@example("dark")
def test_a_text_stays_one_text_wherever_it_stands(text: str) -> None:
    text = shown(text).replace("\ufffe", "").replace("\uffff", "").strip() or "x"
    tree = dom.read(page([every_place(text)]))
    assert elements(tree) == PLAIN
    assert sum(said == text for said in texts_of(tree)) == PLACES


def message(*blocks: dict) -> Shown:
    return Shown("one", "One", {"text": "x", "blocks": list(blocks)})


@pytest.mark.parametrize(
    ("unknown", "named"),
    [
        (message({"type": "video"}), "block 'video'"),
        (message({}), "block None"),
        (message(actions({"type": "carousel"})), "element 'carousel'"),
        (message(rich({"type": "rich_text_table"})), "rich text 'rich_text_table'"),
        (message(rich({"type": "rich_text_section", "elements": [{"type": "emoji"}]})), "rich text 'emoji'"),
        (
            message(rich({"type": "rich_text_section", "elements": [leaf("x", style={"blink": True})]})),
            "style 'blink'",
        ),
        (
            message(rich({"type": "rich_text_quote", "elements": [{"type": "link", "url": "javascript:x"}]})),
            "leads to 'javascript:x'",
        ),
        (message({"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}}), "'mrkdwn'"),
        (Shown("one", "One", {"type": "workflow_step"}), "view 'workflow_step'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_it_has_not_learned_is_refused_by_name(unknown: Shown, named: str) -> None:
    with pytest.raises(UnknownBlock, match=named):
        page([unknown])


def test_a_message_without_blocks_shows_its_text_as_slack_does() -> None:
    said = dom.read(page([Shown("one", "One", {"text": "a &lt;b&gt; &amp;amp; *c*"})]))
    assert dom.words(dom.frame(said, "one")).endswith("a <b> &amp; *c*")


def test_the_page_loads_and_runs_nothing(seen: Seen) -> None:
    html = page(list(seen.values()))
    tree = dom.read(html)
    assert not tree.xpath(
        "//script | //img | //link | //iframe | //@src | //@style | //*[starts-with(name(@*), 'on')]"
    )
    assert "url(" not in html
    assert "@import" not in html
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_page_begins_with_the_look_that_was_asked_for(seen: Seen, theme: str, width: str) -> None:
    tree = dom.read(page([seen["answered"]], theme, width))
    assert tree.xpath("//input[@checked]/@id") == [theme, width]


def test_messages_quote_the_article_number_from_one_and_notify_of_what_they_say(seen: Seen) -> None:
    said = [seen[name] for name in (*ANSWERS, "ask", "summary")]
    assert dom.faults(page(said), said, SEED_TEXT) == []


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("around 11,000 trained fighters to", "around 21,000 trained fighters to", "not in the article"),
        ("[1]", "[2]", "marks in reading order"),
        ("North Korea in Kursk · sentence", "Somewhere else · sentence", "in the notification only"),
    ],
)
def test_a_message_that_says_something_else_is_found_out(
    seen: Seen, was: str, becomes: str, fault: str
) -> None:
    html = page([seen["answered"]])
    assert was in html
    assert fault in str(dom.faults(html.replace(was, becomes), [seen["answered"]], SEED_TEXT))


THUMBS = ["Good answer", "Bad answer"]
SOURCE, WHY, QUIET = "Show in source", "Why this answer?", "Be quiet here"
BUTTONS = {
    **{name: [SOURCE, WHY, QUIET, *THUMBS] for name in ANSWERS},
    "ask": [SOURCE, WHY, *THUMBS, "Share"],
    "summary": [SOURCE, WHY, *THUMBS, "Share"],
    "reason": ["Close", "Send"],
    "offer": ["Index this?", "Summarise"] * 2,
    "price": ["Go ahead", "Never mind"],
    "out-of-date": [SOURCE, WHY, QUIET, *THUMBS],
    "person": [],
    "confirm": ["Remove"],
}


@pytest.mark.parametrize(("name", "names"), BUTTONS.items(), ids=BUTTONS)
def test_each_message_has_its_buttons(seen: Seen, name: str, names: list[str]) -> None:
    assert dom.buttons(dom.frame(dom.read(page([seen[name]])), name)) == names


def test_a_private_message_says_so_and_no_other_does(seen: Seen) -> None:
    tree = dom.read(page(list(seen.values())))
    said = {one.name for one in seen.values() if dom.frame(tree, one.name).find_class("private")}
    assert said == {one.name for one in seen.values() if one.private} >= {"ask", "summary", "offer"}


Run = Callable[..., int]


@pytest.fixture
def run(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    assert main(["add", str(SEED)]) == 0
    return lambda *arguments: main(["preview", *arguments])


QUESTION = "how many troops did North Korea send?"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ([QUESTION], ["answer"]),
        (["--summary", "north-korea-kursk"], ["summary"]),
        ([QUESTION, "--all"], ["answer", "ask", "source-1", "why", "reason", "thanks"]),
        (["--summary", "north-korea-kursk", "--all"], ["summary", "source-1", "why", "reason", "thanks"]),
    ],
    ids=["answer", "summary", "all of an answer", "all of a summary"],
)
def test_the_command_writes_a_page_and_prints_the_same_payloads(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], names: list[str]
) -> None:
    capsys.readouterr()
    assert run(*arguments, "--dark", "--phone") == 0
    said = capsys.readouterr()
    assert said.out.startswith("footnote-preview.html: ")
    assert "file://" in said.err
    tree = dom.read((tmp_path / "footnote-preview.html").read_text("utf-8"))
    assert tree.xpath("//section/@id") == names
    assert tree.xpath("//input[@checked]/@id") == ["dark", "phone"]
    assert run(*arguments, "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == names
    assert checks.message(rows[0]["payload"]) is None
    assert {checks.view(row["payload"]) for row in rows[1:] if "title" in row["payload"]} <= {None}
    said_in_page = dom.quotes(dom.frame(tree, names[0]))
    assert said_in_page
    assert all(one in SEED_TEXT for one in said_in_page)


@pytest.mark.parametrize("arguments", [[], [QUESTION, "--summary", "x"]], ids=["neither", "both"])
def test_the_command_wants_a_question_or_an_article(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(*arguments) == 2
    assert "Say either a QUESTION or --summary ID." in capsys.readouterr().err


def test_the_command_asks_only_the_articles_that_are_named(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "mill.txt"
    other.write_text("The mill opened in 1904. How many troops it fed nobody knows.", encoding="utf-8")
    assert main(["add", str(other)]) == 0
    assert run(QUESTION, "--article", "mill", "-o", "mill.html") == 0
    assert "11,000" not in (tmp_path / "mill.html").read_text("utf-8")
    assert run(QUESTION, "--article", "nothing") == 1
    assert "nothing" in capsys.readouterr().err


def test_the_command_shows_a_channels_articles_in_that_channel_only(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("The secret plan names Zubrowka as the next site.", encoding="utf-8")
    assert main(["add", str(plan), "--channel", "C1"]) == 0
    asked = "which site does the secret plan name?"
    for channel, there in (("C1", True), ("C2", False)):
        assert run(asked, "--channel", channel, "--all") == 0
        assert ("Zubrowka" in (tmp_path / "footnote-preview.html").read_text("utf-8")) is there


def test_a_hostile_value_of_a_button_is_shown_to_nobody() -> None:
    assert "onclick" not in page([message(actions(button("x", "Press", "onclick=alert(1)")))])
