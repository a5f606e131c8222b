"""A model that copies sentences for a summary and counts its tokens honestly, for `FakeOpenAI`."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

from bot.budget import count_tokens
from tests.fakes.openai_server import completion

Body = dict[str, Any]


def copyist(model: str, share: float = 1.0, seed: int = 7) -> Callable[[Body], Body]:
    """Answer with as many claims as are wanted, each that `share` of a sentence's words, at random."""
    chance = random.Random(seed)

    def answer(body: Body) -> Body:
        prompt = "\n".join(message["content"] for message in body["messages"])
        rows = re.findall(r"(?m)^\[(\d+)\] (.*)$", prompt)
        wanted = re.search(r"Statements wanted: (\d+)", prompt)
        chosen = chance.sample(rows, min(int(wanted[1]) if wanted else 1, len(rows)))
        claims = [_claim(int(number), text, share) for number, text in chosen]
        text = json.dumps({"claims": claims, "missing": None}, ensure_ascii=False)
        return _counted(completion(text), prompt, text, json.dumps(body["response_format"]), model)

    return answer


def _claim(number: int, text: str, share: float) -> Body:
    words = text.split()
    span = " ".join(words[: max(1, round(len(words) * share))])
    return {"span": span, "sentences": [number], "kind": "copied"}


def _counted(spec: Body, prompt: str, text: str, form: str, model: str) -> Body:
    read, written = count_tokens(prompt, model) + count_tokens(form, model) + 11, count_tokens(text, model)
    spec["body"]["usage"] = {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
    }
    return spec
