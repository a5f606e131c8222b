"""Answers, summaries and tables as lines for a terminal. Pure until `show`; nothing here asks or decides.

Text of articles, questions and models reaches the screen without control characters, and never as markup.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot import verdicts, wording
from bot.answers import Answer, Citation, Claim, Rejected, Stage, Summary
from index.types import Article

# What could move the cursor, colour the screen or turn the reading direction around.
_LIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile(r"[\t\n\u2028\u2029]+")
_OPENING = {"partly": "yellow", "not_in_source": "bold blue", "not_verified": "bold magenta"}
_OWN_WORDS = {"worded": " (in the bot’s words)", "computed": " (computed)"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its pieces, each a text and the name of a rich style, and how far it is indented.

    Where a terminal breaks it, what follows is indented `hang` further.
    """

    pieces: tuple[tuple[str, str], ...]
    indent: int = 0
    hang: int = 0

    @property
    def plain(self) -> str:
        """The line without colours."""
        return " " * self.indent + "".join(text for text, _ in self.pieces)


EMPTY = Line(())


def inert(text: str) -> str:
    """Return `text` on one line, without anything a terminal would obey."""
    return _LIVE.sub("", _BREAKS.sub(" ", text))


def line(text: str, style: str = "", indent: int = 0) -> Line:
    """Return one line of one style; `text` is made inert."""
    return Line(((inert(text), style),), indent)


def answer(answer: Answer) -> list[Line]:
    """The answer first, then under it each footnote: the whole sentence, with the copied piece marked."""
    numbers = _numbered(answer.claims)
    return _joined(
        _opening(answer),
        _statements(answer.claims, numbers),
        _footnotes(answer.claims, numbers),
        _nearest(answer),
    )


def summary(summary: Summary) -> list[Line]:
    """Each sentence with its footnotes, then how much of the articles it uses."""
    numbers = _numbered(summary.sentences)
    top = [line(", ".join(summary.articles), "bold")]
    if summary.mode == "extractive":
        top.append(line(wording.EXTRACTS, "bold cyan"))
    return _joined(
        top + _failure(summary.failure) + _left_out(summary.rejected),
        _statements(summary.sentences, numbers),
        _footnotes(summary.sentences, numbers),
        [_coverage(summary)],
    )


def explained(stages: Sequence[Stage], claims: Sequence[Claim], rejected: Sequence[Rejected]) -> list[Line]:
    """Each step with its time and what it did, then each statement with what the gate found, and why."""
    steps = [
        line(f"{stage.name:<10} {stage.elapsed_ms:>8.1f} ms  {_detail(stage)}".rstrip(), indent=2)
        for stage in stages
    ]
    passed = [_checked("passed", claim.text, verdicts.shown(claim), "green") for claim in claims]
    refused = [
        _checked("refused", one.text, f"{one.reason}. {verdicts.refused(one.reason)}", "yellow")
        for one in rejected
    ]
    checks = [row for pair in (*passed, *refused) for row in pair]
    return _joined([line("Steps", "bold"), *steps], [line("Checks", "bold"), *checks] if checks else [])


def _checked(verdict: str, text: str, why: str, style: str) -> tuple[Line, Line]:
    return (
        Line(((f"{verdict:<8}", style), (f"“{inert(text)}”", "")), indent=2, hang=8),
        line(why, "dim", indent=10),
    )


