"""Footnotes in Slack: their numbers, the quoted sentence, the source line under it. Pure.

Article text stands in quotation marks or in a quotation block and nowhere else, the speaker's words included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.answers import Citation, Claim
from bot.slack.shown import layout
from bot.slack.shown.fragment import link_to
from bot.slack.shown.layout import Line, Link, Part, Quote, bold, line
from bot.wording import noted, quoted

Linked = Callable[[Citation], Link | None]  # where a cited sentence can be opened, if anywhere

_OWN_WORDS = {"worded": " (in my words)", "computed": " (computed)"}


@dataclass(frozen=True, slots=True)
class Footnotes:
    """Numbers for cited sentences, from 1 in reading order: one sentence, one number."""

    places: dict[tuple[str, int], int]
    speakers: dict[tuple[str, int], str]
    linked: Linked = link_to

    @classmethod
    def of(cls, claims: Sequence[Claim], linked: Linked = link_to) -> Footnotes:
        """Number the citations of `claims` as a reader meets them."""
        cited = dict.fromkeys(citation.place for claim in claims for citation in claim.citations)
        speakers: dict[tuple[str, int], str] = {}
        for claim in claims:
            for citation in claim.citations:
                if claim.speaker:
                    speakers.setdefault(citation.place, claim.speaker)
        return cls({place: number for number, place in enumerate(cited, 1)}, speakers, linked)

    def marks(self, claim: Claim) -> str:
        """The claim's marks: `[1][3]`."""
        places = dict.fromkeys(citation.place for citation in claim.citations)
        return "".join(f"[{self.places[place]}]" for place in places)

    def statement(self, claim: Claim) -> Line:
        """The claim as a line: `“speaker”: “copied words” [1]`. Wording of our own is said to be.

        The speaker is not named twice where the words themselves do.
        """
        if claim.kind in _OWN_WORDS:
            said = f"{noted(claim)}{_OWN_WORDS[claim.kind]} {self.marks(claim)}"
            return line(bold(claim.text), said)
        spoken = f"{quoted(claim.speaker)}: " if claim.speaker and claim.speaker not in claim.text else ""
        return line(spoken, bold(quoted(claim.text)), f"{noted(claim)} {self.marks(claim)}")

    def under(self, claims: Iterable[Claim], already: Iterable[tuple[str, int]] = ()) -> list[Part]:
        """The quoted sentence and the source line of each citation, once; none of those told `already`."""
        parts: list[Part] = []
        told = set(already)
        for claim in claims:
            for citation in claim.citations:
                if citation.place not in told:
                    told.add(citation.place)
                    mark = f"[{self.places[citation.place]}] "
                    speaker = self.speakers.get(citation.place)
                    parts += [
                        Quote(citation.text),
                        source_line(citation, self.linked(citation), speaker, mark),
                    ]
                    # A sentence shown whole has no line of its own above that could hold them.
                    parts += map(line, claim.notes) if claim.kind == "sentence" else ()
        return parts

    def names(self, claims: Iterable[Claim]) -> list[str]:
        """The cited articles for a notification: `[1][2] title`."""
        marks: dict[str, dict[int, None]] = {}
        for claim in claims:
            for citation in claim.citations:
                marks.setdefault(citation.name, {})[self.places[citation.place]] = None
        return [
            "".join(f"[{n}]" for n in numbers) + f" {layout.title(name)}" for name, numbers in marks.items()
        ]


def source_line(citation: Citation, link: Link | None, speaker: str | None = None, mark: str = "") -> Line:
    """`[1] title · sentence 6 · “speaker” · date · open at example.com`; an unknown date is said to be."""
    facts = (
        layout.title(citation.name),
        f"sentence {citation.sentence}",
        quoted(speaker) if speaker else "",
        citation.date or "date unknown",
    )
    told = mark + " · ".join(filter(None, facts))
    return line(f"{told} · ", link) if link else line(told)


def nearest(citations: Iterable[Citation], room: int, linked: Linked = link_to) -> list[Part]:
    """Sentences offered beside a refusal, without numbers: they are no evidence. Those that fit `room`."""
    parts: list[Part] = []
    for citation in citations:
        both: list[Part] = [Quote(citation.text), source_line(citation, linked(citation))]
        if layout.length([*parts, *both]) <= room:
            parts += both
    return parts
