"""Messages as an article that a summary can be made of, and back: who said a sentence, when, and where. Pure.

What people wrote is untrusted, like an article: it is quoted, never obeyed, and leaves through the renderer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from bot.answers import Answer, Citation, Claim, Summary
from bot.beside import times_shown
from bot.beside.dates import FROM_ARTICLE
from bot.brought import Spot, as_brought
from bot.slack.read.history import Message
from bot.slack.read.incoming import typed
from bot.slack.shown.layout import Link
from index.errors import Unreadable
from index.passing import passing
from index.types import Article, NewArticle

OPEN = "open in Slack"
SOURCE = "Slack"
_BETWEEN = "\n\n"  # no sentence goes over it
_NAMED = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")

Names = Mapping[str, str]  # of users, by id


@dataclass(frozen=True, slots=True)
class Talk:
    """Messages as one article, and the message that each of its sentences stands in.

    The article's title says what is read, such as "this thread". `zone` is the reader's.
    """

    article: Article
    by_sentence: tuple[Message, ...]
    zone: tzinfo | None

    def message(self, sentence: int) -> Message:
        """The message that holds a sentence of the article, counted from 1."""
        return self.by_sentence[sentence - 1]

    @property
    def speakers(self) -> frozenset[str]:
        """Everybody whose words the article holds."""
        return frozenset(one.user for one in self.by_sentence)


def mentioned(messages: Iterable[Message]) -> list[str]:
    """The users that the messages name, each once."""
    return list(dict.fromkeys(user for one in messages for user in _NAMED.findall(one.text)))


def talk(messages: Sequence[Message], title: str, names: Names, zone: tzinfo | None) -> Talk | None:
    """The messages, oldest first, as one article; None where they hold no words."""
    texts = [shown(one.text, names) for one in messages]
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + len(_BETWEEN))
    origin = f"slack {title} {messages[0].ts if messages else ''}"
    try:
        (article,) = passing([NewArticle(origin, _BETWEEN.join(texts), title=title, source=SOURCE)])
    except Unreadable:
        return None
    holding = (messages[bisect_right(starts, one.start) - 1] for one in article.sentences)
    return Talk(as_brought(article), tuple(holding), zone)


def shown(raw: str, names: Names) -> str:
    """What people see of a message: mentions by name, links unwrapped, unescaped once."""
    named = _NAMED.sub(lambda found: f"<@{found[1]}|{_plain(names.get(found[1], 'somebody'))}>", raw)
    return typed(named)


def told_summary(summary: Summary, spoken: Talk, names: Names) -> Summary:
    """The summary with who said each sentence, and when, in the place of the article's title and date."""
    sentences = tuple(_told(claim, spoken, names) for claim in summary.sentences)
    return replace(summary, sentences=sentences, articles=(spoken.article.name,))


def told_answer(answer: Answer, spoken: Talk, names: Names) -> Answer:
    """The same for an answer."""
    return replace(
        answer,
        claims=tuple(_recited(claim, spoken, names) for claim in answer.claims),
        nearest=tuple(_cited(one, spoken, names) for one in answer.nearest),
        searched=(spoken.article.name,),
    )


def cited_messages(made: Summary | Answer, spoken: Talk) -> list[Message]:
    """The messages that are shown, each once."""
    return list(dict.fromkeys(spoken.message(one.sentence) for one in _citations(made)))


def spots(made: Summary | Answer, spoken: Talk) -> list[Spot]:
    """Where each sentence that is shown stands in Slack."""
    found = dict.fromkeys(one.sentence for one in _citations(made))
    held = ((number, spoken.message(number)) for number in found)
    return [Spot(number, one.ts, one.thread) for number, one in held]


def linked_to(spoken: Talk, permalinks: Mapping[str, str]) -> Callable[[Citation], Link | None]:
    """Where a sentence's message can be opened: its permalink, by the message's ts, behind words of ours."""

    def link(citation: Citation) -> Link | None:
        url = permalinks.get(spoken.message(citation.sentence).ts)
        return Link(url, OPEN) if url else None

    return link


def own_permalink(url: str, host: str) -> bool:
    """Whether an address may be linked as a message of the workspace at `host`: https, and there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = url.isprintable() and not set(url) & set(" <>|\\")
    return plain and bool(host) and (parts.scheme, parts.netloc) == ("https", host)


def moment(ts: str, zone: tzinfo | None) -> datetime:
    """When a message was written, on the clock of the person who reads."""
    return datetime.fromtimestamp(float(ts), zone)


def _citations(made: Summary | Answer) -> list[Citation]:
    claims = made.claims if isinstance(made, Answer) else made.sentences
    beside = made.nearest if isinstance(made, Answer) else ()
    return [*(one for claim in claims for one in claim.citations), *beside]


def _plain(name: str) -> str:
    return re.sub(r"[<>|&\s]+", " ", name).strip() or "somebody"


def _told(claim: Claim, spoken: Talk, names: Names) -> Claim:
    dated = _recited(claim, spoken, names)
    return replace(dated, notes=tuple(dict.fromkeys((*dated.notes, *map(_of_message, times_shown(dated))))))


def _recited(claim: Claim, spoken: Talk, names: Names) -> Claim:
    citations = tuple(_cited(one, spoken, names) for one in claim.citations)
    return replace(claim, citations=citations, notes=tuple(map(_of_message, claim.notes)))


def _of_message(note: str) -> str:
    """Our note on a time; the words that it quotes name a time and nothing else, so they stay."""
    return note.replace(FROM_ARTICLE, "from the message’s date")


def _cited(citation: Citation, spoken: Talk, names: Names) -> Citation:
    message = spoken.message(citation.sentence)
    at = moment(message.ts, spoken.zone)
    who = f"@{_plain(names[message.user])}" if message.user in names else "a message"
    article_id, title = spoken.article.article_id, f"{who}, {at:%H:%M}"
    return replace(citation, article_id=article_id, title=title, date=at.date().isoformat())
