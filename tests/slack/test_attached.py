"""What a message brings to be indexed, and where the bot token may travel: pure rules."""

from __future__ import annotations

import pytest

from bot.slack.read.attached import asks_to_index, file_name, links_in, readable_files, without_links
from bot.slack.read.bodies import read
from bot.slack.read.download import may_fetch
from tests.slack.test_incoming import BOT, event

SLACK = "https://slack.com/api/"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ({"name": "a.txt"}, "a.txt"),
        ({"name": "A.PDF"}, "A.PDF"),
        ({"name": "notes", "mimetype": "text/plain"}, "notes.txt"),
        ({"name": "report.final", "mimetype": "application/pdf"}, "report.final.pdf"),
        ({"title": "Untitled", "mimetype": "text/markdown"}, "Untitled.md"),
        ({"name": "../../etc/passwd.txt"}, "passwd.txt"),
        ({"name": "cat.png", "mimetype": "image/png"}, None),
        ({"name": "data.zip", "mimetype": "application/zip"}, None),
        ({}, None),
    ],
)
def test_a_file_has_a_name_that_tells_its_kind_or_none_where_nobody_reads_it(
    file: dict, name: str | None
) -> None:
    assert file_name(file) == name


def test_of_a_files_own_words_only_three_are_kept() -> None:
    told = {"id": "F1", "name": "a.txt", "size": 5, "url_private_download": "https://x.example", "user": "U1"}
    assert readable_files({"files": [told, {"id": "F2", "name": "a.png"}, {"name": "no-id.txt"}]}) == (
        {"id": "F1", "name": "a.txt", "size": 5},
    )


@pytest.mark.parametrize(
    ("raw", "links", "rest"),
    [
        ("index <https://x.example/a|the page>", ("https://x.example/a",), "index"),
        ("<https://x.example/a?b=1&amp;c=2>", ("https://x.example/a?b=1&c=2",), ""),
        ("add http://x.example/a please", ("http://x.example/a",), "add please"),
        ("<http://a.example> <http://a.example> <http://b.eu>", ("http://a.example", "http://b.eu"), ""),
        ("<mailto:a@b.example|mail> <@U1> ftp://x.example file:///etc", (), None),
    ],
)  # fmt: skip
def test_links_are_taken_as_typed_and_their_labels_are_no_words(
    raw: str, links: tuple[str, ...], rest: str | None
) -> None:
    assert links_in(raw) == links
    assert rest is None or " ".join(without_links(raw).split()) == rest


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("index this", True),
        ("Please add these files to your library!", True),
        ("can you read this pdf, please?", True),
        ("", True),
        ("  … ", True),
        ("what does this say?", False),
        ("this", False),
        ("please", False),
        ("add the number of troops", False),
        ("read this: is it true?", False),
    ],
)
def test_only_words_that_ask_for_indexing_and_nothing_else_ask_for_it(words: str, asks: bool) -> None:
    assert asks_to_index(words) is asks


@pytest.mark.parametrize(
    ("parts", "surface"),
    [
        ({"files": [{"id": "F1", "name": "a.txt"}], "subtype": "file_share"}, "offer"),
        ({"files": [{"id": "F1", "name": "a.png"}], "subtype": "file_share"}, None),
        ({"files": [{"id": "F1", "name": "a.txt"}], "bot_id": "B1"}, None),
        ({"files": [{"id": "F1", "name": "a.txt"}], "subtype": "message_changed"}, None),
        ({"text": "index this <https://x.example/a>"}, None),
        ({"text": f"<@{BOT}> index this <https://x.example/a>"}, "offer"),
        ({"text": f"<@{BOT}> index this"}, None),
        ({"text": "index this <https://x.example/a>", "channel_type": "im"}, "offer"),
        ({"text": "is <https://x.example/a> true?", "channel_type": "im"}, "dm"),
        ({"text": "index this", "type": "app_mention"}, "mention"),
        ({"text": "is <https://x.example/a> true?", "type": "app_mention"}, "mention"),
    ],
)
def test_what_brings_something_to_the_bot_is_an_offer_and_what_asks_stays_a_question(
    parts: dict, surface: str | None
) -> None:
    incoming = read(event(**parts), BOT)
    assert (incoming.surface if incoming else None) == surface


def test_a_link_beside_a_dropped_file_is_nobodys_wish() -> None:
    incoming = read(event(text="see <https://x.example>", files=[{"id": "F1", "name": "a.txt"}]), BOT)
    assert (len(incoming.files), incoming.links) == (1, ())


@pytest.mark.parametrize(
    ("url", "api", "may"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.txt", SLACK, True),
        ("https://files.slack.com:443/a", SLACK, True),
        ("https://files.slack.com/a", "http://127.0.0.1:9/api/", True),
        ("http://127.0.0.1:9/files/a", "http://127.0.0.1:9/api/", True),
        ("http://127.0.0.1:8/files/a", "http://127.0.0.1:9/api/", False),
        ("https://127.0.0.1:9/files/a", "http://127.0.0.1:9/api/", False),
        ("http://files.slack.com/a", SLACK, False),
        ("https://files.slack.com:8443/a", SLACK, False),
        ("https://slack.com/a", SLACK, False),
        ("https://files.slack.com.evil.example/a", SLACK, False),
        ("https://evil.example/files.slack.com", SLACK, False),
        ("https://files.slack.com@evil.example/a", SLACK, False),
        ("https://evil.example\\@files.slack.com/a", SLACK, False),
        ("https://evil.example/ https://files.slack.com/a", SLACK, False),
        ("https://files.slack.com\u3002evil.example/a", SLACK, False),
        ("https://files.slack.com:99999/a", SLACK, False),
        ("//files.slack.com/a", SLACK, False),
        ("", SLACK, False),
    ],
)
def test_the_token_travels_to_slacks_file_host_and_the_stand_in_for_its_api_only(
    url: str, api: str, may: bool
) -> None:
    assert may_fetch(url, api) is may
