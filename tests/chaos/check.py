"""Reads the history of a run and says what in it may not be. Pure: no process, no file, no network.

Where Slack leaves no way to know, the exact exception stands beside the rule; nothing else is excused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.slack.work import RESTARTED, UNSURE
from tests.chaos.history import Asked, Body, History, Met, Shown
from tests.fakes.slack_checks import texts
from tests.fakes.slack_live import in_literal, in_mrkdwn
from tests.fakes.slack_server import APP_TOKEN, BOT_TOKEN, SECRET

MODEL_KEY = "sk-chaos-0123456789"
SECRETS = (BOT_TOKEN, APP_TOKEN, SECRET, MODEL_KEY)
_TRACES = ("Traceback", "Error:", "Exception", 'File "')
# Slack says that nobody can be told anything there, or refuses a line that has no plainer form: 400.
_HOPELESS = frozenset({"is_archived", "channel_not_found", "400"})
# Slack refuses the blocks; when it refuses the text as well, nothing is left to say it with.
_FORM = frozenset({"invalid_blocks", "msg_too_long", "some_new_word"})
MOST_RSS = 400 * 2**20  # bytes; a process that has answered of everything rests at 250 MB
_DOUBTS = (RESTARTED, UNSURE)
ACK_S = 3.0


def faults(history: History) -> list[str]:
    """Everything that is wrong, a line each; nothing when the run was clean."""
    return [
        fault for rule in (_once, _quotations, _inert, _secrets, _memory, _whole) for fault in rule(history)
    ]


def _once(history: History) -> Iterator[str]:
    """Each accepted event has exactly one visible outcome; what is nobody's question has none."""
    asked: dict[str, list[Asked]] = defaultdict(list)
    for one in history.asked:
        asked[one.place].append(one)
    users = {one.user: one.place for one in history.asked}
    shown: dict[str, list[Shown]] = defaultdict(list)
    for out in history.shown:
        # What is said to one person alone stands in no thread.
        shown[out.place if out.place in asked else users.get(out.user, out.place)].append(out)
    met: dict[str, list[Met]] = defaultdict(list)
    for fault in history.met:
        met[fault.place].append(fault)
    for place in sorted(set(asked) | set(shown)):
        yield from _at(place, asked[place], shown[place], met[place], history)


def _at(
    place: str, asked: Sequence[Asked], shown: Sequence[Shown], met: Sequence[Met], history: History
) -> Iterator[str]:
    wanted = [one for one in asked if one.wanted]
    accepted = sum(one.acked is not None for one in wanted)
    given_up = sum(fault.how in _HOPELESS for fault in met) + sum(fault.how in _FORM for fault in met) // 2
    outcomes = [out for out in shown if not (out.text in _DOUBTS and _blind(asked, met, history))]
    outcomes = outcomes or list(shown[:1])
    repeated = _lost(met) if not any("." in one.place for one in asked) else 0
    least, most = accepted - given_up, len(wanted) + repeated
    if not least <= len(outcomes) <= most:
        told = [f"{out.at:.1f} {out.text[:50]!r}" for out in shown]
        yield f"{place}: {len(outcomes)} outcomes of {accepted} accepted; {told}; {[*met]}"
    keys = [out.key for out in outcomes if out.key]
    if len(keys) != len(set(keys)):
        yield f"{place}: one answer stands there twice"


def _lost(met: Sequence[Met]) -> int:
    """A private answer whose reply was lost is said again: nothing tells the bot that it is there."""
    return sum(fault.method == "response_url" and fault.how == "lost" for fault in met)


def _blind(asked: Sequence[Asked], met: Sequence[Met], history: History) -> bool:
    """Whether a line of doubt may stand beside an answer: what stands there cannot be read."""
    is_private = not any("." in one.place for one in asked)
    unread = any(fault.method == "conversations.replies" for fault in met)
    return (is_private and bool(met or len(history.lives) > 1)) or unread


def _quotations(history: History) -> Iterator[str]:
    """Each quotation stands, character by character, in a text that an article had at that time."""
    begun = {one.place: one.at for one in reversed(history.asked)}
    for out in history.shown:
        since = begun.get(out.place, 0.0)
        alive = [one.text for one in history.versions if one.since <= out.at and one.until >= since]
        for quote in _quotes(out.body):
            if not any(quote in text for text in alive):
                yield f"{out.place}: no article held {quote[:80]!r} then"


def _quotes(body: Body) -> Iterator[str]:
    for block in body.get("blocks") or []:
        for element in block.get("elements", []):
            if element.get("type") == "rich_text_quote":
                yield "".join(inner["text"] for inner in element["elements"]).replace("\u200b", "")


def _inert(history: History) -> Iterator[str]:
    for out in history.shown:
        live = in_mrkdwn(out.text) + [
            word for text in texts(out.body.get("blocks") or []) for word in in_literal(text)
        ]
        if live:
            yield f"{out.place}: live in Slack: {sorted(set(live))}"
        if any(trace in text for text in _all_text(out.body) for trace in _TRACES):
            yield f"{out.place}: shows what only a log may hold: {out.text[:80]!r}"
    yield from (f"Slack refused unasked: {one}" for one in history.complaints)


def _all_text(body: Body) -> Iterator[str]:
    yield str(body["text"])
    yield from texts(body.get("blocks") or [])


def _secrets(history: History) -> Iterator[str]:
    told = "\n".join([history.log, *history.output, *(str(out.body) for out in history.shown)])
    yield from (f"a secret is told: {secret[:9]}..." for secret in SECRETS if secret in told)
    logged = "\n".join([history.log, *history.output])
    for one in history.asked:
        if one.text in logged or one.user in logged:
            yield f"{one.place}: the log holds the question or who asked it"


def _memory(history: History) -> Iterator[str]:
    for number, life in enumerate(history.lives):
        if life.rss > MOST_RSS:
            yield f"process {number} held {life.rss >> 20} MB"


def _whole(history: History) -> Iterator[str]:
    yield from (f"doctor --deep: {line}" for line in history.unwell)
    if history.stuck:
        yield "something was still open long after the last fault"
    for number, life in enumerate(history.lives):
        if life.exit_code:
            yield f"process {number} ended with {life.exit_code} when asked to end"
