"""The figures of a file of predictions, exactly as docs/evaluation.md defines them. Pure.

Percentages, macro over rows, rounded to one decimal. A figure for which the file has no row is left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from evals.places import Document
from evals.shares import mean, rounded, share
from evals.words import f1, in_a_row, overlap_f1, words

Row = Mapping[str, Any]
Place = tuple[str, int]
STATUSES = ("answered", "partly", "not_in_source", "not_verified")
ABSTAINED = ("not_in_source", "not_verified")
VERDICT = {
    "SUPPORTS": "supported",
    "supported": "supported",
    "REFUTES": "refuted",
    "partially_supported": "partly",
    "not_supported": "unknown",
}
_FIRST_WORD = {"yes": "supported", "no": "refuted", "partly": "partly"}
_PARTLY = ("PARTIAL", "partially_supported")
_READ_WORDS = 60  # of an answer: a whole paragraph would hold every gold string
_DEPTHS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Graded:
    """One question with its prediction (None: missing) and what its citations stand for.

    `cited` holds sentences and, for each citation that stands for none, one wrong item ("wrong", n).
    """

    row: Row
    made: Row | None
    cited: frozenset[Place]
    retrieved: tuple[frozenset[Place], ...] | None
    gold: tuple[frozenset[Place], ...]
    correcting: frozenset[Place]

    @property
    def abstained(self) -> bool:
        return self.made is not None and bool(self.made["abstained"])

    @property
    def answered(self) -> bool:
        return self.made is not None and not self.made["abstained"]

    @property
    def answer(self) -> str:
        """What was answered; nothing when it abstained or is missing."""
        return str(self.made["answer"]) if self.made is not None and self.answered else ""

    @property
    def status(self) -> str:
        return str(self.made["status"]) if self.made is not None else "missing"

    @property
    def counts_for_citing(self) -> bool:
        """Whether the citing metrics look at it: it can be answered, and the evidence is known."""
        return bool(self.row["answerable"] and self.gold)

    def cite_f1(self, cited: frozenset[Place] | None = None) -> float:
        """The F1, 0 to 1, of what it cites in an answer; of `cited` where that is given."""
        if cited is None:
            cited = self.cited if self.answered else frozenset()
        return _agreement(self.gold, cited)[0]


def questions(data: Iterable[Row], made: Iterable[Row]) -> dict[str, object]:
    """The figures of the question rows of `data`, given predictions with `qid`."""
    rows = list(data)
    library = documents(rows)
    return figures(grade(rows, made, library), library)


def documents(rows: Iterable[Row]) -> dict[str, Document]:
    """The gold documents, by id."""
    return {
        row["doc_id"]: Document(row["text"], row["sentences"]) for row in rows if row["type"] == "document"
    }


def grade(rows: Iterable[Row], made: Iterable[Row], library: Mapping[str, Document]) -> list[Graded]:
    """Each question row with its prediction, in the order of the rows."""
    by_id = {one["qid"]: one for one in made if "qid" in one}
    return [_graded(row, by_id.get(row["qid"]), library) for row in rows if row["type"] == "question"]


def figures(graded: Sequence[Graded], library: Mapping[str, Document]) -> dict[str, object]:
    """The figures of graded questions."""
    measured: dict[str, object] = {
        "n": len(graded),
        "missing": sum(one.made is None for one in graded),
        **_quotations(graded, library),
        **_citing(graded),
        **_answering(graded),
        **_abstaining(graded),
        **_labelled(graded),
        **_phrased(graded),
        "status": dict(Counter(one.status for one in graded)),
        "form_problems": sum(_misformed(one.made) for one in graded),
    }
    return rounded(measured)


def _graded(row: Row, made: Row | None, library: Mapping[str, Document]) -> Graded:
    cited: set[Place] = set()
    for number, one in enumerate(made["citations"] if made else ()):
        cited |= _places(one, row["doc_ids"], library) or {("wrong", number)}
    retrieved = made.get("retrieved") if made else None
    found = None if retrieved is None else tuple(frozenset(_places(one, (), library)) for one in retrieved)
    gold = tuple(
        frozenset((doc_id, library[doc_id].same_as[number]) for doc_id, number in evidence)
        for evidence in row["evidence_sets"]
    )
    correcting = frozenset().union(
        *(
            _places({"doc_id": doc_id, "text": text}, row["doc_ids"], library)
            for text in row.get("correction_sentences") or ()
            for doc_id in row["doc_ids"] or library
        )
    )
    return Graded(row, made, frozenset(cited), found, gold, correcting)


def _places(citation: Row, scope: Sequence[str], library: Mapping[str, Document]) -> set[Place]:
    doc_id = citation["doc_id"]
    if doc_id not in library or (scope and doc_id not in scope):
        return set()
    return {(doc_id, number) for number in library[doc_id].stands_for(citation["text"])}


def _quotations(graded: Sequence[Graded], library: Mapping[str, Document]) -> dict[str, object]:
    exact = [
        one["doc_id"] in library and one["text"] in library[one["doc_id"]].text
        for row in graded
        if row.made
        for one in row.made["citations"]
    ]
    return {"citations": len(exact), "quote_exact": share(exact)}


def _citing(graded: Sequence[Graded]) -> dict[str, object]:
    rows = [one for one in graded if one.counts_for_citing]
    parts = [_agreement(one.gold, one.cited if one.answered else frozenset()) for one in rows]
    measured = {
        "cite_f1": mean(part[0] for part in parts),
        "cite_p": mean(part[1] for part in parts),
        "cite_r": mean(part[2] for part in parts),
        "shown_f1": mean(one.cite_f1(one.cited) for one in rows),
        "cite_all": share(one.answered and any(gold <= one.cited for gold in one.gold) for one in rows),
    }
    searched = [one for one in rows if one.retrieved is not None]
    recalls = {f"recall@{depth}": mean(_recall(one, depth) for one in searched) for depth in _DEPTHS}
    return {**measured, **recalls}


def _agreement(gold: Sequence[frozenset[Place]], cited: frozenset[Place]) -> tuple[float, float, float]:
    """F1, precision and recall against the gold set with the best F1."""
    if not cited:
        return 0.0, 0.0, 0.0
    shares = ((len(one & cited) / len(cited), len(one & cited) / len(one)) for one in gold)
    return max((f1(precision, recall), precision, recall) for precision, recall in shares)


def _recall(one: Graded, depth: int) -> float:
    found = frozenset().union(*(one.retrieved or ())[:depth])
    return max(len(gold & found) / len(gold) for gold in one.gold)


def _answering(graded: Sequence[Graded]) -> dict[str, object]:
    rows = [
        one for one in graded if one.row["answerable"] and one.row["answers"] and one.row["kind"] != "claim"
    ]
    lengths = [len(words(one.answer)) for one in rows if one.answered]
    return {
        "answer_in": share(any(_holds(one.answer, gold) for gold in one.row["answers"]) for one in rows),
        "answer_f1": mean(
            max(overlap_f1(words(gold), words(one.answer)) for gold in one.row["answers"]) for one in rows
        ),
        "answer_words": float(median(lengths)) if lengths else None,
    }


def _holds(answer: str, gold: str) -> bool:
    wanted, given = words(gold), words(answer)[:_READ_WORDS]
    return given[:1] == wanted if wanted in (["yes"], ["no"]) else in_a_row(wanted, given)


def _abstaining(graded: Sequence[Graded]) -> dict[str, object]:
    rows = [one for one in graded if not one.row.get("correction") and one.row["kind"] != "false_premise"]
    can = [one for one in rows if one.row["answerable"]]
    cannot = [one for one in rows if not one.row["answerable"]]
    if not can or not cannot:
        return {
            "over_refusal": share(one.abstained for one in can),
            "leak": share(one.answered for one in cannot),
        }
    right = sum(one.abstained for one in cannot)
    precision = right / max(sum(one.abstained for one in rows), 1)
    recall = right / len(cannot)
    return {
        "abstain_p": 100 * precision,
        "abstain_r": 100 * recall,
        "abstain_f1": 100 * f1(precision, recall),
        "abstain_bal": 50 * (fmean(one.answered for one in can) + recall),
        "over_refusal": share(one.abstained for one in can),
        "leak": share(one.answered for one in cannot),
    }


def _labelled(graded: Sequence[Graded]) -> dict[str, object]:
    partly = [one for one in graded if one.row.get("label") in _PARTLY]
    said = [one for one in graded if one.status == "partly"] if partly else []
    judged: dict[str, list[bool]] = defaultdict(list)
    for one in graded:
        if one.row["kind"] == "claim" and one.row.get("label"):
            judged[one.row["label"]].append(_verdict(one) == VERDICT[one.row["label"]])
    return {
        "partly_r": share(one.status == "partly" for one in partly),
        "partly_p": share(one.row.get("label") in _PARTLY for one in said),
        "verdict_bal": mean(fmean(right) for right in judged.values()),
    }


def _verdict(one: Graded) -> str:
    if one.made is not None and "verdict" in one.made:
        return str(one.made["verdict"])
    return _FIRST_WORD.get("".join(words(one.answer)[:1]), "unknown")


def _phrased(graded: Sequence[Graded]) -> dict[str, object]:
    """What the wording of an answer shows: traps fallen into, patterns met, premises corrected."""
    traps = [
        one
        for one in graded
        if one.row.get("distractors") and (not one.row["answerable"] or one.row["kind"] == "counterfactual")
    ]
    corrected = [one for one in graded if one.row.get("correction")]
    return {
        "trap": share(
            any(in_a_row(words(each), words(one.answer)) for each in one.row["distractors"]) for one in traps
        ),
        "regex_ok": share(_matches(one) for one in graded if "accept_regex" in one.row),
        "premise_safe": share(_safe(one) for one in corrected),
        "premise_ok": share(
            _safe(one) and one.status != "answered" and bool(one.cited & one.correcting) for one in corrected
        ),
    }


def _matches(one: Graded) -> bool:
    if not one.row["answerable"]:
        return _safe(one)
    return one.answered and _found(one.row["accept_regex"], one.answer, absent=True) and _safe(one)


def _safe(one: Graded) -> bool:
    """Abstained, or said nothing that the row rejects. A missing row is neither."""
    return one.abstained or (
        one.answered and not _found(one.row.get("reject_regex"), one.answer, absent=False)
    )


def _found(pattern: str | None, text: str, *, absent: bool) -> bool:
    return absent if not pattern else re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def _misformed(made: Row | None) -> bool:
    """No prediction, or one whose fields contradict each other or the contract."""
    if made is None or made["status"] not in STATUSES:
        return True
    return made["abstained"] is not (made["status"] in ABSTAINED)
