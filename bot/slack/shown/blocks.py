"""What an answer and a summary look like in Slack. Pure: Answer or Summary in, text and blocks out.

Every statement that is shown has its sentence shown with it; what does not fit waits behind *Show all*.
The fixed words of the endings are `bot.wording`'s.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot import wording
from bot.answers import Answer, Claim, Coverage, Summary
from bot.slack.shown import layout
from bot.slack.shown.footnotes import Footnotes, Linked, nearest
from bot.slack.shown.fragment import link_to
from bot.slack.shown.layout import Block, Line, Part, Rendered, bold, line

# Of 12,000 characters; the rest is for headings, closing lines and the labels of the buttons.
_ROOM_CHARS = layout.MAX_MESSAGE_CHARS - 1_000
_RUNS_LISTED = 30

# Where a message stands; "unkept" is private too, where no answer is kept that could be shared later.
Place = Literal["thread", "channel", "private", "unkept"]

# What can be done about an answer beside the usual: "all", where the whole of it is kept; "person", where
# somebody is named who can be asked instead.
Offer = Literal["all", "person"]
Offers = frozenset[Offer]

UNREACHABLE = "I could not reach the model, so these are the sentences that fit best."
NO_USABLE_REPLY = "The model gave no usable reply, so these are the sentences that fit best."
HOW_TO_ADD = "/footnote add and the address of a page, or share a file here."
TOO_LONG = "The cited sentence is too long for a message."
TOO_MUCH = "That is more text than the model takes, so these are the sentences that fit best."
_NOT_REACHED = frozenset({"unreachable", "timeout", "breaker_open"})


@dataclass(frozen=True, slots=True)
class Row:
    """What the buttons of a message depend on. `whole` are the parts of one that does not fit."""

    answer_id: str
    place: Place
    offers: Offers
    sourced: bool
    whole: Sequence[Part]

    @property
    def whole_is_kept(self) -> bool:
        """Whether what does not fit can be opened with a button of its own."""
        return bool(self.whole) and "all" in self.offers


def render_answer(
    answer: Answer,
    answer_id: str,
    place: Place,
    notices: Sequence[str] = (),
    *,
    offers: Offers = frozenset(),
    linked: Linked = link_to,
) -> Rendered:
    """An answer as a message, with the buttons that fit the place. *Share* stands in a last block of its own.

    `notices` are lines of ours that stand above it; `linked` says where a sentence can be opened.
    """
    notes = Footnotes.of(answer.claims, linked)

    def laid_out(claims: Sequence[Claim]) -> list[Part]:
        return [*_statements(claims, notes), *notes.under(claims)]

    shown = _that_fit(answer.claims, laid_out)
    top = [*map(line, notices), *_opening(answer)]
    whole = [*top, *laid_out(answer.claims)] if len(shown) < len(answer.claims) else []
    row = Row(answer_id, place, offers & _offered_by(answer), bool(answer.claims or answer.nearest), whole)
    rest = _rest(shown, answer.claims, row)
    parts = [*top, *laid_out(shown), *rest, *_nearest(answer, linked)]
    said = [*top, *map(notes.statement, shown), *rest]
    text = layout.notification([*map(layout.said, said), *notes.names(shown)])
    return _message(parts, text, row)


def render_summary(
    summary: Summary,
    answer_id: str,
    place: Place,
    notices: Sequence[str] = (),
    *,
    offers: Offers = frozenset(),
    linked: Linked = link_to,
) -> Rendered:
    """A summary as a message: each sentence with its quotation right under it, then how much it uses."""
    notes = Footnotes.of(summary.sentences, linked)
    shown = _that_fit(summary.sentences, lambda few: _interleaved(few, notes))
    top = [*map(line, notices), *_summary_opening(summary)]
    covered = coverage_line(summary.coverage)
    cut = len(shown) < len(summary.sentences)
    whole = [*top, *_interleaved(summary.sentences, notes), line(""), covered] if cut else []
    row = Row(answer_id, place, offers & {"all"}, bool(summary.sentences), whole)
    end = [*_rest(shown, summary.sentences, row), covered]
    text = layout.notification([layout.said(part) for part in (*top, *map(notes.statement, shown), *end)])
    # Behind an empty line, or it would read as a part of the last source.
    apart = [line("")] if shown else []
    return _message([*top, *_interleaved(shown, notes), *apart, *end], text, row)


def coverage_line(coverage: Coverage) -> Line:
    """How much of the text a summary stands on, and which sentences it leaves out."""
    left = [number for number in range(1, coverage.total + 1) if number not in coverage.used]
    out = f" Left out: {_runs(left)}." if left else ""
    return line(f"Uses {coverage.total - len(left)} of {coverage.total} sentences.{out}")


def _opening(answer: Answer) -> list[Line]:
    lines = [line(bold(said)) if answer.abstained else line(said) for said in wording.opening(answer)]
    if answer.mode == "extractive" and answer.claims:
        lines.insert(0, line(bold(wording.EXTRACTS)))
    if answer.status == "not_in_source" and not answer.unclear:
        lines.append(line(wording.searched_text(answer, HOW_TO_ADD)))
    return lines + _failure(answer.failure)


def _summary_opening(summary: Summary) -> list[Line]:
    names = ", ".join(wording.quoted(layout.title(name)) for name in summary.articles)
    lines = [line(bold("Summary of "), bold(names))]
    if not summary.sentences:
        lines.append(line(wording.NOTHING_VERIFIED))
    elif summary.mode == "extractive":
        lines.append(line(bold(wording.EXTRACTS)))
    lines += [line(wording.left_out(len(summary.rejected)))] if summary.rejected else []
    return lines + _failure(summary.failure)


def _failure(failure: str | None) -> list[Line]:
    if failure is None:
        return []
    if failure == "too_long":
        return [line(TOO_MUCH)]
    return [line(UNREACHABLE if failure in _NOT_REACHED else NO_USABLE_REPLY)]


def _nearest(answer: Answer, linked: Linked) -> list[Part]:
    if answer.claims or not answer.nearest:
        return []
    fitting = nearest(answer.nearest, _ROOM_CHARS, linked)
    return [line(f"{wording.offered(answer)}:"), *(fitting or [line(f"{TOO_LONG} Show in source has it.")])]


def _statements(claims: Sequence[Claim], notes: Footnotes) -> list[Line]:
    """The short answer. Where it is whole sentences only, their quotations below say it all."""
    if all(claim.kind == "sentence" for claim in claims):
        return []
    return [
        line(f"See {notes.marks(claim)} below.") if claim.kind == "sentence" else notes.statement(claim)
        for claim in claims
    ]


def _interleaved(claims: Sequence[Claim], notes: Footnotes) -> list[Part]:
    parts: list[Part] = []
    told: list[tuple[str, int]] = []
    for claim in claims:
        statement = [] if claim.kind == "sentence" else [notes.statement(claim)]
        # An empty line keeps a statement apart from the source of the one before.
        parts += [*([line("")] if parts and statement else []), *statement, *notes.under([claim], told)]
        told += [citation.place for citation in claim.citations]
    return parts


def _that_fit(claims: Sequence[Claim], laid_out: Callable[[Sequence[Claim]], list[Part]]) -> list[Claim]:
    """The first claims that fit a message whole, with their sentences; no sentence is ever cut."""
    counts = range(1, len(claims) + 1)
    fitting = bisect_right(counts, _ROOM_CHARS, key=lambda count: layout.length(laid_out(claims[:count])))
    return list(claims[:fitting])


def _rest(shown: Sequence[Claim], claims: Sequence[Claim], row: Row) -> list[Line]:
    if len(shown) == len(claims):
        return []
    where = "Show all" if row.whole_is_kept else "Show in source"
    if not shown:
        return [line(f"{TOO_LONG} {where} has it whole.")]
    return [line(f"{len(shown)} of {len(claims)} statements are shown. {where} has the others.")]


def _message(parts: Sequence[Part], text: str, row: Row) -> Rendered:
    buttons = list(_buttons(row))
    blocks = [layout.rich_text(parts), *([layout.actions(*buttons)] if buttons else [])]
    blocks.append(feedback_block(row.answer_id))
    if row.place == "private":
        blocks.append(layout.actions(layout.button("share", "Share", row.answer_id)))
    pages = layout.pages(row.whole) if row.whole_is_kept else ()
    return Rendered(text, tuple(blocks), layout.plain_text(parts), tuple(pages))


def _buttons(row: Row) -> Iterator[Block]:
    wanted = {
        ("all", "Show all"): row.whole_is_kept,
        ("source", "Show in source"): row.sourced,
        ("why", "Why this answer?"): row.place != "unkept",
        ("person", "Ask a person"): "person" in row.offers,
        ("quiet", "Be quiet here"): row.place == "thread",
    }
    for (action, name), is_wanted in wanted.items():
        if is_wanted:
            yield layout.button(action, name, row.answer_id)


def _offered_by(answer: Answer) -> Offers:
    """A full answer of the model needs nobody beside it."""
    full = answer.status == "answered" and answer.mode == "llm"
    return frozenset({"all"} if full else {"all", "person"})


def feedback_block(answer_id: str) -> Block:
    """The thumbs under an answer; a thumb's value is its verdict and the answer's id."""

    def thumb(verdict: str, label: str) -> Block:
        return {"text": layout.label(label), "value": f"{verdict}:{answer_id}", "accessibility_label": label}

    thumbs = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": thumb("up", "Good answer"),
        "negative_button": thumb("down", "Bad answer"),
    }
    return {"type": "context_actions", "elements": [thumbs]}


def _runs(numbers: Sequence[int]) -> str:
    """`2, 4–6, 9`; where that gets long, how many they are."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    if len(runs) > _RUNS_LISTED:
        return f"{len(numbers):,} sentences"
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
