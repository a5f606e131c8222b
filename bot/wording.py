"""Our fixed words for each ending, in every face. Never model prose; the two refusals share no wording.

What stands between quotation marks is the articles' (or the asker's); all else is ours.
"""

from __future__ import annotations

import re

from bot.answers import Answer, Claim

EXTRACTS = "Extracts, not an answer"
NEAREST = "Nearest sentences, not evidence"
UNANSWERING = "Extracts that may help, word for word"  # beside what could not be verified
NOTHING_VERIFIED = "I could not verify an answer."
UNCLEAR = "The question alone does not say what it is about."

_NAME_OR_FIGURE = re.compile(r"[A-Z\d£$€]\S*")


def answer_text(answer: Answer) -> str:
    """The answer in plain text, without footnote marks: what a notification or a screen reader tells.

    Copied words stand in quotation marks, their speaker's too, one claim a line.
    """
    return "\n".join([*opening(answer), *(claim_text(claim) for claim in answer.claims)])


def opening(answer: Answer) -> list[str]:
    """Our own lines before the claims: the refusal, or what is not answered; none for a plain answer."""
    if answer.status == "not_verified":
        return [NOTHING_VERIFIED]
    if answer.unclear:
        return [UNCLEAR, did_you_mean(answer)]
    if answer.status == "not_in_source":
        return [f"{_articles(answer)} not say."]
    lines = [_not_said(answer, answer.missing)] if answer.missing else []
    lines += [left_out(len(answer.rejected))] if answer.rejected else []
    return lines + ([differing(answer)] if answer.differ else [])


def offered(answer: Answer) -> str:
    """What the sentences beside a refusal are; the two refusals share no words here either."""
    return UNANSWERING if answer.status == "not_verified" else NEAREST


def did_you_mean(answer: Answer) -> str:
    """The question back, with what the articles offer; every piece in its own quotation marks."""
    if not answer.meant:
        return "Please ask it again with the person or thing you mean."
    return f"Did you mean: {' · '.join(quoted(one.quoted) for one in answer.meant)}?"


def differing(answer: Answer) -> str:
    """That the claims under it give different values for one thing; with dates, which one is newer."""
    dates = dict.fromkeys(citation.date for claim in answer.claims for citation in claim.citations)
    if answer.differ == "sources":
        return "Sources differ:"
    if None in dates or len(dates) < 2:
        return "The articles differ:"
    newer, *earlier = map(str, dates)
    if answer.differ == "updated":
        return f"The newer article ({newer}) updates the earlier one ({', '.join(earlier)}):"
    return f"The articles differ; first the newer one ({newer}), then the earlier one ({', '.join(earlier)}):"


def claim_text(claim: Claim) -> str:
    """One claim as a line: `“speaker”: “copied words”`, and behind it our notes on its times."""
    return statement(claim) + noted(claim)


def statement(claim: Claim) -> str:
    """The same without the notes."""
    if claim.kind in ("worded", "computed"):
        return claim.text
    # The speaker's words are the article's too, so they stand in quotation marks like all others. A whole
    # sentence names its speaker itself.
    speaker = f"{quoted(claim.speaker)}: " if claim.speaker and claim.kind == "copied" else ""
    return f"{speaker}{quoted(claim.text)}"


def noted(claim: Claim) -> str:
    """Our notes on the times of a claim, in brackets; nothing where there are none."""
    return f" ({'; '.join(claim.notes)})" if claim.notes else ""


def quoted(text: str) -> str:
    """The words between quotation marks."""
    return f"“{text}”"


def left_out(count: int) -> str:
    """That drafted statements were not shown."""
    what = "One drafted statement was" if count == 1 else f"{count} drafted statements were"
    return (
        f"{what} left out: no sentence carries it."
        if count == 1
        else f"{what} left out: no sentence carries them."
    )


def searched_text(answer: Answer, how_to_add: str = "footnote add FILE") -> str:
    """Which articles were searched, by name."""
    if not answer.searched:
        return f"No article is in reach. Add one: {how_to_add}"
    more = f" and {answer.searched_more} more" if answer.searched_more else ""
    return f"Searched: {', '.join(answer.searched)}{more}."


def _not_said(answer: Answer, missing: str) -> str:
    """A name or a figure is not mentioned; anything else is not said."""
    mention = all(_NAME_OR_FIGURE.fullmatch(word) for word in missing.split())
    return f"{_articles(answer)} not {'mention' if mention else 'say'} {quoted(missing)}."


def _articles(answer: Answer) -> str:
    return "The article does" if len(answer.searched) == 1 else "The articles do"
