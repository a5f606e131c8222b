"""`make evals EVALS_DIR=FOLDER`: measure every file of one or more folders, write evals/RESULTS.md.

The mode is EVALS_MODE (extractive unless set). The folders are asked for because most public sets may be read
by anyone but copied by nobody: their texts stay where they are, only figures are written.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from evals.score import Figures, figures

RESULTS = Path(__file__).parent / "RESULTS.md"

# BM25, no model, best k on the same rows, which flatters it: measured once, 2026-11-22, with bm25s 0.3.16 and
# PyStemmer 3.1.0 over gold sentences. Claims: a lexical rule with its threshold fitted on the same rows.
FLOOR: Mapping[str, Mapping[str, float]] = {
    "seed_questions": {
        "cite_f1": 65.3,
        "recall@1": 62.5,
        "recall@5": 79.2,
        "recall@10": 93.8,
        "answer_in": 41.7,
    },
    "clapnq_dev": {"cite_f1": 62.4, "recall@1": 31.1, "recall@5": 87.5, "recall@10": 99.3, "answer_in": 5.8},
    "squad2_dev_half": {
        "cite_f1": 86.5,
        "recall@1": 86.5,
        "recall@5": 99.8,
        "recall@10": 100.0,
        "answer_in": 86.0,
    },
    "multirc_news": {
        "cite_f1": 53.2,
        "recall@1": 33.2,
        "recall@5": 78.0,
        "recall@10": 95.8,
        "answer_in": 26.1,
    },
    "wice": {"cite_f1": 60.7, "recall@1": 47.4, "recall@5": 79.4, "recall@10": 87.8},
    "multihoprag_facts500": {
        "cite_f1": 60.3,
        "recall@1": 33.1,
        "recall@5": 75.6,
        "recall@10": 83.8,
        "answer_in": 24.4,
    },
    "hotpotqa": {"cite_f1": 52.7, "recall@1": 29.7, "recall@5": 65.6, "recall@10": 80.4, "answer_in": 41.7},
    "fever": {"cite_f1": 75.3, "recall@1": 75.1, "recall@5": 95.8, "recall@10": 97.9},
    "mtragun": {"answer_in": 1.0},
    "seed_flips": {"claim_bal": 56.5, "caught": 13.0, "false_alarm": 0.0},
    "qags-cnndm": {"claim_bal": 57.4, "caught": 28.3, "false_alarm": 13.5},
    "qags-xsum": {"claim_bal": 59.0, "caught": 61.9, "false_alarm": 43.9},
    "faithbench": {"claim_bal": 61.4, "caught": 60.4, "false_alarm": 37.7, "group_bal": 57.1},
}
QUESTIONS = (
    *("n", "missing", "cite_f1", "cite_p", "cite_r", "shown_f1", "quote_exact"),
    *("recall@1", "recall@5", "recall@10", "answer_in"),
    *("abstain_bal", "over_refusal", "leak", "trap", "regex_ok", "premise_ok"),
)
CLAIMS = ("n", "missing", "claim_bal", "caught", "false_alarm", "claim_acc", "group_bal")
_HEAD = """\
# Results

Made by `make evals EVALS_DIR=FOLDER EVALS_MODE={mode}` on {measured_on}.
Rows and metrics: [docs/evaluation.md](../docs/evaluation.md).
Small sets: a difference of under about five points is not established. *Floor* is BM25 over the same rows, at
the k best on them and no abstaining; for claims a lexical rule whose threshold was fitted on the same
rows. The floor was measured once, with another program, and not by this command.
"""


def measured(folders: Iterable[Path], mode: str) -> tuple[Figures, Figures]:
    """The figures of every file of rows in the folders: of questions by file, of claims by set."""
    files = [path for folder in folders for path in sorted(folder.glob("*.jsonl")) if _holds_rows(path)]
    asked: Figures = {}
    judged: Figures = {}
    with tempfile.TemporaryDirectory() as scratch:
        for data in files:
            made = Path(scratch) / data.name
            command = [
                sys.executable,
                "-m",
                "bot",
                "eval",
                str(data),
                "--predictions",
                str(made),
                "--mode",
                mode,
            ]
            subprocess.run(command, check=True)  # noqa: S603 - our own command, on the operator's files
            questions, claims = figures(data, made)
            asked |= questions
            judged |= claims
    return asked, judged


def _holds_rows(path: Path) -> bool:
    with path.open(encoding="utf-8") as lines:
        return json.loads(lines.readline()).get("type") in ("document", "question", "claim")


def page(asked: Figures, judged: Figures, mode: str, measured_on: str) -> str:
    """The results as Markdown: what was run, on what, on how many rows, beside the floor."""
    lines = [_HEAD.format(mode=mode, measured_on=measured_on)]
    if asked:
        lines += [f"## Questions, mode {mode}", "", *_table(asked, QUESTIONS), ""]
    if judged:
        lines += ["## Claims: the gate alone, no model", "", *_table(judged, CLAIMS), ""]
    return "\n".join(lines)


def _table(found: Figures, names: Iterable[str]) -> list[str]:
    heads = [name for name in names if any(name in row for row in found.values())]
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
    for name, row in found.items():
        lines.append(f"| {name} | {' | '.join(_cell(row.get(head)) for head in heads)} |")
        if name in FLOOR:
            lines.append(f"| – floor | {' | '.join(_cell(FLOOR[name].get(head)) for head in heads)} |")
    return lines


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(RESULTS.parent), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - as above


def main(arguments: list[str]) -> int:
    """Measure in the mode named first the folders named after it."""
    mode, *folders = arguments
    if not folders or not all(Path(folder).is_dir() for folder in folders):
        print("No folder of rows. Say: make evals EVALS_DIR=FOLDER", file=sys.stderr)  # noqa: T201 - a program
        return 2
    day = datetime.now(UTC).date().isoformat()
    at = _git("describe", "--always", "--dirty")
    asked, judged = measured(map(Path, folders), mode)
    RESULTS.write_text(page(asked, judged, mode, f"{day}, at commit {at}"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
