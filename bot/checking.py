"""What of a draft may be shown: the claims that pass the gate, the missing part as it was asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import extractive, gate
from bot.answers import Citation, Claim, Rejected
from bot.context import Context, one_line
from bot.draft import DraftClaim
from bot.gate.grammar import is_content
from bot.gate.words import stem, tokens
from index.types import Sentence

# Words without content of their own that a missing part may turn on.
_SCOPES = frozenset({"all", "both", "each", "every", "never", "no", "none", "not", "only", "why"})


def check(
    drafts: Sequence[DraftClaim], context: Context, *, wording: bool = False
) -> tuple[tuple[Claim, ...], tuple[Rejected, ...]]:
    """Put every drafted claim through the gate, alone; what fails is rejected with its reason.

    `wording`: a reworded claim that passes is shown in its own words (summaries). Otherwise, and whenever
    the gate is unsure, the cited sentence itself is shown in its place.
    """
    claims: list[Claim] = []
    rejected: list[Rejected] = []
    for drafted in drafts:
        cited = context.cited(drafted.sentences)
        if cited is None:
            rejected.append(Rejected(drafted.span, "unknown_sentence"))
            continue
        verdict = gate.judge(drafted.span, drafted.kind, cited, context.articles)
        if verdict.outcome == "drop":
            rejected.append(Rejected(drafted.span, ",".join(verdict.reasons)))
        elif verdict.spans:
            claims.append(_copied(verdict, context))
        elif wording and verdict.outcome == "pass":
            claims.append(_worded(drafted.span, cited, context))
        else:
            claims += (extractive.whole(one, context.articles[one.article_id]) for one in verdict.sentences)
    return _each_once(claims), tuple(rejected)


def _copied(verdict: gate.Verdict, context: Context) -> Claim:
    citations = tuple(
        Citation.of(context.articles[sentence.article_id], sentence, (start, end))
        for sentence, start, end in verdict.spans
    )
    return Claim(citations[0].quoted, "copied", verdict.speaker, citations)


def _worded(text: str, cited: Sequence[Sentence], context: Context) -> Claim:
    citations = tuple(Citation.of(context.articles[sentence.article_id], sentence) for sentence in cited)
    return Claim(one_line(text), "worded", None, citations)


def _each_once(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Drop a claim that repeats another, and a whole sentence of which a span is shown already."""
    spanned = {citation.place for claim in claims if claim.kind == "copied" for citation in claim.citations}
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        places = tuple(citation.place for citation in claim.citations)
        if claim.kind == "sentence" and all(place in spanned for place in places):
            continue
        kept.setdefault((claim.text, places), claim)
    return tuple(kept.values())


def missing_piece(question: str, missing: str | None, claims: Sequence[Claim]) -> str | None:
    """The missing part as the asker wrote it, or None.

    Words that are not theirs are not shown, nor a part of which a cited sentence holds every word: of that we
    cannot say that the article does not say it.
    """
    if not missing or not _telling(missing):
        return None
    piece = re.search(rf"(?<!\w){re.escape(missing.strip())}(?!\w)", question, re.IGNORECASE)
    shown = [_telling(citation.text) for claim in claims for citation in claim.citations]
    return piece[0] if piece and not any(_telling(missing) <= words for words in shown) else None


def _telling(text: str) -> set[str]:
    return {stem(word.key) for word in tokens(text) if is_content(word) or word.key in _SCOPES}
