"""Web pages: what is opened, what is refused, and that nothing private is ever connected to."""

from __future__ import annotations

import gzip
import re
import ssl
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from index.errors import Unreadable
from index.readers import is_address, read_page, web
from index.readers.address import is_public, same_site
from index.readers.web import fetch
from index.types import NewArticle
from tests.fakes.web_server import Raw, Sent, WebServer
from tests.held_docs import ROOT
from tests.names import Names, connections, instead_of_the_resolver
from tests.test_readers import pdf_of

HOSTILE = Path(__file__).parent / "hostile"
MILL = (
    "<html><head><title>The mill closes</title>"
    '<meta property="og:site_name" content="The Courier">'
    '<meta property="article:published_time" content="2026-02-10T10:00:00Z">{head}</head>'
    "<body><nav>Home</nav><article><p>The mill on the river opened in 1904 and employed 300 workers.</p>"
    "<p>It closed in 1961, the council said on Tuesday, because the river had run dry.</p></article>"
    "</body></html>"
)
PAGE = Sent(MILL.format(head=""))
PUBLIC, OTHER_PUBLIC = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
BOMB = gzip.compress(b"<p>a</p>" * 25_000_000, 1)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """A resolver that knows what the test tells it."""
    return instead_of_the_resolver(monkeypatch)


def read(server: WebServer, path: str) -> NewArticle:
    return read_page(server.url(path), server.allowed())


def reason(address: str, *servers: WebServer) -> str:
    allowed = frozenset[tuple[str, int]]().union(*(server.allowed() for server in servers))
    with pytest.raises(Unreadable) as refused:
        fetch(address, allowed)
    return str(refused.value)


def drip() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    while not threading.Event().wait(0.05):
        yield b"a"


def endless() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    while True:
        yield b"a" * 65536


def endless_headers() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X: y\r\n"


@pytest.mark.usefixtures("names")
def test_a_redirect_to_a_private_address_is_not_followed() -> None:
    with WebServer({}) as inside, WebServer({}) as server, connections() as tried:
        for number, target in enumerate(
            ("http://169.254.169.254/", inside.url("/"), "//127.0.0.1/", "file:///x")
        ):
            server.pages[f"/{number}"] = Sent(status=302, headers=(("Location", target),))
            assert "leads on to" in reason(server.url(f"/{number}"), server)
        assert {port for _, port in tried} == {server.port}
        assert inside.asked == []


def test_a_name_is_looked_up_once_and_that_machine_is_connected_to(
    names: Names,
    outside_attempts: list[str],
) -> None:
    names.table = {"rebind.example": [[PUBLIC], ["127.0.0.1"]]}
    assert "cannot be reached" in reason("http://rebind.example/")
    assert names.asked == ["rebind.example"]
    assert outside_attempts == [f"socket.connect ({PUBLIC!r}, 80)"]
    outside_attempts.clear()


def test_one_private_machine_among_public_ones_refuses_the_name(names: Names) -> None:
    names.table = {"mixed.example": [[PUBLIC, OTHER_PUBLIC, "10.0.0.7"]]}
    with connections() as tried:
        said = reason("http://mixed.example/")
    assert "mixed.example is not on the public web" in said
    assert "10.0.0.7" not in said
    assert tried == []


def test_a_name_that_is_allowed_is_asked_for_by_name_at_its_machine(names: Names) -> None:
    names.table = {"wiki.internal": [["127.0.0.1"], ["192.0.2.1"]]}
    with WebServer({"/": PAGE}) as server:
        page = fetch(server.url("/", "WIKI.internal"), server.allowed("wiki.internal"))
        assert server.asked[0][1]["Host"] == f"wiki.internal:{server.port}"
        assert page.url == server.url("/", "wiki.internal")
        assert "not on the public web" in reason("http://wiki.internal/")


