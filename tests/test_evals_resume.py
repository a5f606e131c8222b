"""A measurement that was killed goes on: nothing is asked twice, nothing half-written is believed."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.errors import FootnoteError
from bot.predictions import made_before, set_aside
from evals import kept as keeping
from evals.bench import CannotMeasure, Job, files, measured
from evals.kept import FIGURES, Code, Kept, code_version
from evals.obedient import SEED
from tests.fakes.openai_server import FakeOpenAI, error
from tests.held_docs import ROOT
from tests.shelf import drafted

DATA = ROOT / "evals" / "data" / "metric_check" / "data.jsonl"
HANG = {"hang": True}
PATIENCE_S = 120


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []


def wait_for_question(server: FakeOpenAI, number: int, program: subprocess.Popen[bytes]) -> None:
    """Wait until the model was asked so often; by then the rows before are written."""
    ends = time.monotonic() + PATIENCE_S
    while server.count < number:
        assert program.poll() is None, "the program ended before it was killed"
        assert time.monotonic() < ends, f"the model was asked {server.count} times only"


def test_after_a_kill_the_rows_that_stand_are_kept_and_only_the_others_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    command = ["eval", str(DATA), "--predictions", str(out), "--mode", "llm", "--resume"]
    nothing = drafted()
    with FakeOpenAI([nothing, nothing, nothing, HANG]) as server:
        environment = {**os.environ, "OPENAI_BASE_URL": server.base_url, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen([sys.executable, "-m", "bot", *command], env=environment) as program:
            wait_for_question(server, 4, program)
            program.send_signal(signal.SIGKILL)
    before = lines(out)
    assert len(before) == 3
    with out.open("a", encoding="utf-8") as file:
        file.write('{"qid": "q04", "answ')  # as a kill in the middle of a line leaves it
    with FakeOpenAI(nothing) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert main(command) == 0
        assert server.count == 11 - 3
    assert lines(out)[:3] == before
    made = [json.loads(line) for line in lines(out)]
    assert [one["qid"] for one in made] == [f"q{number:02}" for number in range(1, 12)]
    assert {one["model"] for one in made} == {"fake"}
    assert f"11 predictions in {out} (3 from before)" in capsys.readouterr().err


def test_answers_of_a_model_are_set_aside_and_extracts_are_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    command = ["eval", str(DATA), "--predictions", str(out), "--limit", "1"]
    with FakeOpenAI(drafted()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert main(command) == 0
        paid = out.read_text("utf-8")
        monkeypatch.delenv("OPENAI_BASE_URL")
    for _ in range(2):
        assert main(command) == 0
    assert (tmp_path / "out.1.jsonl").read_text("utf-8") == paid
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.1.jsonl", "out.jsonl"]
    assert "they are now in" in capsys.readouterr().err


def test_a_name_that_is_taken_is_not_taken_again(tmp_path: Path) -> None:
    for expected in ("out.1.jsonl", "out.2.jsonl"):
        (tmp_path / "out.jsonl").write_text('{"qid": "q", "model": "m"}\n')
        assert set_aside(tmp_path / "out.jsonl") == tmp_path / expected


@pytest.mark.parametrize("line", ['{"qid": "other"}', "[]", "{", '{"answer": "x"}', "\x00"])
def test_predictions_of_another_file_are_refused_and_left_as_they_are(tmp_path: Path, line: str) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text(f'{{"qid": "q"}}\n{line}\n{{"half', encoding="utf-8")
    before = out.read_bytes()
    with pytest.raises(FootnoteError, match="line 2"):
        made_before(out, {"q"})
    assert out.read_bytes() == before


def written(folder: Path, text: str, name: str = "mill") -> Path:
    folder.mkdir(exist_ok=True)
    document = {"type": "document", "doc_id": "d", "title": None, "date": None, "text": text}
    asked = {"type": "question", "question": "When did the mill open?", "doc_ids": ["d"], "kind": "question"}
    gold = {"answers": ["1904"], "answerable": True, "evidence_sets": [[["d", 0]]]}
    rows: list[dict[str, Any]] = [{**document, "sentences": [[0, 24]]}]
    rows += [{**asked, **gold, "qid": str(number)} for number in range(6)]
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_bench_goes_on_from_what_is_kept_and_makes_anew_what_its_rows_no_longer_fit(
    tmp_path: Path,
) -> None:
    data, kept = written(tmp_path / "rows", "The mill opened in 1904."), tmp_path / "kept"
    (first,) = measured([Job(data, kept, None)])
    assert first["questions"]["columns"]["extracts"]["figures"]["cite_f1"] == 100.0
    made = sorted(kept.glob("mill/predictions-*.jsonl"))  # one a column
    for one in made:
        # The second row says what no program would: if it comes out again, it was kept.
        marked = one.read_bytes().replace(b'"abstained": false', b'"abstained": true ', 2).split(b"\n")
        one.write_bytes(b"\n".join(marked[:3]) + b'\n{"qid": "3", "ans')
    (again,) = measured([Job(data, kept, None)])
    assert again["questions"]["columns"]["extracts"]["figures"]["over_refusal"] == 33.3
    assert [len(lines(one)) for one in made] == [6] * len(first["questions"]["columns"])
    written(tmp_path / "rows", "The mill opened in 1905.")
    (anew,) = measured([Job(data, kept, None)])
    assert anew["questions"]["columns"]["extracts"]["figures"]["over_refusal"] == 0.0


def test_a_configured_model_has_a_column_of_its_own_and_is_named_by_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = written(tmp_path / "rows", "The mill opened in 1904.")
    with FakeOpenAI([drafted(("in 1904", [1])), error(401, "invalid_api_key")]) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        (found,) = measured([Job(data, tmp_path / "kept", None)])
    column = found["questions"]["columns"]["model"]
    assert (column["models"], column["by_model"], column["rows"]) == (["fake"], 1, 6)
    assert "models" not in found["questions"]["columns"]["extracts"]


def test_a_file_that_cannot_be_measured_is_named_with_the_reason(tmp_path: Path) -> None:
    data = written(tmp_path / "rows", "The mill opened in 1904.")
    data.write_text(data.read_text("utf-8") + '{"type": "poem"}\n', encoding="utf-8")
    with pytest.raises(CannotMeasure, match=r"mill\.jsonl could not be measured.*line 8: not a document"):
        measured([Job(data, tmp_path / "kept", None)])


def test_what_is_kept_goes_stale_with_the_rows_the_code_and_what_was_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = written(tmp_path / "rows", "The mill opened in 1904.")
    (tmp_path / "bot" / "slack").mkdir(parents=True)
    monkeypatch.setattr(keeping, "ROOT", tmp_path)
    code_version.cache_clear()
    names = [Kept.of(tmp_path, data, None).predictions("extracts")]
    names.append(Kept.of(tmp_path, data, None).predictions("model", "a"))
    names.append(Kept.of(tmp_path, data, 3).predictions("extracts"))
    (tmp_path / "bot" / "ask.py").write_text("changed")
    code_version.cache_clear()
    names.append(Kept.of(tmp_path, data, None).predictions("extracts"))
    assert len(set(names)) == 4
    (tmp_path / "bot" / "slack" / "app.py").write_text("a face, which decides no answer")
    code_version.cache_clear()
    assert Kept.of(tmp_path, data, None).predictions("extracts") == names[-1]
    code_version.cache_clear()


def test_the_code_is_told_by_its_bytes_and_names() -> None:
    one, other = Code(("bot",), frozenset()), Code(("bot",), frozenset({"ask.py"}))
    assert code_version(one) == code_version(Code(("bot",), frozenset())) != code_version(other)


def test_whatever_makes_a_kept_figure_is_part_of_the_name_it_is_kept_under() -> None:
    waiting, found = ["evals.evidence", "evals.obedient"], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imported(ROOT / f"{name.replace('.', '/')}.py")
    assert {f"{name.replace('.', '/')}.py" for name in found} <= set(FIGURES.places)
    assert any(SEED.is_relative_to(ROOT / place) for place in FIGURES.places)


def _imported(path: Path) -> set[str]:
    """The modules of the measuring and of its fakes that a file imports; the product's are all counted."""
    nodes = [one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.ImportFrom)]
    named = {f"{one.module}.{each.name}" for one in nodes for each in one.names if one.module == "evals"}
    named |= {one.module for one in nodes if one.module}
    return {name for name in named if name.startswith(("evals.", "tests."))}


def test_a_figure_is_made_once(tmp_path: Path) -> None:
    kept = Kept.of(tmp_path / "kept", written(tmp_path / "rows", "The mill opened in 1904."), None)
    made: list[int] = []
    for _ in range(2):
        assert kept.figures("count", lambda: made.append(1) or {"made": len(made)}) == {"made": 1}


def test_only_files_of_rows_are_measured_and_the_worked_example_of_the_scorer_is_none() -> None:
    names = [path.name for path in files([ROOT / "evals" / "data"])]
    assert names == [
        "claim_rows.jsonl",
        "claims_seed_flips.jsonl",
        "desk_claims.jsonl",
        "news.jsonl",
        "seed_questions.jsonl",
        "summaries.jsonl",
    ]
