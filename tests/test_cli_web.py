"""`footnote add` and `footnote summary` with addresses: what the command line says of pages and feeds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.cli import main
from tests.fakes.web_server import Sent, WebServer
from tests.test_feed import page, rss

Run = Callable[..., SimpleNamespace]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command that may open a server's pages; gives code, out and err."""
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))

    def call(server: WebServer, *arguments: str) -> SimpleNamespace:
        monkeypatch.setenv("FOOTNOTE_FETCH_ALLOW", f"127.0.0.1:{server.port}")
        code = main(arguments)
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    return call


def test_a_page_is_added_once_and_updated_when_it_changes(run: Run) -> None:
    rows = []
    with WebServer({}) as server:
        for words in ("The mill opened.", "The mill opened.", "The mill closed."):
            server.pages["/mill"] = page("The mill", words)
            done = run(server, "add", server.url("/mill"), "--json")
            assert done.code == 0
            rows += json.loads(done.out)
        (listed,) = json.loads(run(server, "list", "--json").out)
    assert [row["status"] for row in rows] == ["added", "unchanged", "updated"]
    assert {row["article_id"] for row in rows} == {"mill"}
    assert (listed["title"], listed["url"], listed["source"]) == (
        "The mill",
        server.url("/mill"),
        "127.0.0.1",
    )


def test_a_feed_gives_a_row_an_entry_and_says_how_many_it_left_out(run: Run) -> None:
    items = [
        f'<guid isPermaLink="false">{n}</guid><description>Note {n} is here.</description>' for n in range(52)
    ]
    with WebServer({"/feed.xml": Sent(rss("<link>/gone</link>", *items), "text/xml")}) as server:
        done = run(server, "add", server.url("/feed.xml"), "--source", "Own", "--json")
    rows = json.loads(done.out)
    assert done.code == 1
    assert [row["status"] for row in rows] == ["refused", *["added"] * 49]
    assert {row["source"] for row in rows[1:]} == {"Own"}
    assert "the 50 newest entries of the feed were read, 3 older ones were not" in done.err
    assert f"refused: {server.url('/gone')}: the server answered 404 Not Found." in done.err


def test_one_title_for_all_entries_of_a_feed_is_wrong_usage(run: Run) -> None:
    items = [f"<description>Note {n} is here.</description>" for n in range(2)]
    with WebServer({"/feed.xml": Sent(rss(*items), "text/xml")}) as server:
        done = run(server, "add", server.url("/feed.xml"), "--title", "T")
    assert (done.code, "2 were found" in done.err) == (2, True)


def test_a_page_is_summarised_without_being_added(run: Run, home: Path) -> None:
    with WebServer({"/mill": page("The mill", "The mill opened in 1904 with 300 workers.")}) as server:
        done = run(server, "summary", server.url("/mill"), "--json")
        feed = server.url("/feed.xml")
        server.pages["/feed.xml"] = Sent(rss("<description>A note.</description>"), "text/xml")
        refused = run(server, "summary", feed)
    assert done.code == 0
    assert json.loads(done.out)["sentences"][0]["citations"][0]["url"] == server.url("/mill")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(f"{feed}: it is a feed.")
    assert not (home / "library.sqlite3").exists()


def test_nothing_private_is_opened_unless_it_is_allowed(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with WebServer({"/mill": page("The mill", "The mill opened.")}) as server, WebServer({}) as other:
        done = run(other, "add", server.url("/mill"))
        assert (done.code, server.asked) == (1, [])
        assert f"name 127.0.0.1:{server.port} in FOOTNOTE_FETCH_ALLOW" in done.err