@pytest.mark.parametrize(
    "machine",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.8.9.1", "168.63.129.16",
        "169.254.169.254", "172.16.0.1", "192.0.0.9", "192.0.2.1", "192.88.99.1", "192.168.1.1",
        "198.18.0.1", "198.51.100.1",
        "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:7f00:1", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:0808:0808::1", "3fff::1",
        "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%2", "fec0::1", "ff02::1", "ff0e::1",
    ],
)  # fmt: skip
def test_no_machine_but_a_public_one_is_public(machine: str) -> None:
    assert not is_public(machine)


@pytest.mark.parametrize(
    "machine", [PUBLIC, OTHER_PUBLIC, "8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::808:808", "2a00:1450:4001::200e"]
)
def test_a_public_machine_is_public_whatever_it_is_wrapped_in(machine: str) -> None:
    assert is_public(machine)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://x.example:8080/", "port 8080 is none of the web's"),
        ("http://x.example:0/", "port 0"),
        ("https://x.example:22/", "name x.example:22 in FOOTNOTE_FETCH_ALLOW"),
        ("http://[::1]:8080/", "name [::1]:8080 in FOOTNOTE_FETCH_ALLOW"),
        ("http://anna:s3cret@x.example/", "user name or a password"),
        ("http://@x.example/", "user name or a password"),
        ("http://x.example/a b", "a space"),
        ("http://x.example/\r\nHost: y", "a line break"),
        ("http://x.example\\@y.example/", "a backslash"),
        ("http://x.example/" + "a" * 2000, "more than 2,000 characters"),
        ("http://[::1/", "no web address"),
        ("http://xn--a/", "no host of the name xn--a was found"),
        ("http:///a", "names no host"),
        ("feed://x.example/rss", "only http and https"),
        ("javascript://x.example/%0aalert(1)", "only http and https"),
        ("http://no.example/", "no host of the name no.example was found"),
        (f"http://{'a' * 64}.example/", "no host of the name"),
    ],
)
def test_an_address_is_refused_with_its_reason_before_it_is_opened(
    address: str,
    why: str,
    names: Names,
) -> None:
    with connections() as tried:
        said = reason(address)
    assert why in said
    assert "s3cret" not in said
    assert said.endswith(".")
    assert tried == []


@pytest.mark.parametrize(
    ("sent", "path", "text"),
    [
        (PAGE, "/a", "The mill on the river opened in 1904"),
        (Sent(MILL.format(head=""), "application/xhtml+xml; charset=utf-8"), "/a", "The mill on the river"),
        (Sent(MILL.format(head=""), "text/xml"), "/a", "The mill on the river"),
        (Sent("Kim sent “11,000”.", "text/plain"), "/a", "Kim sent “11,000”."),
        (Sent("Café.".encode("latin-1"), "text/plain; charset=ISO-8859-1"), "/a", "Café."),
        (Sent("Café.", "text/plain; charset=ISO-8859-1"), "/a", "Café."),
        (Sent("---\ntitle: T\n---\nKim sent.", "text/markdown"), "/a", "Kim sent."),
        (Sent("---\ntitle: T\n---\nKim sent.", "text/plain"), "/a.md", "Kim sent."),
        (Sent("---\ntitle: T\n---\nKim sent.", None), "/a.md", "Kim sent."),
        (Sent(pdf_of("Kim sent 11,000."), "application/pdf"), "/a", "Kim sent 11,000."),
        (Sent(pdf_of("Kim sent 11,000."), "application/octet-stream"), "/a.PDF", "Kim sent 11,000."),
        (Sent(gzip.compress(b"Kim."), "text/plain", headers=(("Content-Encoding", "gzip"),)), "/a", "Kim."),
        (Sent(zlib.compress(b"Kim"), "text/plain", headers=(("Content-Encoding", "deflate"),)), "/a", "Kim"),
    ],
)  # fmt: skip
def test_each_kind_is_read_by_its_reader(sent: Sent, path: str, text: str) -> None:
    with WebServer({path: sent}) as server:
        assert read(server, path).text.startswith(text)


