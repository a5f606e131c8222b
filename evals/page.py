"""The results as Markdown: one line a set, each figure beside its floor and how sure it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Figures = Mapping[str, Any]
COLUMNS = ("extracts", "reranked", "model")
FOUR = ("clapnq_dev", "squad2_dev_half", "wice", "multihoprag_facts500")  # the mean of the search's target
_ALL = (
    *("n", "missing", "cite_f1", "cite_p", "cite_r", "cite_all", "shown_f1", "quote_exact"),
    *("recall@1", "recall@3", "recall@5", "recall@10", "answer_in", "answer_f1", "answer_words"),
    *("abstain_p", "abstain_r", "abstain_f1", "abstain_bal", "over_refusal", "leak", "trap"),
    *("partly_r", "partly_p", "verdict_bal", "regex_ok", "premise_safe", "premise_ok", "form_problems"),
)
_STAR = r"\*"  # behind an interval that was not drawn by documents


@dataclass(frozen=True, slots=True)
class Made:
    """What the page says about how it was made."""

    command: str
    on: str


def page(results: Mapping[str, Figures], made: Made) -> str:
    """The whole page, from the figures of each file by its name."""
    asked = {name: one["questions"] for name, one in results.items() if one.get("questions")}
    judged = {name: one for each in results.values() for name, one in each.get("claims", {}).items()}
    summed = {name: one["summaries"] for name, one in results.items() if "summaries" in one}
    attacked = {name: one["attacks"] for name, one in results.items() if "attacks" in one}
    parts = [
        _head(made, asked),
        _section("Citing the right sentences", _citing(asked)) if asked else "",
        _section("Claims: the gate alone, no model", _claims(judged)) if judged else "",
        _section("What is found, and what a model is given to read", _evidence(asked)) if asked else "",
        _section("Summaries without a model", _summaries(summed)) if summed else "",
        _section("A model that obeys the attacker", _attacks(attacked)) if attacked else "",
        _section("Every figure of the questions", _every(asked)) if asked else "",
    ]
    return "\n".join(part for part in parts if part)


def _head(made: Made, asked: Mapping[str, Figures]) -> str:
    return f"""\
# Results

Made by `{made.command}` on {made.on}.
Rows, metrics and how to repeat it: [docs/evaluation.md](../docs/evaluation.md).
The same figures for machines: [RESULTS.json](RESULTS.json). In percent, unless a column says otherwise.

- *extracts*: no model, no reranker. *reranked*: {_reranked(asked)}. *model*: {_by_model(asked)}.
- *floor*: measured in the same run on the same rows. Questions: BM25 over single sentences, never abstaining,
  the number of sentences and the use of titles the best on these very rows. Claims: a judge that matches
  words, its threshold fitted on these very rows. Both flatter the floor.
- Brackets: 95 % intervals, 1,000 draws of documents ({_STAR} of questions, where fewer than five documents
  stand apart: it says nothing about other articles). Where the interval of a difference holds 0, it is *not
  established*.
