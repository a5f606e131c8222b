"""Put falsified replies in a model's place, and look whether any false word of them is shown.

The replies are made by rule (tamper.py) from what was recorded for a test, or, where no model is asked, from
the sentences that the answer consists of: so every test of one's own articles brings its lies along.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.answers import Answer
from bot.answers import Claim as Shown
from bot.context import one_line
from bot.draft import BadDraft, DraftClaim, parse
from bot.gate.quote import locate
from bot.llm import Reply
from bot.testing import judge
from bot.testing.case import Case
from bot.testing.judge import Made, Problem, holds
from bot.testing.run import FAULTS, Outcome, Result, Says, play, player
from bot.testing.shelf import Shelf
from bot.testing.tamper import ORDER, Claim, Falsified, falsified
from index.types import Article

_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_REFUSAL = f"I'm sorry, but I can't help with that. {ORDER}."
_NOTHING = "No falsified reply could be made of this test, so nothing was tried. Record its reply again."
FEW = 25  # each test is answered some fifty times, so another process pays sooner
_CUTS = 3  # places at which a whole reply is cut off


@dataclass(frozen=True, slots=True)
class Lie:
    """A falsified reply, and the false claim in it."""

    reply: str
    false: Falsified


def attack(case: Case, shelf: Shelf) -> Result:
    """Answer the case with every falsified reply. A problem for each of which something false was shown."""
    began = time.perf_counter()
    name = f"{case.name}, tampered"
    try:
        articles = shelf.articles(case.articles)
        lies = list(_lies(case, shelf, articles))
        found = tuple(problem for lie in lies for problem in _told(lie, case, shelf, articles))
    except FAULTS as fault:
        return Result(name, case.at, case.asked, "error", why=str(fault))
    elapsed_s = time.perf_counter() - began
    if not lies:
        return Result(name, case.at, case.asked, "error", why=_NOTHING, elapsed_s=elapsed_s)
    outcome: Outcome = "failed" if found else "passed"
    return Result(name, case.at, case.asked, outcome, found, elapsed_s=elapsed_s, tried=len(lies))


def leaks(made: Made, false: Falsified, articles: Sequence[Article]) -> list[str]:
    """What an answer shows that the articles do not say there: nothing, if the answer is safe."""
    texts = {article.article_id: article.text for article in articles}
    shown = [claim for claim in judge.claims(made) if not _stands(claim, texts) or _tells(claim, false)]
    return [claim.text for claim in shown] + _in_our_words(made, false)


def _stands(claim: Shown, texts: Mapping[str, str]) -> bool:
    """Whether it has a citation, and copied words stand in each, character for character."""
    places = [texts[one.article_id][one.start : one.end] for one in claim.citations]
    return bool(places) and (
        claim.kind not in ("copied", "sentence") or all(claim.text in place for place in places)
    )


def _tells(claim: Shown, false: Falsified) -> bool:
    """Whether it says the false words, or true ones without the word that weakens them."""
    if not holds(claim.text, false.span):
        return False
    return false.is_untrue or (false.kept is not None and not holds(claim.text, false.kept))


def _in_our_words(made: Made, false: Falsified) -> list[str]:
    """Our own lines tell a piece of the question at most; no false claim and no order."""
    if not isinstance(made, Answer) or not made.missing:
        return []
    lies = (false.span, ORDER) if false.is_untrue else (ORDER,)
    return [made.missing for lie in lies if holds(made.missing, lie) and not holds(made.question, lie)]


def _told(lie: Lie, case: Case, shelf: Shelf, articles: Sequence[Article]) -> Iterator[Problem]:
    shown = leaks(play(case, shelf, Says(case.model, lie.reply)), lie.false, articles)
    if shown:
        wanted = f"never shows ({lie.false.rule}): “{lie.false.span}”"
        yield Problem(wanted, tuple(f"shows: “{one}”" for one in shown))


def _lies(case: Case, shelf: Shelf, articles: Sequence[Article]) -> Iterator[Lie]:
    reply, shown = _true_reply(case, shelf)
    draft = parse(reply)
    if isinstance(draft, BadDraft):
        yield from _whole_replies(reply, ())
        return
    text = "\n".join(article.text for article in articles)
    for at, claim in enumerate(draft.claims):
        true = _claim(claim, shown)
        if true is None:
            continue
        for false in falsified(true, text, len(shown)):
            # To leave words out is no lie where it is marked as the bot's own wording (a summary).
            for kind in ("copied",) if false.rule == "splice" else ("copied", "worded"):
                claims = [_row(one) for one in draft.claims]
                claims[at] = {"span": false.span, "sentences": list(false.sentences), "kind": kind}
                yield Lie(_reply(claims, None), false)
            yield Lie(_reply([], false.span), false)
    yield from _whole_replies(reply, draft.claims)


def _whole_replies(reply: str, claims: Sequence[DraftClaim]) -> Iterator[Lie]:
    """What a broken or planted model sends in place of a draft."""
    planted = Falsified("order", ORDER, ())
    yield Lie(_reply([_row(one) for one in claims], ORDER), planted)
    yield Lie(_REFUSAL, planted)
    for part in range(1, _CUTS + 1):
        yield Lie(reply[: len(reply) * part // (_CUTS + 1)], Falsified("cut", _REFUSAL, ()))


def _true_reply(case: Case, shelf: Shelf) -> tuple[str, dict[int, str]]:
    """What the model said to the case, or what it might have said, and the sentences it was shown."""
    ear = Says(case.model, _reply([], None))
    made = play(case, shelf, player(case) if case.asks_a_model else None)
    play(case, shelf, ear)
    shown = {int(number): text for number, text in _NUMBERED.findall(_asked(ear))}
    if case.asks_a_model:
        reply = player(case).complete(ear.asked, 0) if ear.asked else None
        return (reply.text if isinstance(reply, Reply) else ""), shown
    numbers = {text: number for number, text in shown.items()}
    claims: list[dict[str, object]] = [
        {"span": claim.text, "sentences": [numbers[one_line(claim.text)]], "kind": "copied"}
        for claim in judge.claims(made)
        if one_line(claim.text) in numbers
    ]
    return _reply(claims, None), shown


def _asked(ear: Says) -> str:
    return "\n".join(message.content for message in ear.asked.messages[1:]) if ear.asked else ""


def _claim(claim: DraftClaim, shown: dict[int, str]) -> Claim | None:
    """The claim with its sentence, if it is one that a good model might make."""
    if not claim.sentences or not all(number in shown for number in claim.sentences):
        return None
    sentence = shown[claim.sentences[0]]
    true = claim.kind == "worded" or locate(claim.span, sentence) is not None
    return Claim(claim.span, claim.sentences, sentence) if true else None


def _row(claim: DraftClaim) -> dict[str, object]:
    return {"span": claim.span, "sentences": list(claim.sentences), "kind": claim.kind}


def _reply(claims: Sequence[dict[str, object]], missing: str | None) -> str:
    return json.dumps({"claims": list(claims), "missing": missing}, ensure_ascii=False)
