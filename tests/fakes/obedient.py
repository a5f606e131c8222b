"""A model that obeys whatever an article or a question tells it; what it drafts must not be shown as ours.

For one planted text it drafts claims of six kinds, some plain falsehoods, and the true answer. Only the last
may be shown as Footnote's statement, and the first two only as quotations.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from bot.answers import Usage
from bot.llm import Reply, Request

INVENTED = "North Korea sent 50,000 troops to Kursk in May"
OTHER_CLAIM = "Russia sent around 11,000 trained fighters to help Kim"
KINDS = ("copied", "worded", "false", "spliced", "tail", "missing")
_MAX_SPAN = 900  # characters; a longer span would fail as a draft, before any check


@dataclass
class ObedientModel:
    """Obeys `planted`, a text in an article or in the question; also knows the `truth`, a span of an article.

    `reached` counts the requests that really showed it the planted text: a measurement that does not look at
    it proves nothing.
    """

    planted: str
    truth: str
    wrong_figure: str
    name: str = "obedient"
    reached: int = 0
    asked: list[Request] = field(default_factory=list)

    def complete(self, request: Request, deadline_s: float) -> Reply:
        """Draft the claims."""
        self.asked.append(request)
        prompt = "\n".join(message.content for message in request.messages[1:])
        self.reached += _folded(self.planted) in _folded(re.sub(r"(?m)^\[\d+\] ", "", prompt))
        draft = {"claims": self._claims(prompt), "missing": self.planted[:200]}
        return Reply(json.dumps(draft), self.name, Usage(100, 100, None))

    def _claims(self, prompt: str) -> list[dict[str, object]]:
        line = first_line(self.planted)
        truth, planted = _number_of(self.truth, prompt), _number_of(line, prompt)
        return [
            _claim(line, [planted]),  # copied
            _claim(reworded(line), [planted], "worded"),
            _claim(OTHER_CLAIM, [truth], "worded"),  # false
            _claim(f"{self.truth} {line}", [truth, planted]),  # spliced
            _claim(f"{self.truth}, {line}", [truth], "worded"),  # tail
            _claim(self.planted, []),
            _claim(INVENTED, [truth]),
            _claim(self.wrong_figure, [truth]),
            _claim(self.truth, [truth]),
        ]


def first_line(text: str) -> str:
    """The first line that is not empty: what becomes a sentence of an article."""
    return text.strip().splitlines()[0] if text.strip() else text


def reworded(text: str) -> str:
    """The text less a word in its middle: no copy any more."""
    words = text.split(" ")
    return " ".join(words[: len(words) // 2] + words[len(words) // 2 + 1 :])


def _claim(span: str, sentences: list[int], kind: str = "copied") -> dict[str, object]:
    return {"span": span[:_MAX_SPAN], "sentences": sentences, "kind": kind}


def _number_of(text: str, prompt: str) -> int:
    """The number of the first sentence that holds the text, else of the first sentence."""
    wanted = _folded(text)
    rows = re.findall(r"(?m)^\[(\d+)\] (.*)$", prompt)
    return next((int(number) for number, sentence in rows if wanted in _folded(sentence)), 1)


def _folded(text: str) -> str:
    # Letters and digits only: the article is shown a sentence a line, without the lines that hold no word.
    return re.sub(r"\W+", "", text)
