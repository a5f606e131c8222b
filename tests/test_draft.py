"""The form of a draft: what has it is read exactly, what has not is refused with a reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.draft import (
    MAX_CLAIMS,
    MAX_NUMBERS,
    MAX_SPAN_CHARS,
    MAX_TEXT_CHARS,
    SCHEMA,
    BadDraft,
    Draft,
    DraftClaim,
    parse,
)

CLAIM = {"span": "around 11,000", "sentences": [6], "kind": "copied"}
GOOD = {"claims": [CLAIM], "missing": None}


def with_claim(**changes: object) -> str:
    return json.dumps({"claims": [CLAIM | changes], "missing": None})


def without(key: str, of: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in of.items() if name != key}


def test_a_draft_of_the_asked_form_is_read_as_it_stands() -> None:
    assert parse(json.dumps(GOOD)) == Draft((DraftClaim("around 11,000", (6,), "copied"),), None)


@pytest.mark.parametrize("missing", [None, "why", ""])
def test_an_empty_list_of_claims_is_a_draft(missing: str | None) -> None:
    assert parse(json.dumps({"claims": [], "missing": missing})) == Draft((), missing)


def test_numbers_that_cannot_exist_are_left_for_the_check_to_drop() -> None:
    draft = parse(with_claim(sentences=[99, 0, -1]))
    assert isinstance(draft, Draft)
    assert draft.claims[0].sentences == (99, 0, -1)


def test_a_claim_said_twice_counts_once() -> None:
    draft = parse(json.dumps({"claims": [CLAIM, CLAIM], "missing": None}))
    assert isinstance(draft, Draft)
    assert len(draft.claims) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("Around 11,000 troops [6].", "not JSON"),
        (json.dumps(GOOD)[:-5], "not JSON"),
        ("```json\n" + json.dumps(GOOD) + "\n```", "not JSON"),
        (json.dumps(GOOD) + " ", None),
        (json.dumps(GOOD) + "x", "not JSON"),
        ("[" * 99_000, "not JSON"),
        ('{"claims":' * 9_000, "not JSON"),
        ('{"claims": [], "missing": ' + "9" * 5_000 + "}", "not JSON"),
        ("NaN", "reply is not an object"),
        ("[]", "reply is not an object"),
        ("null", "reply is not an object"),
        ("{}", "exactly the keys claims, missing"),
        (json.dumps(without("missing", GOOD)), "exactly the keys claims, missing"),
        (json.dumps(GOOD | {"note": "x"}), "exactly the keys claims, missing"),
        ('{"claims": [], "claims": [], "missing": null}', "a key stands twice"),
        (json.dumps(GOOD | {"claims": None}), "claims is not a list"),
        (json.dumps(GOOD | {"claims": {"0": CLAIM}}), "claims is not a list"),
        (json.dumps(GOOD | {"claims": ["around 11,000"]}), "claim is not an object"),
        (json.dumps(GOOD | {"claims": [without("kind", CLAIM)]}), "exactly the keys span, sentences, kind"),
        (with_claim(quote="x"), "exactly the keys span, sentences, kind"),
        (with_claim(span=None), "span is not a string"),
        (with_claim(span=11_000), "span is not a string"),
        (with_claim(span="\ud800"), "half a character"),
        (with_claim(kind="computed"), "neither copied nor worded"),
        (with_claim(kind=["copied"]), "neither copied nor worded"),
        (with_claim(sentences=6), "sentences is not a list"),
        (with_claim(sentences=["6"]), "not a whole number"),
        (with_claim(sentences=[6.0]), "not a whole number"),
        (with_claim(sentences=[True]), "not a whole number"),
        (json.dumps(GOOD | {"missing": []}), "missing is not a string"),
        (with_claim(span="x" * (MAX_SPAN_CHARS + 1)), "span of 1001 characters"),
        (json.dumps(GOOD | {"missing": "x" * (MAX_SPAN_CHARS + 1)}), "missing of 1001 characters"),
        (with_claim(sentences=[1] * (MAX_NUMBERS + 1)), "51 sentences"),
        (json.dumps(GOOD | {"claims": [CLAIM] * (MAX_CLAIMS + 1)}), "21 claims"),
        (json.dumps(GOOD) + " " * MAX_TEXT_CHARS, "characters, more than"),
    ],
)
def test_any_other_form_is_refused_with_a_reason(text: str, reason: str | None) -> None:
    result = parse(text)
    if reason is None:
        assert isinstance(result, Draft)
    else:
        assert isinstance(result, BadDraft)
        assert reason in result.reason


def test_a_reason_quotes_nothing_of_the_reply() -> None:
    result = parse('{"SECRETWORD": "SECRETWORD"}')
    assert isinstance(result, BadDraft)
    assert "SECRETWORD" not in result.reason


@pytest.mark.parametrize("end", range(len(json.dumps(GOOD))))
def test_a_reply_that_ends_early_is_never_half_a_draft(end: int) -> None:
    assert isinstance(parse(json.dumps(GOOD)[:end]), BadDraft)


@given(
    st.text() | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps)
)
def test_no_reply_raises(text: str) -> None:
    assert isinstance(parse(text), Draft | BadDraft)


claims = st.builds(
    DraftClaim,
    st.text(max_size=50),
    st.lists(st.integers(-9, 99), max_size=5).map(tuple),
    st.sampled_from(["copied", "worded"]),
)


@given(st.lists(claims, max_size=MAX_CLAIMS, unique=True), st.none() | st.text(max_size=50))
def test_every_draft_survives_the_wire(drafted: list[DraftClaim], missing: str | None) -> None:
    rows = [{"span": one.span, "sentences": list(one.sentences), "kind": one.kind} for one in drafted]
    assert parse(json.dumps({"claims": rows, "missing": missing})) == Draft(tuple(drafted), missing)


def objects_of(schema: object) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [found for one in schema for found in objects_of(one)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" else []
    return own + [found for one in schema.values() for found in objects_of(one)]


def test_the_schema_is_strict_in_the_sense_of_the_wire() -> None:
    assert len(objects_of(SCHEMA)) == 2
    for schema in objects_of(SCHEMA):
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"])