def article(article: Article) -> list[Line]:
    """What it is, then its sentences with the numbers that citations give them."""
    about = [article.article_id, article.date or "date unknown", article.source or "", article.url or ""]
    channels = f"only for {', '.join(sorted(article.channels))}" if article.channels else ""
    top = [line(article.name, "bold"), line(" · ".join(filter(None, [*about, channels])), "dim")]
    width = len(str(len(article.sentences)))
    return _joined(
        top,
        [
            Line(((f"[{one.number}]".rjust(width + 2) + " ", "green"), (inert(one.text), "")), hang=width + 3)
            for one in article.sentences
        ],
    )


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Line]:
    """Columns as wide as their widest cell, two spaces between them."""
    cells = [[inert(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip_longest(heads, *cells, fillvalue="")]
    return [
        Line(
            (("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip(), style),)
        )
        for row, style in [(list(heads), "bold"), *((row, "") for row in cells)]
    ]


def show(lines: Iterable[Line]) -> None:
    """Print to standard output: in colour, wrapped at words; plain and unwrapped when not a terminal."""
    if not sys.stdout.isatty():
        sys.stdout.writelines(one.plain + "\n" for one in lines)
        return
    from rich.console import Console  # costs more than the rest of `footnote list`
    from rich.text import Text

    console = Console(highlight=False)
    for one in lines:
        rows = Text.assemble(*one.pieces).wrap(console, max(console.width - one.indent - one.hang, 20))
        for number, row in enumerate(rows or [Text()]):
            row.rstrip()
            margin = one.indent + (one.hang if number else 0)
            console.print(Text(" " * margin) + row, soft_wrap=True)


def _joined(*parts: list[Line]) -> list[Line]:
    """The parts that have lines, an empty line between each two."""
    lines: list[Line] = []
    for part in filter(None, parts):
        lines += [EMPTY, *part] if lines else part
    return lines


def _numbered(claims: Iterable[Claim]) -> dict[tuple[str, int], int]:
    """Each cited sentence's footnote number, in reading order: one sentence, one footnote."""
    places = dict.fromkeys(citation.place for claim in claims for citation in claim.citations)
    return {place: number for number, place in enumerate(places, 1)}


def _opening(answer: Answer) -> list[Line]:
    lines = [line(text, _OPENING.get(answer.status, "")) for text in wording.opening(answer)]
    if answer.mode == "extractive" and answer.claims:
        lines.insert(0, line(wording.EXTRACTS, "bold cyan"))
    if answer.status == "not_in_source" and not answer.unclear:
        lines.append(line(wording.searched_text(answer), "dim"))
    return lines + _failure(answer.failure)


def _failure(failure: str | None) -> list[Line]:
    return [line(f"The model gave nothing usable: {failure.replace('_', ' ')}.", "yellow")] if failure else []


def _left_out(rejected: Sequence[Rejected]) -> list[Line]:
    return [line(wording.left_out(len(rejected)), "yellow")] if rejected else []


def _statements(claims: Sequence[Claim], numbers: dict[tuple[str, int], int]) -> list[Line]:
    # Whole sentences stand in the footnotes already; to say each twice would be noise.
    if all(claim.kind == "sentence" for claim in claims):
        return []
    return [_statement(claim, numbers) for claim in claims]


def _statement(claim: Claim, numbers: dict[tuple[str, int], int]) -> Line:
    marks = "".join(f"[{numbers[place]}]" for place in dict.fromkeys(one.place for one in claim.citations))
    return Line(
        (
            (inert(wording.statement(claim)), "bold"),
            (inert(wording.noted(claim)), "dim"),
            (_OWN_WORDS.get(claim.kind, ""), "dim"),
            (f" {marks}", "green"),
        )
    )


def _footnotes(claims: Sequence[Claim], numbers: dict[tuple[str, int], int]) -> list[Line]:
    cited: dict[tuple[str, int], list[tuple[Citation, str | None]]] = {}
    for claim in claims:
        for citation in claim.citations:
            cited.setdefault(citation.place, []).append((citation, claim.speaker))
    lines: list[Line] = []
    for place, uses in cited.items():
        speaker = next((speaker for _, speaker in uses if speaker), None)
        mark = f"[{numbers[place]}] "
        lines += _footnote(mark, [citation for citation, _ in uses], speaker)
        lines += [line(note, "dim", indent=len(mark)) for note in _notes_under(claims, place)]
    return lines


def _notes_under(claims: Sequence[Claim], place: tuple[str, int]) -> list[str]:
    """The notes on a sentence that is shown whole: it has no line of its own above that could hold them."""
    whole = [claim for claim in claims if claim.kind == "sentence" and claim.citations[0].place == place]
    return list(dict.fromkeys(note for claim in whole for note in claim.notes))


def _footnote(mark: str, citations: Sequence[Citation], speaker: str | None) -> list[Line]:
    first = citations[0]
    spans = [one.span for one in citations if one.span]
    about = [
        first.name,
        f"sentence {first.sentence}",
        first.date or "date unknown",
        wording.quoted(speaker) if speaker else "",
        first.url or "",
    ]
    return [
        Line(((mark, "green"), ("“", ""), *_marked(first, spans), ("”", "")), hang=len(mark)),
        line(" · ".join(filter(None, about)), "dim", indent=len(mark)),
    ]


def _marked(citation: Citation, spans: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    """The sentence in pieces, those inside a span underlined. Overlapping spans are marked once."""
    pieces: list[tuple[str, str]] = []
    at = citation.start
    for start, end in sorted(spans):
        start = max(start, at)
        if start < end:
            pieces += [(_cut(citation, at, start), ""), (_cut(citation, start, end), "bold underline")]
            at = end
    return [*pieces, (_cut(citation, at, citation.end), "")]


def _cut(citation: Citation, start: int, end: int) -> str:
    return inert(citation.text[start - citation.start : end - citation.start])


def _nearest(answer: Answer) -> list[Line]:
    lines = [line(f"{wording.offered(answer)}:", "dim")] if answer.nearest else []
    for citation in answer.nearest:
        lines += _footnote("- ", [citation], None)
    return lines


def _coverage(summary: Summary) -> Line:
    used = len(summary.coverage.used)
    left = f", {summary.coverage.total - used} left out" if used < summary.coverage.total else ""
    shares = "; ".join(f"{one.used} of {one.total} of {one.name}" for one in summary.coverage.shares)
    of_each = f" ({shares})" if len(summary.coverage.shares) > 1 else ""
    return line(f"Uses {used} of {summary.coverage.total} sentences{left}.{of_each}", "dim")


def _detail(stage: Stage) -> str:
    return ", ".join(f"{name} {value}" for name, value in stage.detail.items() if value not in (None, "", []))