def raw(*pieces: bytes) -> Raw:
    return lambda: iter(pieces)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Sent(status=404), "the server answered 404 Not Found"),
        (Sent(status=403), "the server answered 403 Forbidden"),
        (Sent(status=500), "the server answered 500 Internal Server Error"),
        (Sent(status=204), "the server answered 204"),
        (Sent(status=304), "the server answered 304"),
        (Sent(status=799), "the server answered 799."),
        (Sent(b"\x89PNG", "image/png"), "it is image/png, and only HTML, text, Markdown, PDF and feeds"),
        (Sent("{}", "application/json"), "it is application/json"),
        (Sent("words", None), "it is application/octet-stream"),
        (Sent(status=302), "moved, but not to where"),
        (Sent(status=302, headers=(("Location", "http://[::1/"),)), "moved, but not to where"),
        (Sent(status=302, headers=(("Location", "http://a:b@127.0.0.1/"),)), "user name or a password"),
        (Sent("x", headers=(("Content-Length", "99"),)), "the server broke off"),
        (Sent("x", headers=(("Content-Length", "99999999"),)), "longer than 5 MB"),
        (Sent("x", headers=(("Content-Encoding", "gzip"),)), "unpacked"),
        (Sent("x", headers=(("Content-Encoding", "br"),)), "cannot be unpacked"),
        (Sent(gzip.compress(b"Kim.")[:-9], headers=(("Content-Encoding", "gzip"),)), "cannot be unpacked"),
        (Sent("x", headers=(("X-Long", "a" * 9000),)), "the server's answer cannot be read"),
        (Sent(BOMB, headers=(("Content-Encoding", "gzip"),)), "longer than 5 MB"),
        (endless, "longer than 5 MB"),
        (endless_headers, "the server's answer cannot be read"),
        (raw(b"SSH-2.0-OpenSSH_9.7\r\n"), "the server's answer cannot be read"),
        (raw(), "the server's answer cannot be read"),
    ],
)
def test_what_is_no_article_is_refused_with_what_it_is(reply: Sent | Raw, why: str) -> None:
    with WebServer({"/a": reply}) as server:
        assert why in reason(server.url("/a"), server)


def test_a_server_that_drips_is_left_when_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "TIMEOUT_S", 1.0)
    with WebServer({"/a": drip}) as server:
        began = monotonic()
        assert "it took longer than 1 s" in reason(server.url("/a"), server)
        assert monotonic() - began < 6


def test_a_name_server_that_hangs_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: answered.wait(30) and [])
    monkeypatch.setattr(web, "TIMEOUT_S", 0.2)
    assert "looking up slow.example took too long" in reason("http://slow.example/")
    answered.set()


def moved(to: str) -> Sent:
    return Sent(status=301, headers=(("Location", to), ("Set-Cookie", "id=1; Path=/")))


def test_the_origin_of_a_page_is_where_it_was_found_in_the_end() -> None:
    with WebServer({"/a": moved("b?x=1#top"), "/b?x=1": moved("/c"), "/c": PAGE}) as server:
        assert read(server, "/a#part").origin == server.url("/c")


def test_a_page_that_moves_for_ever_is_given_up_after_five_moves() -> None:
    with WebServer({f"/{n}": moved(f"/{n + 1}") for n in range(9)}) as server:
        assert "leads on more than 5 times" in reason(server.url("/0"), server)
        assert len(server.asked) == 6
        server.pages["/5"] = PAGE
        assert fetch(server.url("/0"), server.allowed()).url == server.url("/5")


def test_no_cookie_no_credential_and_no_proxy_goes_along(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login anna password s3cret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with WebServer({}) as proxy, WebServer({"/a": moved("/b"), "/b": PAGE}) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url(""))
        read(server, "/a")
        assert proxy.asked == []
        for _, headers in server.asked:
            assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
            assert headers["User-Agent"].startswith("Footnote/")


