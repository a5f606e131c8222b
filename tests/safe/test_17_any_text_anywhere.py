"""17. Any text may stand anywhere: nothing raises that may not, and nothing becomes live in Slack."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import gate, recording
from bot.answers import Answer, Citation, Claim, Coverage, Rejected, Summary
from bot.ask import ask
from bot.desk import Desk
from bot.draft import BadDraft, Draft, parse
from bot.errors import TapeError, UsageError
from bot.feeding import Became, Fed
from bot.records.rows import Cited, Kept
from bot.records.schedule_book import Standing
from bot.records.unanswered_book import Unanswered
from bot.slack.handlers.person import Handover, passed_on
from bot.slack.read.incoming import typed
from bot.slack.shown import homepage, layout, shelf, stale, standing, views
from bot.slack.shown.blocks import render_answer, render_summary
from bot.slack.shown.fragment import link_to
from bot.slack.shown.homepage import Health
from bot.slack.shown.inert import literal, mrkdwn
from index.errors import LibraryError, Unreadable
from index.ingest import prepared
from index.readers import read_stdin
from index.types import Article, ArticleInfo, NewArticle, Sentence
from tests.fakes.slack_live import in_literal, in_message, in_mrkdwn
from tests.gate.shelf import shelve
from tests.safe.conftest import TellFigure
from tests.safe.figures import Extent
from tests.shelf import SEED_TEXT, ScriptedModel, desk_with, drafted
from tests.slack.test_inert import mixes

NAUGHTY = Path(__file__).parents[1] / "slack" / "data" / "naughty.jsonl"
TAPES = Path(__file__).parents[1] / "tapes" / "recorded"

# Inputs that once went wrong, or that a plainer rule would let through. Add what a run finds.
KEPT = (
    "<<!channel>>",
    "w\u200bww.evil\u00ad.example",
    "<\u200b!channel>",
    "h\u00adttps://evil.example",
    "@\u2060channel",
    "<!subteam^S1|@x>",
    "[x](https://evil.example)",
    "\ud800<!here>",
    "&lt;!channel&gt;",
    "\\u003c!channel\\u003e",
    "a.\u0301example",
)

KEPT_ANSWER = Kept("1", "T1", "C1", None, None, None, ())

words = st.one_of(mixes, st.text(), st.sampled_from(KEPT))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["claims", "span", "sentences", "kind", "missing", "x"]), inner),
    ),
    max_leaves=12,
)


def many(count: int, strategy: st.SearchStrategy[Any], check: Callable[[Any], None]) -> int:
    """Try so many inputs, those first that are kept, and return how many it were."""
    tried = 0

    def counted(value: Any) -> None:  # noqa: ANN401 - whatever the strategy makes
        nonlocal tried
        tried += 1
        check(value)

    rules = {"max_examples": count, "deadline": None, "database": None}
    settings(**rules, suppress_health_check=list(HealthCheck))(given(strategy)(counted))()
    return tried


def messages_of(text: str) -> Iterator[dict[str, Any]]:
    """Every message and modal there is, with the text as question, article, title, name and reason."""
    cited = Citation(text, text, text, text, None, 1, 0, len(text), text)
    claims = [Claim(text, kind, text, (cited,), (text,)) for kind in ("copied", "worded", "computed")]
    claims.append(replace(claims[0], kind="sentence"))
    answers = [
        Answer(
            text, "llm", tuple(claims), missing=text, rejected=(Rejected(text, "figure"),), searched=(text,)
        ),
        Answer(text, "llm", nearest=(cited,), searched=(text, text), searched_more=2),
        Answer(text, "extractive", unclear=True, meant=(cited,), searched=(text,)),
    ]
    info = ArticleInfo(text, text, text, text, None, frozenset({text}), 1)
    fed = Fed((Became(text, "added", reason=None), Became(text, "refused", reason=text)), 2)
    rendered = [
        *(render_answer(one, "0" * 16, "private", (text,)) for one in answers),
        render_summary(Summary((text, text), "llm", tuple(claims), Coverage((1,), 3)), "0" * 16, "thread"),
        shelf.listing([info] * 2),
        shelf.confirm(info),
        shelf.became(fed),
        shelf.became(Fed(fed.became[:1], 0)),
        shelf.removed(text),
        shelf.opened(text),
        shelf.offer([{"name": text, "size": 9, "id": "F1"}], [text], asked=True),
        layout.note(text),
    ]
    rendered += [
        standing.unfollowed(text),
        standing.followed([Standing("1", "T1", "C1", "feed", text, "daily", text, None, 0)]),
        standing.failed(text, text),
        layout.note(standing.following(text, text, text)),
        stale.marked(stale.Stale((1,), (2,), (text,)), rendered[0].blocks, rendered[0].text),
        passed_on(Handover(KEPT_ANSWER, text, "C1", (cited,)), text, None),
    ]
    unanswered = [Unanswered(text, "C1", 0.0, "not_in_source")]
    health = Health(text, True, 1, None, (text,))
    yield homepage.view(homepage.Shown(text, [info], text, unanswered, health, "D1", unanswered))
    for one in rendered:
        yield {"text": one.text, "blocks": list(one.blocks)}
        yield {"text": one.plain or one.text}
    article = Article("a", text, None, None, None, frozenset(), text, (Sentence("a", 1, 0, len(text), text),))
    pages = views.pages(views.marked([article], [Cited("a", 1, text)], lambda said: said))
    yield from (views.source_view("0" * 16, pages, index) for index in range(len(pages)))
    yield views.why_view([text])


def test_the_only_links_are_an_articles_own_address(figure: TellFigure, extent: Extent) -> None:
    odd: list[str] = []
    made = 0

    def check(text: str) -> None:
        nonlocal made
        for address in (text, f"https://a.example/{text}", f"https://a.example#{text}", f"javascript:{text}"):
            link = link_to(Citation("a", text, None, None, address, 1, 0, len(text), text))
            if link is not None:
                made += 1
                odd.extend(amiss(link, address))

    # No half characters: an article that holds one is refused.
    many(extent.pick(150, 5_000), words.map(lambda one: one.encode("utf-8", "replace").decode()), check)
    figure("links under quotations", made, f">= {extent.pick(30, 1_000)}")
    figure("of them odd in host, scheme, letters or words", len(odd), "= 0")


def amiss(link: layout.Link, address: str) -> list[str]:
    """What is wrong with a link: another host, another scheme, letters that Slack reads, words of others."""
    url, own = urlsplit(link.url), urlsplit(address.strip())
    host = (url.hostname or "").removeprefix("www.")
    wrong = {
        "host": own.hostname is not None and own.hostname.isascii() and url.hostname != own.hostname,
        "scheme": url.scheme not in ("http", "https"),
        "user": "@" in url.netloc,
        "letters": bool(re.search(r"[\s<>|\\\x00-\x1f]", link.url)) or not link.url.isascii(),
        "words": not (link.words.startswith("open at ") and (host in link.words or "…" in link.words)),
    }
    return [f"{name}: {link}" for name, is_wrong in wrong.items() if is_wrong]


def test_a_hundred_thousand_mixes_and_all_naughty_strings_are_inert(
    figure: TellFigure, extent: Extent
) -> None:
    live: list[str] = []

    def check(text: str) -> None:
        live.extend(in_literal(literal(text)) + in_mrkdwn(mrkdwn(text)))

    tried = many(extent.pick(1_500, 100_000), words, check)
    naughty = [row["text"] for row in extent.rows("naughty.jsonl", NAUGHTY)]
    for text in (*KEPT, *naughty):
        check(text)
    figure("random mixes", tried, extent.pick(">= 1500", ">= 100000"))
    figure("naughty strings", len(naughty), extent.pick("= 467", "= 515"))
    figure("live tokens in any of them", len(live), "= 0")


def test_no_text_is_live_or_raises_in_any_message_there_is(figure: TellFigure, extent: Extent) -> None:
    live: list[str] = []

    def check(text: str) -> None:
        for message in messages_of(text):
            live.extend(in_message(message))

    tried = many(extent.pick(60, 3_000), words, check)
    naughty = [row["text"] for row in extent.rows("naughty.jsonl", NAUGHTY)][:: extent.pick(6, 1)]
    for text in (*KEPT, *naughty):
        check(text)
    figure("texts in every message there is", tried + len(naughty), extent.pick(">= 100", ">= 3500"))
    figure("live tokens in those messages", len(live), "= 0")


def test_naughty_articles_titles_and_questions_go_the_whole_road(
    tmp_path: Path, figure: TellFigure, extent: Extent
) -> None:
    naughty = [row["text"] for row in extent.rows("naughty.jsonl", NAUGHTY)][:: extent.pick(25, 1)]
    live, refused = [], 0
    desk = desk_with(tmp_path / "home", [NewArticle("seed", SEED_TEXT)])
    with desk.library:
        for text in naughty:
            try:
                desk.library.add(NewArticle("naughty", f"{text}\nThe mill had 11 {text} men.", title=text))
                answer = answered(desk, text)
            except (LibraryError, UsageError):
                refused += 1
                continue
            message = render_answer(answer, "0" * 16, "private")
            live += in_message({"text": message.text, "blocks": list(message.blocks)})
    figure("naughty strings on the whole road", len(naughty), extent.pick(">= 18", "= 515"))
    figure("of them refused in plain words", refused, f"<= {len(naughty) // 4}")
    figure("live tokens in the answers", len(live), "= 0")


def answered(desk: Desk, text: str) -> Answer:
    """The string as a question, before a model that repeats it."""
    model = ScriptedModel([drafted((text[:900], [1]), (text[:900], [2], "worded"), missing=text[:900])])
    return ask(f"How many men had the mill {text}"[:4_000], replace(desk, model=model))


def only(*allowed: type[Exception]) -> Callable[[Callable[[Any], object]], Callable[[Any], None]]:
    """Let a function end in these errors and no others."""

    def wrap(function: Callable[[Any], object]) -> Callable[[Any], None]:
        def run(value: Any) -> None:  # noqa: ANN401
            try:
                function(value)
            except allowed:
                return

        return run

    return wrap


def drafts(value: object) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    assert isinstance(parse(text), Draft | BadDraft)


def articles(text: str) -> None:
    made = prepared(NewArticle(text, text, title=text, source=text, url=text, channels=frozenset({text})))
    end = 0
    for start, stop in made.spans:
        assert end <= start < stop <= len(text)
        end = stop


def judged(pair: tuple[str, str]) -> None:
    claim, sentence = pair
    told, articles = shelve(sentence)
    for kind in ("copied", "worded"):
        verdict = gate.judge(claim, kind, told, articles)
        assert all(sentence[start:end] for _, start, end in verdict.spans)


def recordings(folder: Path) -> Callable[[tuple[bytes, int]], object]:
    """Reads a real recording with some bytes replaced: it is refused, whatever they are."""
    whole = min(TAPES.glob("*.json")).read_bytes()
    path = folder / "recording.json"

    def read(change: tuple[bytes, int]) -> None:
        piece, at = change
        path.write_bytes(whole[: at % len(whole)] + piece + whole[at % len(whole) + len(piece) :])
        recording.read(path)

    return read


def test_no_input_makes_a_reader_raise_what_it_may_not(
    tmp_path: Path, figure: TellFigure, extent: Extent
) -> None:
    texts = st.one_of(words, st.text(alphabet='{}[]":,\\n\\"abc0123 .', max_size=200))
    data = st.one_of(st.binary(), words.map(lambda one: one.encode("utf-8", "replace")))
    fronted = data.map(lambda one: b"---\n" + one + b"\n---\nKim sent 11,000.")
    fuzzed: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], object]]] = {
        "draft parser": (st.one_of(texts, values), drafts),
        "splitter, as an article gets there": (words, articles),
        "gate": (st.tuples(words, st.text(min_size=1)), judged),
        "unwrapping of what people type": (words, lambda one: typed(one, "U1")),
        "text reader": (data, lambda one: read_stdin(one, "a.txt")),
        "Markdown reader": (st.one_of(data, fronted), lambda one: read_stdin(one, "a.md")),
        "reader of recordings": (
            st.tuples(st.binary(max_size=9), st.integers(min_value=0, max_value=10**6)),
            recordings(tmp_path),
        ),
    }
    count = extent.pick(120, 5_000)
    tried = sum(many(count, made, only(Unreadable, TapeError)(read)) for made, read in fuzzed.values())
    figure("inputs to seven readers", tried, f">= {int(0.7 * count * len(fuzzed))}")


@pytest.mark.parametrize("name", ["a.html", "a.pdf"])
def test_no_page_and_no_pdf_makes_its_reader_raise_what_it_may_not(
    name: str, figure: TellFigure, extent: Extent
) -> None:
    start = {"a.html": b"<html><body><p>Kim sent 11,000.</p>", "a.pdf": b"%PDF-1.4\n"}[name]
    data = st.binary(max_size=400).map(lambda one: start + one)
    count = extent.pick(3, 150)
    read = only(Unreadable)(lambda one: read_stdin(one, name))
    figure(f"inputs to the reader of {name[2:]}", many(count, data, read), f">= {count // 2}")
