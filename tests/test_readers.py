"""Readers: what they take from each kind of file, and what they refuse and why."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from pypdf import PdfWriter

from index.errors import Unreadable
from index.readers import parsing, read_path, read_stdin, walk
from index.readers.charset import utf8_from
from index.readers.files import MAX_TEXT_BYTES
from index.readers.kinds import as_utf8
from index.sentences import split

HOSTILE = Path(__file__).parent / "hostile"

PAGE = """<html><head><title>Heaters recalled | Wire</title>
<meta property="og:title" content="Heaters recalled">
<meta property="og:site_name" content="Consumer Wire">
<meta property="article:published_time" content="2026-01-22T10:00:00Z">
<script>alert('script text')</script><style>p {color: red}</style></head>
<body><nav><a href="/">Home of the wire</a></nav>
<article><h1>Heaters recalled</h1>
<p>Tidewell is recalling <b>214,000</b> heaters, the company said on Wednesday.</p>
<p hidden>Hidden by attribute, twelve words that nobody sees on this page at all.</p>
<p style="display: none">Hidden by style, twelve words that nobody sees on this page at all.</p>
<!-- A comment that nobody sees either. -->
<ul><li>WarmLite 200, sold for about $59</li><li>WarmLite 350, sold for about $119</li></ul>
<p>No deaths have been reported, the company said in its statement to the wire.</p></article></body></html>"""


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def outcome(path: Path) -> tuple[str | None, str]:
    """The text of the article in a file, or the reason why there is none."""
    try:
        (article,) = read_path(path)
    except Unreadable as refused:
        return None, str(refused)
    return article.text, ""


def pdf_of(text: str) -> bytes:
    """A PDF of one page, written by hand: pypdf reads text but does not set it."""
    lines = "".join(f"({line}) Tj T* " for line in text.split("\n"))
    stream = f"BT /F1 12 Tf 14 TL 50 700 Td {lines}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{held}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<< /Size 5 /Root 1 0 R >>\n"
    return f"{body}{trailer}startxref\n{len(body)}\n%%EOF".encode()


def test_text_is_kept_as_it_came(tmp_path: Path) -> None:
    text = "The UK’s “meat-grinder” – 7½\r\n\tline two  \n"
    (article,) = read_path(written(tmp_path, "a.txt", text))
    assert article.text == text
    assert (article.title, article.date) == (None, None)
    assert article.origin == str(tmp_path.resolve() / "a.txt")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (article,) = read_path(written(tmp_path, "a.txt", b"\xef\xbb\xbfKim sent 11,000."))
    assert article.text == "Kim sent 11,000."


def test_front_matter_describes_the_article_and_is_no_part_of_it(tmp_path: Path) -> None:
    front = (
        '---\ntitle: "A: b"\ndate: 2026-02-10\nsource: Courier\nurl: https://example.com/a\n---\n\nText.\n'
    )
    (article,) = read_path(written(tmp_path, "a.md", front))
    assert article.text == "Text.\n"
    described = (article.title, article.date, article.source, article.url)
    assert described == ("A: b", "2026-02-10", "Courier", "https://example.com/a")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The heading\n\nText.", "The heading"),
        ("Text without any heading.", None),
        ("---\n- a list\n---\nText.", None),
        ("---\na: &x [1]\nb: *x\n---\nText.", None),
        ("---\ntitle: [broken\n---\nText.", None),
    ],
)
def test_markdown_without_usable_front_matter_is_all_text(
    tmp_path: Path, text: str, title: str | None
) -> None:
    (article,) = read_path(written(tmp_path, "a.md", text))
    assert (article.text, article.title) == (text, title)


@pytest.mark.parametrize("date", ["yesterday", "2026-13-40", "[1]", "12"])
def test_a_date_that_is_none_is_refused(tmp_path: Path, date: str) -> None:
    with pytest.raises(Unreadable, match="front matter"):
        read_path(written(tmp_path, "a.md", f"---\ndate: {date}\n---\nText."))


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("chanels", "channels"),
        ("channles", "channels"),
        ("chnnels", "channels"),
        ("chanel", "channel"),
        ("titel", "title"),
        ("sorce", "source"),
        ("dtae", "date"),
        ("ulr", "url"),
    ],
)
def test_a_misspelt_key_is_refused_for_without_it_all_might_read_what_was_closed(
    tmp_path: Path, key: str, meant: str
) -> None:
    with pytest.raises(Unreadable, match=f"says '{key}'. Did you mean {meant}[?]"):
        read_path(written(tmp_path, "a.md", f"---\n{key}: C0123456789\n---\nText."))


@pytest.mark.parametrize(
    "key", ["tags", "author", "sources", "titles", "subtitle", "data", "uri", "updated", "changes", "7"]
)
def test_other_keys_are_let_be(tmp_path: Path, key: str) -> None:
    (article,) = read_path(written(tmp_path, "a.md", f"---\n{key}: [C1]\nChannels: [C2]\n---\nText."))
    assert (article.text, article.channels) == ("Text.", {"C2"})


@pytest.mark.parametrize(
    "value", ['!!int ""', "!!timestamp x", "!!bool maybe", "!!float x", "9" * 15_000, "0x" + "f" * 15_000]
)
@pytest.mark.parametrize("field", ["title", "date", "channels", "other"])
def test_front_matter_with_a_value_that_is_none_is_refused(tmp_path: Path, field: str, value: str) -> None:
    with pytest.raises(Unreadable, match=r"a\.md: its front matter holds a value that cannot be read"):
        read_path(written(tmp_path, "a.md", f"---\n{field}: {value}\n---\nText."))


def test_a_page_gives_its_article_and_nothing_hidden(tmp_path: Path) -> None:
    (article,) = read_path(written(tmp_path, "a.html", PAGE))
    described = (article.title, article.date, article.source)
    assert described == ("Heaters recalled", "2026-01-22", "Consumer Wire")
    sentences = [article.text[start:end] for start, end in split(article.text)]
    assert "Tidewell is recalling 214,000 heaters, the company said on Wednesday." in sentences
    assert "WarmLite 350, sold for about $119" in sentences
    for unseen in ("script text", "Hidden by", "A comment", "Home of the wire", "color"):
        assert unseen not in article.text


def test_a_page_in_the_encoding_it_declares_is_read(tmp_path: Path) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace("No deaths", "“No” deaths")
    (article,) = read_path(written(tmp_path, "a.html", page.encode("cp1252")))
    assert "“No” deaths have been reported" in article.text


def test_a_page_in_no_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="UTF-8"):
        read_path(written(tmp_path, "a.html", PAGE.replace("No deaths", "“No” deaths").encode("cp1252")))


@pytest.mark.parametrize("name", ["unicode_escape", "Raw-Unicode-Escape", "rot13", "undefined", "no-such"])
def test_a_page_that_declares_what_no_page_is_written_in_is_refused(name: str, tmp_path: Path) -> None:
    page = PAGE.replace("<head>", f'<head><meta charset="{name}">').replace("No deaths", "Nö deaths")
    with pytest.raises(Unreadable, match="UTF-8"):
        read_path(written(tmp_path, "a.html", page.encode("latin-1")))


@pytest.mark.parametrize("name", ["idna", "IDNA", "punycode", "utf_7", "unicode-escape", "hex", "a\x00b", ""])
def test_bytes_in_what_no_text_is_published_in_are_left_alone(name: str) -> None:
    assert utf8_from(b"xn--mnchen-3ya", name) is None
    # Only bytes that are no UTF-8 are read as the server says.
    assert as_utf8(b"Caf\xe9", name) == b"Caf\xe9"
    assert as_utf8(b"Caf\xe9", "latin-1") == "Café".encode()


def test_a_pdf_gives_its_text_with_lines_joined(tmp_path: Path) -> None:
    text = "The supplier had changed the switch in early Feb-\nruary to save about thirty cents\nand said so."
    (article,) = read_path(written(tmp_path, "a.pdf", pdf_of(text)))
    assert article.text == (
        "The supplier had changed the switch in early February to save about thirty cents and said so."
    )
    assert article.date is None


def test_a_pdf_without_text_and_one_with_a_password_are_refused(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    blank = io.BytesIO()
    writer.write(blank)
    with pytest.raises(Unreadable, match="scan"):
        read_path(written(tmp_path, "blank.pdf", blank.getvalue()))
    writer.encrypt("secret", algorithm="RC4-128")
    closed = io.BytesIO()
    writer.write(closed)
    with pytest.raises(Unreadable, match="password"):
        read_path(written(tmp_path, "closed.pdf", closed.getvalue()))


def test_text_called_pdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="not a PDF"):
        read_path(written(tmp_path, "a.pdf", "Kim sent 11,000."))


def test_a_parser_that_takes_too_long_is_killed() -> None:
    with pytest.raises(Unreadable, match="longer than"):
        parsing.parsed("html", PAGE.encode(), "a.html", timeout_s=0.01)


def test_a_parser_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import os; os.kill(os.getpid(), 9)")
    monkeypatch.setattr(parsing, "_CHILD", dying)
    with pytest.raises(Unreadable, match="the parser stopped"):
        parsing.parsed("html", b"", "a.html")


def test_the_parser_sees_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text("import json, os; print(json.dumps({'refused': str(dict(os.environ))}))")
    monkeypatch.setattr(parsing, "_CHILD", spy)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    with pytest.raises(Unreadable) as refused:
        parsing.parsed("html", b"", "a.html")
    assert "canary" not in str(refused.value)


def test_a_long_file_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.truncate(MAX_TEXT_BYTES + 1)
    with pytest.raises(Unreadable, match="longer than 5 MB"):
        read_path(path)


def test_links_pipes_and_folders_are_refused_unread(tmp_path: Path) -> None:
    secret = written(tmp_path, "secret.txt", "Secret words.")
    (tmp_path / "link.txt").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name, reason in (("link", "link"), ("pipe", "regular"), ("folder", "regular"), ("none", "no such")):
        with pytest.raises(Unreadable, match=reason):
            read_path(tmp_path / f"{name}.txt")


def test_a_folder_gives_its_known_files_in_order_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", ".hidden.txt", "c.png", "UPPER.TXT"):
        written(tmp_path, name, "Words.")
    (tmp_path / "sub").mkdir()
    written(tmp_path / "sub", "d.html", PAGE)
    (tmp_path / ".git").mkdir()
    written(tmp_path / ".git", "e.txt", "Words.")
    (tmp_path / "link.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "away").symlink_to("/etc")
    os.mkfifo(tmp_path / "pipe.txt")
    assert [str(path.relative_to(tmp_path)) for path in walk(tmp_path)] == [
        "UPPER.TXT",
        "a.md",
        "b.txt",
        "sub/d.html",
    ]


def test_standard_input_is_read_by_its_name() -> None:
    assert read_stdin(b"# T\n\nText.", "notes.md")[0].title == "T"
    assert read_stdin(b"# T\n\nText.", "stdin")[0].title is None


REFUSED_BYTES = {
    "nul": (b"Kim\x00sent", "NUL"),
    "zip": (b"PK\x03\x04rest", "zip archive or an office file"),
    "gzip": (b"\x1f\x8brest", "gzip"),
    "utf16": ("Kim".encode("utf-16"), "UTF-16"),
    "latin": ("café".encode("latin-1"), "not UTF-8"),
    "xml": (b'<?xml version="1.0"?><!DOCTYPE a><a/>', "XML"),
    "pickle": (b"\x80\x04\x8c\x05posix", "pickle"),
}


@pytest.mark.parametrize("kind", REFUSED_BYTES)
def test_what_is_no_text_is_refused_with_what_it_is(kind: str) -> None:
    data, reason = REFUSED_BYTES[kind]
    with pytest.raises(Unreadable, match=reason):
        read_stdin(data, "stdin")
