"""What the gate decided, in plain words: why a drafted statement is not shown, why a shown one is. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answers import Answer, Claim, Stage, Summary

REFUSED = {
    "no_words": "It holds no words that could be checked.",
    "link": "It holds an address that its sentence does not.",
    "quote": "The words do not stand in the sentence it cites.",
    "unknown_sentence": "It cites no sentence, or one that does not exist.",
    "figure": "It holds a figure that its sentence does not.",
    "unit_object": "The figure stands there, but with another unit or for another thing.",
    "names": "It holds a name that its sentence does not.",
    "negation": "It says yes where the sentence says no, or the other way round.",
    "hedge": "It is surer, or less sure, than the sentence.",
    "attribution": "It leaves out who said it, or to whom.",
    "speaker": "It says that somebody else said it.",
    "roles": "It turns around who did what to whom.",
    "quantifier": "It says all, most, some or only where the sentence does not.",
    "time": "It gives another time than the sentence.",
    "tail": "It adds something that the sentence does not say.",
    "merge": "It puts one speaker's words into another's mouth.",
    "voice": "It tells nothing: it is an order, a word to the reader, an address or code.",
    "context": "Without the rest of its sentence it would say something else.",
}
_OTHER = "It did not pass the checks."
_SHOWN = {
    "copied": "copied word for word, with its hedges, figures, units and names",
    "sentence": "the sentence itself, whole",
    "worded": "reworded; figures, names, polarity, hedges, speakers, roles and times agree",
    "computed": "computed from the cited figures",
}


def refused(reasons: str) -> str:
    """The gate's words, joined by commas as `Rejected.reason` holds them, as plain sentences."""
    return " ".join(dict.fromkeys(REFUSED.get(reason, _OTHER) for reason in reasons.split(",")))


def shown(claim: Claim) -> str:
    """Why the claim is shown, and by which sentences."""
    numbers = [str(one.sentence) for one in claim.citations]
    places = f"sentence {numbers[0]}" if len(numbers) == 1 else f"sentences {', '.join(numbers)}"
    speaker = "; its speaker is named" if claim.speaker and claim.kind == "copied" else ""
    return f"{places}: {_SHOWN[claim.kind]}{speaker}"


def why(made: Answer | Summary) -> tuple[str, ...]:
    """How an answer came about, a line each: what read it, what was checked, what was left out, the time.

    Holds counts, numbers and our own words only, none of an article, a question or a model.
    """
    return (_answered_by(made), *_checks(made), *_steps(made.stages))


def _answered_by(made: Answer | Summary) -> str:
    if isinstance(made, Answer) and made.unclear:
        return "The question names nothing to search for, so it was asked back."
    if made.mode == "llm":
        used = made.usage.prompt_tokens + made.usage.completion_tokens
        return f"A model chose the words ({used:,} tokens); every statement was then checked."
    after = " after the model gave nothing usable" if made.failure else ""
    return f"No model: the sentences that fit best{after}."


def _checks(made: Answer | Summary) -> Iterator[str]:
    claims = made.claims if isinstance(made, Answer) else made.sentences
    places = dict.fromkeys(citation.place for claim in claims for citation in claim.citations)
    numbers = {place: number for number, place in enumerate(places, 1)}
    for claim in claims:
        marks = "".join(
            f"[{numbers[place]}]" for place in dict.fromkeys(one.place for one in claim.citations)
        )
        yield f"{marks} {shown(claim)}."
    for one in made.rejected:
        yield f"Left out: {refused(one.reason)}"
    if isinstance(made, Answer) and made.differ:
        yield "Another sentence gives another value for the same thing, so both are shown."


def _steps(stages: tuple[Stage, ...]) -> Iterator[str]:
    if stages:
        yield f"Time: {', '.join(f'{stage.name} {stage.elapsed_ms:.0f} ms' for stage in stages)}."