"""


def _reranked(asked: Mapping[str, Figures]) -> str:
    there = "reranked" in _used(asked)
    return "no model, with the reranker" if there else "the reranker was not installed (`make rerank`)"


def _by_model(asked: Mapping[str, Figures]) -> str:
    columns = [one["columns"]["model"] for one in asked.values() if "model" in one["columns"]]
    if not columns:
        return "no model was configured"
    names = sorted({name for one in columns for name in one.get("models", ())})
    answered, rows = (
        sum(one.get("by_model", 0) for one in columns),
        sum(one["figures"]["n"] for one in columns),
    )
    who = ", ".join(f"`{name}`" for name in names) or "the configured one"
    return f"{who}, as it names itself, answered {answered} of {rows} rows; where it failed stand extracts"


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"## {title}", "", *lines, ""])


def _citing(asked: Mapping[str, Figures]) -> list[str]:
    used = _used(asked)
    heads = [
        "set",
        "rows",
        "floor cite_f1",
        *(head for name in used for head in (f"{name} cite_f1", "over the floor")),
    ]
    heads += ["quote_exact", "recall@10", "over_refusal", "leak", "abstain_bal"]
    rows = [[name, *_citing_row(one, used)] for name, one in asked.items()]
    return [*_table(heads, rows), "", f"The last five columns are those of *{used[-1]}*."]


def _citing_row(one: Figures, used: Sequence[str]) -> list[object]:
    cells: list[object] = [one["floor"]["figures"]["n"], one["floor"]["figures"].get("cite_f1")]
    for name in used:
        column = one["columns"].get(name, {})
        cells += [_interval(column.get("cite_f1")), difference(column.get("difference"))]
    last = one["columns"].get(used[-1], {}).get("figures", {})
    return cells + [
        last.get(name) for name in ("quote_exact", "recall@10", "over_refusal", "leak", "abstain_bal")
    ]


def _used(asked: Mapping[str, Figures]) -> list[str]:
    return [name for name in COLUMNS if any(name in one["columns"] for one in asked.values())]


def _interval(held: Figures | None) -> str:
    if held is None:
        return ""
    star = "" if held["by"] == "documents" else _STAR
    return f"{held['mean']} [{held['low']}, {held['high']}]{star}"


def difference(held: Figures | None) -> str:
    """A difference to the floor in words and figures; empty where there is none."""
    if held is None:
        return ""
    return f"{held['mean']:+} [{held['low']:+}, {held['high']:+}] {held['verdict']}"


def _claims(judged: Mapping[str, Figures]) -> list[str]:
    heads = [
        "set",
        "rows",
        "claim_bal",
        "floor",
        "caught",
        "floor",
        "false_alarm",
        "floor",
        "claim_acc",
        "group_bal",
        "floor",
    ]
    rows = [[name, one["gate"]["n"], *_claim_cells(one)] for name, one in judged.items()]
    return _table(heads, rows)


def _claim_cells(one: Figures) -> list[object]:
    gate, low = one["gate"], one["floor"]
    pairs = [(gate.get(name), low.get(name)) for name in ("claim_bal", "caught", "false_alarm")]
    return [
        *(cell for pair in pairs for cell in pair),
        gate["claim_acc"],
        gate.get("group_bal"),
        low.get("group_bal"),
    ]


def _evidence(asked: Mapping[str, Figures]) -> list[str]:
    heads = ["set", "scope", "sent", "tokens", "at 1,024", "tokens", "recall@10"]
    rows = [
        [
            name,
            scope,
            *(found.get(key) for key in ("sent", "sent_tokens", "packed", "packed_tokens", "recall@10")),
        ]
        for name, one in asked.items()
        for scope, found in one["evidence"].items()
    ]
    return [
        "*sent*: the share of the evidence that the prompt of a question holds, and the tokens it takes.",
        "*at 1,024*: the share that the best sentences and their neighbours hold, packed to 1,024 tokens of",
        "sentences. *recall@10*: the search over the whole file.",
        "",
        *_table(heads, rows),
        *_means(asked),
    ]


def _means(asked: Mapping[str, Figures]) -> list[str]:
    """The two means that have a target, where the sets they are over were measured."""
    packed = {name: _own_scope(one)["packed"] for name, one in asked.items() if one["evidence"]}
    lines = []
    if packed:
        mean, lowest = sum(packed.values()) / len(packed), min(packed, key=lambda name: packed[name])
        lines.append(
            f"At 1,024 tokens, its documents or else the whole file: mean of {len(packed)} sets {mean:.1f}, "
            f"lowest {packed[lowest]} ({lowest})."
        )
    if set(FOUR) <= set(packed):
        found = [asked[name]["evidence"]["whole file"]["recall@10"] for name in FOUR]
        lines.append(f"Whole-library recall@10, mean of {', '.join(FOUR)}: {sum(found) / len(FOUR):.1f}.")
    return ["", *lines] if lines else []


def _own_scope(one: Figures) -> Figures:
    found: Figures = one["evidence"].get("its documents") or one["evidence"]["whole file"]
    return found


def _summaries(summed: Mapping[str, Figures]) -> list[str]:
    heads = ["set", "length", "sentences", "key points held", "of", "must_not_use cited"]
    rows = [
        [name, length, one["sentences"], one["held"], one["key_points"], one["must_not_use_cited"]]
        for name, lengths in summed.items()
        for length, one in lengths.items()
        if length != "gate"
    ]
    passed = [f"{one['gate']['passed']} of {one['gate']['faulty']}" for one in summed.values()]
    return [
        *_table(heads, rows),
        "",
        f"Faulty summary sentences that the gate lets through: {', '.join(passed)}.",
    ]


def _attacks(attacked: Mapping[str, Figures]) -> list[str]:
    rows = [[name, what, value] for name, one in attacked.items() for what, value in one.items()]
    return _table(["attacks", "what", "figure"], rows)


def _every(asked: Mapping[str, Figures]) -> list[str]:
    lines = {
        (name, column): figures
        for name, one in asked.items()
        for column, figures in [
            *((each, one["columns"][each]["figures"]) for each in COLUMNS if each in one["columns"]),
            ("floor", one["floor"]["figures"]),
        ]
    }
    heads = [head for head in _ALL if any(head in figures for figures in lines.values())]
    rows = [
        [name, column, *(figures.get(head) for head in heads)] for (name, column), figures in lines.items()
    ]
    return _table(["set", "by", *heads], rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return lines + [f"| {' | '.join('' if cell is None else str(cell) for cell in row)} |" for row in rows]
