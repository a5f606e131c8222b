"""Answers, summaries and articles as the JSON that `--json` promises (docs/cli.md). Pure."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from bot.answers import Answer, Citation, Claim, Coverage, Rejected, Stage, Summary, Usage
from index.types import Added, Article, ArticleInfo

# JSON escapes only what lies under U+0020; these too can move a terminal's cursor or turn its text around.
# Lone surrogates cannot be written as UTF-8 at all.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def dumps(value: object) -> str:
    """Return `value` as JSON that any terminal may show; parsing it gives back every character."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def answer(answer: Answer, text: str) -> dict[str, Any]:
    """Return the row of `ask --json`; `text` is the answer in words."""
    return {
        "question": answer.question,
        "status": answer.status,
        "mode": answer.mode,
        "text": text,
        "claims": [_claim(one) for one in answer.claims],
        "nearest": [_citation(one) for one in answer.nearest],
        "missing": answer.missing,
        "differ": answer.differ,
        "meant": [_citation(one) for one in answer.meant],
        **_cost(answer),
    }


def summary(summary: Summary, text: str) -> dict[str, Any]:
    """Return the row of `summary --json`; `text` is the summary in words."""
    sentences = [_claim(one) for one in summary.sentences]
    return {
        "question": None,  # a summary answers none; the keys are those of `ask --json`
        "articles": list(summary.articles),
        "status": summary.status,
        "mode": summary.mode,
        "text": text,
        "claims": sentences,
        "nearest": [],
        "missing": None,
        "differ": None,
        "meant": [],
        "sentences": sentences,
        "coverage": _coverage(summary.coverage),
        **_cost(summary),
    }


def info(info: ArticleInfo) -> dict[str, Any]:
    """Return one row of `list --json`."""
    return {
        "article_id": info.article_id,
        "title": info.title,
        "date": info.date,
        "source": info.source,
        "url": info.url,
        "sentences": info.sentences,
        "channels": sorted(info.channels),
    }


def article(article: Article) -> dict[str, Any]:
    """Return the row of `show --json`; spans count characters of `text`."""
    return {
        "article_id": article.article_id,
        "title": article.title,
        "date": article.date,
        "source": article.source,
        "url": article.url,
        "text": article.text,
        "sentences": [[one.start, one.end] for one in article.sentences],
    }


def added(added: Added) -> dict[str, Any]:
    """Return one row of `add --json`."""
    return asdict(added)


def stage(stage: Stage) -> dict[str, Any]:
    """Return one step of `--explain --json`."""
    return {"name": stage.name, "elapsed_ms": round(stage.elapsed_ms, 1), **stage.detail}


def _coverage(coverage: Coverage) -> dict[str, Any]:
    shares = [{"article_id": one.article_id, "used": one.used, "total": one.total} for one in coverage.shares]
    return {"used": list(coverage.used), "total": coverage.total, "articles": shares}


def _cost(made: Answer | Summary) -> dict[str, Any]:
    return {
        "rejected": [_rejected(one) for one in made.rejected],
        "failure": made.failure,
        "model": made.model,
        "usage": _usage(made.usage),
        "elapsed_ms": made.elapsed_ms,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "kind": claim.kind,
        "speaker": claim.speaker,
        "citations": [_citation(one) for one in claim.citations],
        "notes": list(claim.notes),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {**asdict(citation), "span": list(citation.span) if citation.span else None}


def _rejected(rejected: Rejected) -> dict[str, str]:
    return {"text": rejected.text, "reason": rejected.reason}


def _usage(usage: Usage) -> dict[str, int | float | None]:
    return asdict(usage)
