"""Meters and health: what happened is counted, under names from fixed lists, without anybody's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import health
from bot.answers import Answer, Citation, Claim, Rejected, Stage, Usage
from bot.health import Meters
from bot.records import Records
from bot.records.meter import Payer
from index.library import Library
from index.types import NewArticle
from tests.embedders import WORDS

SECRET = "Zanzibar"
CITED = Citation(SECRET, SECRET, None, None, None, 1, 0, 9, f"{SECRET} it is.")
CLAIM = Claim(SECRET, "copied", SECRET, (CITED,))


def shown(meters: Meters) -> dict[str, float]:
    """Each series with its value."""
    lines = [line for line in meters.text().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_each_ending_reason_failure_step_and_cost_is_counted() -> None:
    meters = Meters()
    meters.answered(
        Answer(
            SECRET,
            "llm",
            (CLAIM,),
            rejected=(Rejected(SECRET, "figure,names"), Rejected(SECRET, "figure")),
            model=SECRET,
            usage=Usage(100, 20, 0.5),
            elapsed_ms=300,
            stages=(Stage("model", 240.0, {"why": SECRET}),),
        )
    )
    meters.answered(Answer(SECRET, "extractive", failure="timeout"))
    meters.ended("busy")
    series = shown(meters)
    for name, value in {
        'footnote_answers_total{mode="llm",status="partly"}': 1,
        'footnote_answers_total{mode="extractive",status="not_verified"}': 1,
        'footnote_answers_total{mode="llm",status="answered"}': 0,
        'footnote_rejected_claims_total{reason="figure"}': 2,
        'footnote_rejected_claims_total{reason="names"}': 1,
        'footnote_model_failures_total{kind="timeout"}': 1,
        'footnote_model_tokens_total{direction="prompt"}': 100,
        'footnote_model_tokens_total{direction="completion"}': 20,
        "footnote_model_usd_total": 0.5,
        'footnote_stage_seconds_bucket{le="0.25",stage="model"}': 1,
        'footnote_stage_seconds_bucket{le="0.1",stage="model"}': 0,
        'footnote_answer_seconds_count{mode="llm"}': 1,
        'footnote_events_total{ending="busy"}': 1,
    }.items():
        assert series[name] == value, name
    assert SECRET not in meters.text().decode()


def test_whatever_is_counted_the_number_of_series_stays_bounded() -> None:
    meters = Meters()
    for number in range(300):
        meters.answered(
            Answer(
                f"question {number}",
                "llm",
                rejected=(Rejected("x", f"reason{number}"),),
                failure=f"failure{number}",
                model=f"model{number}",
                stages=(Stage(f"stage{number}", 1.0),),
            )
        )
    series = shown(meters)
    assert len(series) < 200
    assert series['footnote_rejected_claims_total{reason="other"}'] == 300
    assert series['footnote_model_failures_total{kind="other"}'] == 300
    assert "question" not in meters.text().decode()


def test_two_bots_in_one_process_count_apart() -> None:
    first, second = Meters(), Meters()
    first.ended("said")
    assert shown(second)['footnote_events_total{ending="said"}'] == 0


def test_sizes_are_read_when_the_monitor_asks(home: Path) -> None:
    meters = Meters()
    with Library.open(home, embedding=WORDS) as library, Records.open(home) as records:
        health.watch_all(meters, library, records, lambda: 7)
        assert shown(meters)["footnote_articles"] == 0
        library.add(NewArticle("/mill.txt", "The mill closed. The cup broke."))
        records.claim("T", ["event:1"], {"text": SECRET})
        records.meter.settle("1", Payer("T", "C1", ""), Usage(100, 20, 0.5))
        series = shown(meters)
    assert (series["footnote_articles"], series["footnote_sentences"]) == (1, 2)
    assert (series["footnote_questions_at_work"], series["footnote_open_events"]) == (7, 1)
    assert (series["footnote_tokens_today"], series["footnote_usd_today"]) == (120, 0.5)


def test_a_library_and_records_that_work_have_no_faults(home: Path) -> None:
    with Library.open(home, embedding=WORDS) as library, Records.open(home) as records:
        assert health.faults(library, records) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("library.sqlite3", "the library cannot be read (DatabaseError)"),
        ("records.sqlite3", "the records cannot be written (DatabaseError)"),
    ],
)
def test_a_file_that_breaks_while_the_bot_runs_is_said_plainly(name: str, said: str, home: Path) -> None:
    with Library.open(home, embedding=WORDS) as library, Records.open(home) as records:
        library.add(NewArticle("/mill.txt", "The mill closed."))
        library.close()
        records.close()
        (home / name).write_bytes(b"not a database" * 1000)
        assert health.faults(library, records) == [said]
