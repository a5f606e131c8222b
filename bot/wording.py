"""Our fixed words for each ending, in every face. Never model prose; the two refusals share no wording.

What stands between quotation marks is the articles' (or the asker's); all else is ours.
"""

from __future__ import annotations

from bot.answers import Answer, Claim

EXTRACTS = "Extracts, not an answer"
NEAREST = "Nearest sentences, not evidence"
NOTHING_VERIFIED = "I could not verify an answer."


def answer_text(answer: Answer) -> str:
    """The answer in plain text, without footnote marks: what a notification or a screen reader tells.

    Copied words stand in quotation marks, their speaker's too, one claim a line.
    """
    return "\n".join([*opening(answer), *(claim_text(claim) for claim in answer.claims)])


def opening(answer: Answer) -> list[str]:
    """Our own lines before the claims: the refusal, or what is not answered; none for a plain answer."""
    if answer.status == "not_verified":
        return [NOTHING_VERIFIED]
    if answer.status == "not_in_source":
        return [f"{_articles(answer)} not say."]
    lines = [f"{_articles(answer)} not say {quoted(answer.missing)}."] if answer.missing else []
    return lines + ([left_out(len(answer.rejected))] if answer.rejected else [])


def claim_text(claim: Claim) -> str:
    """One claim as a line: `“speaker”: “copied words”`."""
    if claim.kind in ("worded", "computed"):
        return claim.text
    # The speaker's words are the article's too, so they stand in quotation marks like all others. A whole
    # sentence names its speaker itself.
    speaker = f"{quoted(claim.speaker)}: " if claim.speaker and claim.kind == "copied" else ""
    return f"{speaker}{quoted(claim.text)}"


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


def searched_text(answer: Answer) -> str:
    """Which articles were searched, by name."""
    if not answer.searched:
        return "No article is in reach. Add one: footnote add FILE"
    more = f" and {answer.searched_more} more" if answer.searched_more else ""
    return f"Searched: {', '.join(answer.searched)}{more}."


def _articles(answer: Answer) -> str:
    return "The article does" if len(answer.searched) == 1 else "The articles do"
