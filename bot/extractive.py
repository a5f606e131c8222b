"""An answer without any model: the best sentences themselves, quoted whole.

Abstains by hard rule only. Refusing by score was measured to fail: near misses score as high as answers.
Figures and reasons: docs/decisions/0007-extracts.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot import gate
from bot.answers import Citation, Claim
from bot.question.asked import content_words, is_statement, kind_asked
from bot.weighing import Candidate, Score, Titles, covered, rarity, titled, weighed
from index.types import Article, Hit, Sentence

MOST = 4  # sentences shown; more is a list to read, not an answer
STOP = 0.7  # of the best one's worth, under which another is not shown
STOP_IN_PASSAGE = 0.35
OTHER = 0.1  # for a sentence of an article not shown yet: a second witness tells more than a second sentence
OWN_SHARE = 0.4  # of the question's words: a best sentence that holds more answers a detail by itself
TRIED = 5  # candidates the reranker reads together with what is shown already
GAIN = 2.0  # in logits, by which two sentences must answer better than one

_Welcome = Callable[[Sequence[Candidate], Candidate], bool]


def whole(sentence: Sentence, article: Article) -> Claim:
    """The sentence itself as a claim: its words, its speaker, its citation."""
    return Claim(sentence.text, "sentence", gate.speaker_of(sentence.text), (Citation.of(article, sentence),))


def pick(
    question: str, hits: Sequence[Hit], titles: Titles | None = None, score: Score | None = None
) -> tuple[Hit, ...]:
    """The one to `MOST` hits that answer best; none when a hard rule says the articles do not.

    Best first, but a passage about an article's subject in the article's order. `score` is the reranker's.
    Hard rules: nothing found; no word shared with anything found; the question asks for a kind of thing
    (figure, time, person or place) and no sentence found holds one.
    """
    holds = kind_asked(question)
    if not any(hit.words > 0 for hit in hits):
        return ()
    if holds and not any(holds(hit.sentence.text) for hit in hits):
        return ()
    shares = rarity(question, hits, titles or {})
    candidates = weighed(question, hits, titles or {}, score)
    best = max(candidates, key=lambda one: one.worth + covered(one.words, shares))
    passage = _is_about_the_subject(question, best)
    if score:
        welcome = _read_together(question, candidates, score, 0.0 if passage else GAIN)
    else:
        welcome = _in_passage(best, hits, shares) if passage else _nobody
    shown = _with_what_is_unsaid(best, candidates, shares, welcome)
    if passage:
        shown.sort(key=lambda one: (one.article_id != best.article_id, one.hit.sentence.number))
    return tuple(one.hit for one in shown)


def _with_what_is_unsaid(
    best: Candidate, candidates: Sequence[Candidate], shares: Mapping[str, float], welcome: _Welcome
) -> list[Candidate]:
    """The best one, and those near it that say more of the question or are welcome for another reason."""
    shown, unsaid = [best], shares.keys() - best.words
    bar = STOP * (best.worth + covered(best.words, shares))
    while len(shown) < MOST:
        told_by = {one.article_id for one in shown}
        worth = {
            at: one.worth + covered(one.words & unsaid, shares) + OTHER * (one.article_id not in told_by)
            for at, one in enumerate(candidates)
            if one not in shown
        }
        good = [at for at in worth if worth[at] >= bar or welcome(shown, candidates[at])]
        if not good:
            break
        shown.append(candidates[max(good, key=lambda at: worth[at])])
        unsaid = unsaid - shown[-1].words
    return shown


def _is_about_the_subject(question: str, best: Candidate) -> bool:
    """Whether the question asks about what the article is about, so that a passage of it is the answer.

    Then its title holds words of the question, and no sentence says much of the question beside them.
    """
    asked = content_words(question)
    own = (asked - best.title_words) & best.own_words
    return (
        bool(asked & best.title_words) and len(own) <= OWN_SHARE * len(asked) and not is_statement(question)
    )


def _nobody(shown: Sequence[Candidate], one: Candidate) -> bool:
    return False


def _in_passage(best: Candidate, hits: Sequence[Hit], shares: Mapping[str, float]) -> _Welcome:
    """Without the reranker a passage takes what comes half as near, if no other article is in play."""
    bar = STOP_IN_PASSAGE * (best.worth + covered(best.words, shares))
    alone = len({hit.sentence.article_id for hit in hits}) == 1

    def welcome(shown: Sequence[Candidate], one: Candidate) -> bool:
        unsaid = one.words.difference(*(other.words for other in shown))
        return alone and one.worth + covered(unsaid, shares) >= bar

    return welcome


def _read_together(question: str, candidates: Sequence[Candidate], score: Score, gain: float) -> _Welcome:
    """Welcome is what makes the best one's article answer better, as the reranker reads them in a row."""
    tried = sorted(candidates, key=lambda one: -one.logit)[:TRIED]
    known = {_in_a_row([one]): one.logit for one in candidates}

    def logit(parts: Sequence[Candidate]) -> float:
        text = _in_a_row(parts)
        if text not in known:
            known[text] = score(question, [text])[0]
        return known[text]

    def welcome(shown: Sequence[Candidate], one: Candidate) -> bool:
        before = [other for other in shown if other.article_id == shown[0].article_id]
        if one not in tried or one.article_id != shown[0].article_id:
            return False
        return logit([*before, one]) - logit(before) >= gain

    return welcome


def _in_a_row(parts: Sequence[Candidate]) -> str:
    ordered = sorted(parts, key=lambda one: one.hit.sentence.number)
    return titled(parts[0].title, " ".join(one.text for one in ordered))
