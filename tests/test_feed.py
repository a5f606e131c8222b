"""Feeds: what RSS and Atom say of their entries, whose articles are fetched, and what is refused."""

from __future__ import annotations

from html import escape

import pytest

from index.errors import Unreadable
from index.readers import Fetched, read_address, read_page
from index.readers.feed import Feed, read_feed
from index.readers.web import Page
from index.types import Added, NewArticle
from tests.fakes.web_server import Sent, WebServer
from tests.names import instead_of_the_resolver

URL = "https://courier.example/news/feed.xml"


def rss(*items: str, title: str = "The Courier") -> str:
    return (
        '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!-- made by hand -->'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f'<title>{title}</title><atom:link rel="self" href="{URL}"/>'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


def atom(*entries: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title>'
        + "".join(f"<entry>{entry}</entry>" for entry in entries)
        + "</feed>"
    )


def read(text: str | bytes) -> Feed:
    return read_feed(Page(URL, "feed", text.encode() if isinstance(text, str) else text))


HTML = (
    "<p>It <b>closed</b> &amp; fell.</p><script>x()</script><p hidden>Lie.</p>"
    "<ul><li>One</li><li>Two</li></ul>"
)
XHTML = (
    '<div xmlns="http://www.w3.org/1999/xhtml"><p>It <b>closed</b> &amp; fell.</p><ul><li>One</li></ul></div>'
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Courier</title></channel>'
    "<item><title>Mill</title><link>https://x.example/1</link><dc:date>2026-02-10</dc:date></item></rdf:RDF>"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            rss("<title>Mill</title><link> /1 </link><pubDate>Tue, 10 Feb 2026 23:30:00 -0500</pubDate>"),
            ("Mill", "2026-02-10", "https://courier.example/1", None),
        ),
        (
            rss("<title>Mill &amp;amp; dam</title><guid>https://x.example/1</guid><pubDate>soon</pubDate>"),
            ("Mill & dam", None, "https://x.example/1", None),
        ),
        (
            rss(f'<guid isPermaLink="false">7</guid><description>{escape(HTML)}</description>'),
            (None, None, None, "It closed & fell.\nOne\nTwo"),
        ),
        (
            rss("<description>Short.</description><content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded>"),
            (None, None, None, "Long."),
        ),
        (
            atom(
                "<title>Mill</title><link rel='self' href='/self'/><link href='2'/>"
                "<updated>2026-02-11T01:00:00Z</updated><published>2026-02-10T23:30:00-05:00</published>"
            ),
            ("Mill", "2026-02-10", "https://courier.example/news/2", None),
        ),
        (
            atom(
                "<title type='html'>&lt;i&gt;Mill&lt;/i&gt;</title>"
                f"<content type='html'>{escape(HTML)}</content>"
            ),
            ("Mill", None, None, "It closed & fell.\nOne\nTwo"),
        ),
        (
            atom(f"<content type='xhtml'>{XHTML}</content><summary>S</summary><updated>2026-02-11</updated>"),
            (None, "2026-02-11", None, "It closed & fell.\nOne"),
        ),
        (atom("<summary>1 &lt; 2 &amp;amp; so on</summary>"), (None, None, None, "1 < 2 &amp; so on")),
        (RDF, ("Mill", "2026-02-10", "https://x.example/1", None)),
        (
            rss("<title>Caf\u00e9</title><link>/1</link>").encode("utf-16"),
            ("Caf\u00e9", None, "https://courier.example/1", None),
        ),
    ],
)  # fmt: skip
def test_an_entry_says_its_title_date_link_and_text(
    text: str | bytes, said: tuple[str | None, str | None, str | None, str | None]
) -> None:
    feed = read(text)
    (entry,) = feed.entries
    assert (entry.title, entry.date, entry.link, entry.text) == said
    assert (feed.title, feed.left_out) == ("The Courier", 0)


def test_the_fifty_newest_entries_are_read_newest_first() -> None:
    days = [
        f"<link>/{n}</link><pubDate>Tue, {n % 28 + 1} Feb 2026 {n % 24:02}:00 GMT</pubDate>"
        for n in range(60)
    ]
    feed = read(rss("<link>/undated</link>", *days))
    assert (len(feed.entries), feed.left_out) == (50, 11)
    dates = [entry.date or "" for entry in feed.entries]
    assert dates == sorted(dates, reverse=True)
    assert dates[0] == "2026-02-28"


