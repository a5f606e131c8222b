"""The link under a quotation: it names the sentence, opens the article's host, holds no word of others."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Citation
from bot.slack import post
from bot.slack.shown import layout
from bot.slack.shown.footnotes import source_line
from bot.slack.shown.fragment import MAX_FRAGMENT_CHARS, MAX_HOST_CHARS, link_to, text_directive
from index.readers import read_path, read_stdin
from tests.fakes import slack_checks as checks
from tests.fakes.slack_live import in_literal
from tests.fakes.slack_server import ANNA, BOT_TOKEN, GENERAL, FakeSlack

SENTENCE = "Kim Jong Un sent 11,000 fighters."
LONG = (
    "From November onwards, the North Korean leader sent around 11,000 trained fighters "
    "to help Russia in Kursk."
)


def cited(url: str | None, text: str = SENTENCE) -> Citation:
    return Citation("a1", "Kursk", None, None, url, 6, 0, len(text), text)


@pytest.mark.parametrize(
    ("url", "opened", "words"),
    [
        (
            "https://www.bbc.co.uk/news/1",
            "https://www.bbc.co.uk/news/1#:~:text=Kim%20Jong%20Un%20sent%2011%2C000%20fighters.",
            "open at bbc.co.uk",
        ),
        ("http://a.example/p?a=1&b=2", "http://a.example/p?a=1&b=2#:~:text=", "open at a.example"),
        ("https://a.example/p#part-2", "https://a.example/p#part-2:~:text=", "open at a.example"),
        ("https://a.example/#x:~:text=old", "https://a.example/#x:~:text=Kim", "open at a.example"),
        (
            "https://bücher.example/ü",
            "https://xn--bcher-kva.example/%C3%BC#:~:",
            "open at xn--bcher-kva.example",
        ),
        ("https://раypal.example/", "https://xn--", "open at xn--"),
        ("https://wiki/p", "https://wiki/p#", "open at wiki"),
        ("https://8.8.8.8/p", "https://8.8.8.8/p#", "open at 8.8.8.8"),
        ("https://[2600::1]/p", "https://[2600::1]/p#", "open at 2600::1"),
    ],
)
def test_the_link_opens_the_article_at_the_sentence(url: str, opened: str, words: str) -> None:
    link = link_to(cited(url))
    assert link.url.startswith(opened)
    assert link.words.startswith(words)


@pytest.mark.parametrize(
    "url",
    [
        *[
            None,
            "",
            "not an address",
            "javascript:alert(1)",
            "ftp://a.example/",
            "file:///etc/passwd",
            "//a.example",
        ],
        *["https://user:word@a.example/", "https://a.example@evil.example/", "https://a.example/ <!channel>"],
        *[
            "https://a.example\\@evil.example/",
            "https://",
            "https://a.example/" + "x" * 2_000,
            "https://a:b/",
        ],
        *[
            "https://<!channel>|a.example/",
            "https://a.example|click/",
            "https://a.example>x/",
            "https://www./",
        ],
        *[
            "https://a.example%40evil.example/",
            "https://exa%6dple.com/",
            "https://a..example/",
            "https://-a.b/",
        ],
        *["https://a_b.example/", "https://a.example;@b.example/", f"https://{'a.' * 130}example/"],
        *[
            "https://[::1]/",
            "https://169.254.169.254/latest",
            "https://192.168.0.1/",
            "https://127.0.0.1:9000/",
        ],
        *["https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://①②⑦.0.0.1/", "https://a.1/"],
        *["https://localhost/", "https://me.localhost:8000/", "https://[2600::1%25eth0]/"],
    ],
)
def test_what_no_browser_should_open_is_no_link(url: str | None) -> None:
    assert link_to(cited(url)) is None


def test_a_very_long_host_is_named_by_the_end_that_says_whose_it_is() -> None:
    link = link_to(cited(f"https://bbc.co.uk.{'a.' * 60}evil.example/"))
    assert link.words.endswith("a.evil.example")
    assert len(link.words) == len("open at ") + MAX_HOST_CHARS


@pytest.mark.parametrize(
    ("sentence", "directive"),
    [
        ("Well-known, isn't it? R&D.", "text=Well%2Dknown%2C%20isn%27t%20it%3F%20R%26D."),
        (
            LONG,
            "text=From%20November%20onwards%2C%20the%20North%20Korean,fighters%20to%20help%20Russia%20in%20Kursk.",
        ),
        ("A heading\nand the text", "text=A%20heading,and%20the%20text"),
        ("", ""),
        (" \n ", ""),
        ("字" * 60, f"text={'%E5%AD%97' * 60}"),
        ("字" * 70, ""),
    ],
)
def test_a_sentence_is_named_whole_or_by_its_two_ends(sentence: str, directive: str) -> None:
    assert text_directive(sentence) == directive


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_a_reader_of_fragments_finds_the_sentences_own_words_in_it(sentence: str) -> None:
    directive = text_directive(sentence)
    assert len(directive) <= MAX_FRAGMENT_CHARS
    if not directive:
        return
    pieces = directive.removeprefix("text=").split(",")
    assert not any("-" in piece or "&" in piece for piece in pieces)
    said = " ".join(sentence.split())
    begun, *ended = [unquote(piece, errors="strict") for piece in pieces]
    assert said.startswith(begun)
    assert said.endswith(ended[0]) if ended else said == begun


@settings(max_examples=300, deadline=None)
@given(
    path=st.text(max_size=60), host=st.sampled_from(["a.example", "www.a.example", "bücher.example", "[::1]"])
)
def test_whatever_the_address_the_link_is_one_that_the_checks_let_through(path: str, host: str) -> None:
    citation = cited(f"https://{host}/{path}")
    block = layout.rich_text([source_line(citation, link_to(citation), mark="[1] ")])
    assert checks.message({"text": "x", "blocks": [block]}) is None
    assert [text for text in checks.texts([block]) if in_literal(text)] == []


def test_without_an_address_the_line_ends_with_the_date_and_in_plain_text_no_address_stands() -> None:
    alone = source_line(cited(None), None)
    assert layout.said(alone) == "Kursk · sentence 6 · date unknown"
    linked = source_line(cited("https://a.example/1"), link_to(cited("https://a.example/1")))
    assert layout.said(linked) == "Kursk · sentence 6 · date unknown · open at a.example"
    assert "https" not in layout.plain_text([linked])


def test_the_address_counts_among_the_characters_of_a_message() -> None:
    link = link_to(cited("https://a.example/1"))
    plain = layout.length([layout.line(link.words)])
    assert layout.length([layout.line(link)]) == plain + len(link.url)


def test_where_unfurling_cannot_be_switched_off_the_words_stay_and_the_link_goes() -> None:
    citation = cited("https://a.example/1")
    row = layout.actions(layout.button("why", "Why", "id"))
    blocks = layout.without_links([layout.rich_text([source_line(citation, link_to(citation))]), row])
    assert "link" not in str(blocks[0])
    assert "open at a.\u200bexample" in list(checks.texts(blocks))
    assert blocks[1] == row
    assert checks.message({"text": "x", "blocks": blocks}) is None


async def test_neither_a_whisper_nor_a_change_of_a_message_carries_a_link(slack: FakeSlack) -> None:
    citation = cited("https://a.example/1")
    blocks = (layout.rich_text([source_line(citation, link_to(citation))]),)
    rendered = layout.Rendered("x", blocks, "x")
    client = post.web_client(BOT_TOKEN, f"{slack.base}/api/")
    sent = await post.post(client, GENERAL, "", rendered, "key")
    assert "link" in str(slack.posts()[0]["blocks"])
    assert await post.whisper(client, GENERAL, ANNA, None, rendered) == "posted"
    assert await post.change(client, GENERAL, sent.ts, rendered, "key") == "posted"
    for said in (slack.privates[0], slack.posts()[0]):
        assert "link" not in str(said["blocks"])
        assert "open at a.\u200bexample" in list(checks.texts(said["blocks"]))


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "open at bank.example"},
        {"text": "click here"},
        {"url": "https://user@a.example/"},
        {"url": "javascript:alert(1)"},
        {"style": {"bold": True}},
        {"url": "https://a.example/" + "x" * 3_000},
    ],
)
def test_the_check_of_links_refuses_every_other(changed: dict) -> None:
    block = layout.rich_text([layout.line(layout.Link("https://a.example/", "open at a.example"))])
    (element,) = block["elements"][0]["elements"]
    assert checks.message({"text": "x", "blocks": [block]}) is None
    element.update(changed)
    assert checks.message({"text": "x", "blocks": [block]}).startswith("invalid_blocks: a link")


def test_a_saved_page_does_not_say_which_address_it_is_from(tmp_path) -> None:  # noqa: ANN001
    page = (
        '<html><head><title>T</title><link rel="canonical" href="https://bank.example/log-in"></head><body>'
        f"<article><p>{SENTENCE} {LONG}</p><p>{LONG}</p></article></body></html>"
    ).encode()
    (tmp_path / "a.html").write_bytes(page)
    for new in (*read_path(tmp_path / "a.html"), *read_stdin(page, "a.htm")):
        assert SENTENCE in new.text
        assert new.url is None