def test_a_page_says_its_title_date_source_and_address() -> None:
    canonical = '<link rel="canonical" href="http://127.0.0.1/mill">'
    with WebServer({"/1": Sent(MILL.format(head=canonical))}) as server:
        new = read(server, "/1")
    assert (new.title, new.date, new.source) == ("The mill closes", "2026-02-10", "The Courier")
    assert (new.url, new.origin) == ("http://127.0.0.1/mill", server.url("/1"))


@pytest.mark.parametrize(
    ("claimed", "own"),
    [
        ("http://courier.example/mill", True),
        ("https://WWW.courier.example:8443/mill", True),
        ("https://other.example/mill", False),
        ("https://courier.example.other.example/", False),
        ("https://anna@courier.example/", False),
        ("javascript://courier.example/%0aalert(1)", False),
        ("/mill", False),
        ("http://[::1", False),
    ],
)
def test_a_page_speaks_for_addresses_of_its_own_host_alone(claimed: str, own: bool) -> None:
    assert same_site(claimed, "https://www.courier.example/news/1") is own


def test_front_matter_from_the_web_says_no_more_than_a_page_may() -> None:
    text = "---\ntitle: T\nurl: https://other.example/\nchannels: [C1]\n---\nKim sent 11,000."
    with WebServer({"/a.md": Sent(text, "text/markdown")}) as server:
        new = read(server, "/a.md")
    assert (new.title, new.source, new.url) == ("T", "127.0.0.1", server.url("/a.md"))
    assert new.channels == frozenset()


def https(pages: dict[str, Sent | Raw]) -> WebServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HOSTILE / "loopback.pem")
    return WebServer(pages, context)


def test_a_certificate_must_be_trusted_and_be_of_the_name_asked_for(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    names.table = {"loopback.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]}
    with https({"/": PAGE}) as server:
        allowed = server.allowed("loopback.example", "other.example")
        with pytest.raises(Unreadable, match=r"its certificate does not hold .*self.signed certificate"):
            fetch(server.url("/", "loopback.example"), allowed)
        monkeypatch.setenv("SSL_CERT_FILE", str(HOSTILE / "loopback.pem"))
        with pytest.raises(Unreadable, match=r"certificate does not hold .*not valid for 'other.example'"):
            fetch(server.url("/", "other.example"), allowed)
        assert server.asked == []
        assert fetch(server.url("/", "loopback.example"), allowed).kind == "html"


def test_a_server_without_encryption_is_not_read_as_https() -> None:
    with WebServer({"/": PAGE}) as server:
        address = server.url("/").replace("http:", "https:")
        assert "no encrypted connection could be made" in reason(address, server)


def test_a_server_that_is_not_there_is_called_so() -> None:
    with WebServer({}) as server:
        pass
    assert "the server cannot be reached (Connection refused)" in reason(server.url("/"), server)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("https://x.example", True),
        ("HTTP://x", True),
        ("\thttp://127.0.0.1/", True),
        ("file:///etc/passwd", True),
        ("seeds", False),
        ("a/b:c.txt", False),
        ("/etc//x", False),
        ("-", False),
    ],
)
def test_an_address_is_told_from_a_path(word: str, meant: bool) -> None:
    assert is_address(word) is meant


def test_no_other_module_opens_what_somebody_named() -> None:
    opens = re.compile(
        r"urlopen|http\.client\.|HTTPS?Connection\b|create_connection|ClientSession\(|fetch_url"
        r"|\brequests\.\w|\burllib3\b|import httpx|download_url|socket\.socket\("
    )
    sources = [path for room in ("bot", "index", "prompts") for path in (ROOT / room).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in sources if opens.search(path.read_text("utf-8"))}
    # The embedder opens the model server that the settings name, the download Slack's own file host.
    assert found == {"index/readers/web.py", "index/embed.py", "bot/slack/read/download.py"}