def test_an_undated_feed_keeps_its_order_and_an_article_listed_twice_is_one() -> None:
    feed = read(rss(*(f"<title>{n}</title><link>/{n % 3}</link>" for n in range(5))))
    assert [entry.title for entry in feed.entries] == ["0", "1", "2"]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]><rss><channel>&l9;</channel></rss>', "DOCTYPE"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><item>&x;</item></rss>', "DOCTYPE"),
        ('<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd"><rss/>', "DOCTYPE"),
        ("<rss><item>&undefined;</item></rss>", "cannot be parsed"),
        ("<rss><item>", "cannot be parsed"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "neither RSS nor Atom"),
        (rss(), "lists no article"),
        ("<rss>" + "<a>" * 200_000, "cannot be parsed"),
    ],
)
def test_what_is_no_harmless_feed_is_refused(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(text)


def page(title: str, words: str, day: str = "") -> Sent:
    told = f'<meta property="article:published_time" content="{day}">' if day else ""
    body = f"<article><p>{words} It has stood beside the river since 1904, the council said.</p></article>"
    return Sent(f"<html><head><title>{title}</title>{told}</head><body>{body}</body></html>")


def fetched(server: WebServer, path: str = "/feed.xml") -> Fetched:
    return read_address(server.url(path), server.allowed("127.0.0.1", "other.example"))


def test_each_entry_becomes_its_article_or_its_refusal() -> None:
    items = [
        "<title>Mill</title><link>/mill</link><pubDate>Tue, 10 Feb 2026 10:00:00 GMT</pubDate>",
        "<title>Gone</title><link>/gone</link>",
        "<title>Inside</title><link>http://127.0.0.1/admin</link>",
        "<title>Loop</title><link>/feed.xml</link>",
        '<title>Note</title><guid isPermaLink="false">n1</guid>'
        "<description>The bridge cost 4 million.</description>",
        "<title>Nothing</title>",
        "<title>Broken</title><link>http://[::1</link>",
    ]
    done: list[tuple[int, int]] = []
    with WebServer(
        {"/feed.xml": Sent(rss(*items), "text/html"), "/mill": page("Page", "The mill is closed.")}
    ) as server:
        found = read_address(
            server.url("/feed.xml"), server.allowed(), lambda *counts: done.append(counts)
        ).articles
    mill, gone, inside, loop, note, nothing, broken = found
    assert isinstance(mill, NewArticle)
    assert (mill.title, mill.date, mill.url) == ("Mill", "2026-02-10", server.url("/mill"))
    assert mill.origin == server.url("/mill")
    assert isinstance(note, NewArticle)
    assert (note.text, note.source, note.url) == (
        "The bridge cost 4 million.",
        "The Courier",
        server.url("/feed.xml"),
    )
    assert note.origin == server.url("/feed.xml#n1")
    for refused, why in (
        (gone, "404"),
        (inside, "public web"),
        (loop, "it is a feed"),
        (nothing, "'Nothing'"),
        (broken, "no web address"),
    ):
        assert isinstance(refused, Added)
        assert refused.status == "refused"
        assert why in str(refused.reason)
    assert done == [(n, 7) for n in range(1, 8)]


def test_of_a_page_of_another_site_a_feed_says_neither_title_nor_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instead_of_the_resolver(monkeypatch).table = {"other.example": [["127.0.0.1"]]}
    with WebServer({"/mill": page("The mill closes", "The mill is closed.")}) as server:
        item = (
            f"<title>You will not believe this</title><link>{server.url('/mill', 'other.example')}</link>"
            "<pubDate>Tue, 10 Feb 2026 10:00:00 GMT</pubDate>"
        )
        server.pages["/feed.xml"] = Sent(rss(item), "application/rss+xml")
        (new,) = fetched(server).articles
    assert isinstance(new, NewArticle)
    assert (new.title, new.date, new.source) == ("The mill closes", None, "other.example")


def test_a_feed_is_no_page() -> None:
    pages = {"/feed.xml": Sent(atom("<summary>S</summary>"), "application/atom+xml")}
    with WebServer(pages) as server, pytest.raises(Unreadable, match="it is a feed"):
        read_page(server.url("/feed.xml"), server.allowed())
