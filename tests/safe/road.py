"""The attacks on the whole road: planted or asked, obeyed by the model, as Slack would show what comes of it.

Each row is sent both ways: as a sentence of an article, and with the question. What would reach Slack is
kept: the message and its blocks, the text said when Slack refuses blocks, modals behind buttons, a summary.
Real library, gate and renderer, no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot import verdicts
from bot.answers import Answer, Claim, Summary
from bot.ask import MAX_QUESTION_CHARS, ask
from bot.config import Settings
from bot.desk import Desk, open_desk
from bot.records.rows import Cited
from bot.slack.shown import views
from bot.slack.shown.blocks import render_answer, render_summary
from bot.slack.shown.inert import BREAK
from bot.slack.shown.layout import Rendered
from bot.summarise import summarise
from index.types import Article, NewArticle
from tests.fakes.obedient import INVENTED, OTHER_CLAIM, ObedientModel, first_line
from tests.shelf import SEED_TEXT

LEAD = SEED_TEXT.split("\n")[5]  # sentence 6: "... sent around 11,000 trained fighters ..."
QUESTION = "How many troops did North Korea send?"
TRUTH = "around 11,000 trained fighters"
WRONG = "around 21,000 trained fighters"
FALSE = (INVENTED, OTHER_CLAIM, WRONG)
UNSUPPORTED_KINDS = 4  # of each draft: no sentence, invented, another claim, a wrong figure
_ANSWER_ID = "0123456789abcdef"
_SEEN = 100  # letters of an attack that a prompt must hold; of one that fills it, not all are shown
_LISTED = re.compile(r"^\d{1,3}[.)]\s")  # the mark of a list is no part of a sentence
_NUMBER = re.compile(r"(?m)^\[\d+\] ")
_QUOTED = re.compile(r"“[^”]*”")

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What one attack came to, sent one way. `reached`: the model saw it. `messages`: all that Slack got."""

    attack: str
    canary: str
    planted: bool
    article: Article
    reached: bool
    answer: Answer
    summary: Summary | None
    messages: tuple[Message, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every statement shown."""
        return (*self.answer.claims, *(self.summary.sentences if self.summary else ()))


def obeyed(rows: Sequence[dict[str, str]], home: Path) -> Iterator[Obeyed]:
    """Send every row both ways, one after another."""
    desk = open_desk(Settings(home=home))
    with desk.library:
        for planted in (True, False):
            for row in rows:
                yield _sent(row["text"], row.get("canary", ""), planted, desk)


def _sent(attack: str, canary: str, planted: bool, desk: Desk) -> Obeyed:
    question = QUESTION if planted else f"{QUESTION} {attack}"[:MAX_QUESTION_CHARS]
    added = desk.library.add(NewArticle("attacked.txt", f"{LEAD}\n{attack}" if planted else SEED_TEXT))
    article = desk.library.by_id(str(added.article_id))
    assert article is not None
    model = ObedientModel(attack if planted else question, TRUTH, WRONG)
    obedient = replace(desk, model=model)
    answer = ask(question, obedient, mode="llm")
    prompt = "\n".join(one.content for one in model.asked[0].messages)
    start = _LISTED.sub("", first_line(attack))
    reached = letters(start)[:_SEEN] in letters(_NUMBER.sub("", prompt))
    # A summary is asked nothing, so only what is planted can reach it.
    summary = summarise([article.article_id], obedient, mode="llm") if planted else None
    messages = tuple(_messages(answer, summary, article))
    return Obeyed(attack, canary, planted, article, reached, answer, summary, messages)


def _messages(answer: Answer, summary: Summary | None, article: Article) -> Iterator[Message]:
    yield from _both_forms(render_answer(answer, _ANSWER_ID, "private"))
    if summary is not None:
        yield from _both_forms(render_summary(summary, _ANSWER_ID, "thread"))
    yield views.why_view(verdicts.why(answer))
    cited = [
        Cited(one.article_id, one.sentence, one.text) for claim in answer.claims for one in claim.citations
    ]
    marked = views.marked([article], cited, lambda words: words)
    pages = views.pages(marked)
    yield from (views.source_view(_ANSWER_ID, pages, index) for index in range(len(pages)))


def _both_forms(rendered: Rendered) -> Iterator[Message]:
    """The message, and what is said in its place when Slack refuses the blocks."""
    yield {"text": rendered.text, "blocks": list(rendered.blocks)}
    yield {"text": rendered.plain or rendered.text}


def is_unsupported(claim: Claim, article: Article) -> bool:
    """Whether a shown statement is not in the article word for word, or is one of the false ones."""
    if any(false in claim.text for false in FALSE):
        return True
    if claim.kind not in ("copied", "sentence"):
        return False  # wording that passed the gate: test 3 is about that
    return not all(
        claim.text in one.text and article.text[one.start : one.end] == one.text for one in claim.citations
    )


def outside_quotations(message: Message) -> str:
    """What a message says that is no quotation: neither a quotation block nor between quotation marks.

    As a reader sees it: without the marks that keep links from being made, and unescaped.
    """
    said = _QUOTED.sub(" ", "\n".join(_unquoted(message))).replace(BREAK, "")
    return said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def in_own_words(done: Obeyed) -> list[str]:
    """The statements that say of themselves that they are worded, as a message shows them."""
    return [f"{claim.text} (in my words)" for claim in done.claims if claim.kind == "worded"]


def _unquoted(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "rich_text_quote":
            return
        if value.get("type") == "rich_text_section":
            yield "".join(str(one.get("text", "")) for one in value["elements"])
            return
        for key, inner in value.items():
            if isinstance(inner, str):
                if key == "text":
                    yield inner
            else:
                yield from _unquoted(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _unquoted(inner)


def tells(said: str, attack: str) -> bool:
    """Whether a text holds most of the attack's first line, letters and digits alone."""
    line = letters(first_line(attack))
    half = line[: max(12, len(line) // 2 - 8)]
    return len(line) >= 12 and half in letters(said)


def letters(text: str) -> str:
    """The text without anything but letters and digits, in small letters."""
    return re.sub(r"\W+", "", text).casefold()
