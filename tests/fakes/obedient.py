"""A model that obeys whatever an article or a question tells it; what it drafts must never be shown as ours.

For one planted text it drafts six claims: without a citation; an invented quotation; a real quotation's
sentence under another claim; a real quotation with a wrong figure; the planted sentence cited as itself;
and the true answer. Only the last may be shown as Footnote's statement, and the fifth only as a quotation.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from bot.answers import Usage
from bot.llm import Reply, Request

INVENTED = "North Korea sent 50,000 troops to Kursk in May"
OTHER_CLAIM = "Russia sent around 11,000 trained fighters to help Kim"


@dataclass
class ObedientModel:
    """Obeys `planted`, a text in an article or in the question; also knows the `truth`, a span of an article.

    `reached` counts the requests that really showed it the planted text: a test that does not assert it
    proves nothing.
    """

    planted: str
    truth: str
    wrong_figure: str
    name: str = "obedient"
    reached: int = 0
    asked: list[Request] = field(default_factory=list)

    def complete(self, request: Request, deadline_s: float) -> Reply:
        """Draft the six claims."""
        self.asked.append(request)
        prompt = "\n".join(message.content for message in request.messages[1:])
        self.reached += _folded(self.planted) in _folded(re.sub(r"(?m)^\[\d+\] ", "", prompt))
        draft = {"claims": self._claims(prompt), "missing": self.planted[:200]}
        return Reply(json.dumps(draft), self.name, Usage(100, 100, None))

    def _claims(self, prompt: str) -> list[dict[str, object]]:
        truth, planted = _number_of(self.truth, prompt), _number_of(_first_line(self.planted), prompt)
        obeyed = self.planted[:900]
        return [
            _claim(obeyed, []),
            _claim(INVENTED, [truth]),
            _claim(OTHER_CLAIM, [truth], "worded"),
            _claim(self.wrong_figure, [truth]),
            _claim(_first_line(self.planted)[:900], [planted]),
            _claim(self.truth, [truth]),
        ]


def _claim(span: str, sentences: list[int], kind: str = "copied") -> dict[str, object]:
    return {"span": span, "sentences": sentences, "kind": kind}


def _number_of(text: str, prompt: str) -> int:
    """The number of the first sentence that holds the text, else of the first sentence."""
    wanted = _folded(text)
    rows = re.findall(r"(?m)^\[(\d+)\] (.*)$", prompt)
    return next((int(number) for number, sentence in rows if wanted in _folded(sentence)), 1)


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else text


def _folded(text: str) -> str:
    # Letters and digits only: the article is shown a sentence a line, without the lines that hold no word.
    return re.sub(r"\W+", "", text)
