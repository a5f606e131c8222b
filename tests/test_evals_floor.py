"""The floors: BM25 over gold sentences, a word matcher over claims, and how sure a difference to them is."""

from __future__ import annotations

from typing import Any

import pytest

from evals import claim_floor, metrics
from evals.floor import floor
from evals.intervals import groups_of, interval

MILL = "The mill opened in 1904. It closed in 1961 after a fire. The fire began in the granary."
SPANS = [[0, 24], [25, 56], [57, 87]]
SHIP = "The ship sank off the coast. Nobody drowned."
Row = dict[str, Any]


def document(doc_id: str, text: str, spans: list[list[int]], title: str | None = None) -> Row:
    return {"type": "document", "doc_id": doc_id, "title": title, "text": text, "sentences": spans}


def question(asked: str, evidence: list[tuple[str, int]], *doc_ids: str, qid: str = "q") -> Row:
    row = {"type": "question", "qid": qid, "question": asked, "doc_ids": list(doc_ids), "kind": "question"}
    return {**row, "answers": [], "answerable": True, "evidence_sets": [[list(one) for one in evidence]]}


ROWS = [document("mill", MILL, SPANS), document("ship", SHIP, [[0, 28], [29, 44]], "Wreck of the Marigold")]


def best(*asked: Row) -> tuple[int, bool, dict[str, object]]:
    rows = [*ROWS, *asked]
    library = metrics.documents(rows)
    found = floor(rows, library)
    return found.sentences, found.titled, metrics.figures(metrics.grade(rows, found.made, library), library)


def test_the_sentence_that_shares_the_rarest_words_is_cited() -> None:
    sentences, titled, figures = best(question("When did the mill open?", [("mill", 0)], "mill"))
    assert (sentences, titled, figures["cite_f1"], figures["quote_exact"]) == (1, False, 100.0, 100.0)


def test_as_many_sentences_are_cited_as_is_best_on_the_rows() -> None:
    asked = question("What did the fire in the granary do?", [("mill", 1), ("mill", 2)], "mill")
    assert best(asked)[0] == 2
    assert best(asked)[2]["cite_f1"] == 100.0


def test_titles_are_used_where_that_is_best_on_the_rows() -> None:
    sentences, titled, figures = best(question("What became of the Marigold?", [("ship", 1)]))
    assert (sentences, titled, figures["cite_f1"]) == (1, True, 100.0)


def test_the_documents_a_question_names_are_the_only_ones_searched() -> None:
    found = floor([*ROWS, question("Who drowned?", [("mill", 0)], "mill")], metrics.documents(ROWS))
    assert {one["doc_id"] for one in found.made[0]["retrieved"]} == {"mill"}


@pytest.mark.parametrize(
    ("claim", "supported"),
    [
        ("The mill closed after a fire.", True),
        ("The mill closed in 1962 after a fire.", False),
        ("The mill of Leith closed after a fire.", False),
        ("Pirates took gold aboard.", False),
    ],
)
def test_a_claim_is_matched_by_words_figures_and_names(claim: str, supported: bool) -> None:
    held = {"type": "claim", "id": "1", "set": "s", "source": MILL, "claim": claim, "supported": supported}
    other = {**held, "id": "2", "claim": "The mill opened.", "supported": True}
    assert claim_floor.figures([held, other])["s"]["claim_acc"] == 100.0


def test_the_threshold_of_the_word_matcher_is_the_best_on_the_rows() -> None:
    row = {"type": "claim", "set": "s", "source": MILL}
    near = {**row, "id": "1", "claim": "mill opened slowly", "supported": True}
    far = {**row, "id": "2", "claim": "mill sold cheaply", "supported": False}
    figures = claim_floor.figures([near, far])["s"]
    assert (figures["claim_bal"], figures["threshold"]) == (100.0, 0.35)


def test_an_interval_by_documents_is_that_of_the_binomial_of_their_means() -> None:
    # Five documents, one of them right: P(at least 3 of 5 draws) is 5.8 %, P(at least 4) 0.7 %.
    found = interval([1.0, 0.0, 0.0, 0.0, 0.0], [0, 1, 2, 3, 4])
    assert (found.mean, found.low, found.high, found.by, found.groups) == (20.0, 0.0, 60.0, "documents", 5)


def test_questions_of_one_document_are_drawn_together() -> None:
    values = [1.0] * 50 + [0.0] * 50
    together = interval(values, [number // 10 for number in range(100)])
    apart = interval(values, list(range(100)))
    assert together.high - together.low > 2 * (apart.high - apart.low)
    assert together.mean == apart.mean == 50.0


def test_with_too_few_documents_questions_are_drawn_and_the_interval_says_so() -> None:
    assert interval([1.0, 0.0] * 10, [0] * 20).by == "questions"
    with pytest.raises(ValueError, match="no value"):
        interval([], [])


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [
        ([0.2] * 8, "above"),
        ([-0.2] * 8, "below"),
        ([0.2, -0.2] * 4, "not established"),
        ([0.0] * 8, "not established"),
    ],
)
def test_a_difference_is_established_only_when_its_interval_leaves_out_zero(
    differences: list[float], verdict: str
) -> None:
    assert interval(differences, list(range(8))).verdict == verdict


def test_questions_are_one_group_when_evidence_joins_them_through_others() -> None:
    asked = [
        question("?", [("mill", 0)], qid="1"),
        question("?", [("ship", 0)], qid="2"),
        question("?", [("mill", 1), ("other", 0)], qid="3"),
        question("?", [("other", 0)], qid="4"),
    ]
    rows = [*ROWS, document("other", SHIP, [[0, 28]]), *asked]
    first, second, third, fourth = groups_of(metrics.grade(rows, (), metrics.documents(rows)))
    assert first == third == fourth != second
