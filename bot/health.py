"""Is the bot well, and how much has it done: for a supervisor and a monitor. No words of people, no ids.

Every label has a fixed set of values, so the number of series never grows. Only this module imports
prometheus_client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from importlib import metadata
from typing import TYPE_CHECKING, Literal, get_args

from bot.answers import Answer, Mode, Status, Summary
from bot.gate.reasons import Reason
from bot.wire import FailureKind

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram

    from bot.records import Records
    from index.library import Library

Ending = Literal["said", "refused", "busy", "fault", "stopped"]

STATUSES: tuple[str, ...] = get_args(Status)
REASONS: tuple[str, ...] = (*get_args(Reason), "unknown_sentence")
FAILURES: tuple[str, ...] = get_args(FailureKind)
ENDINGS: tuple[str, ...] = get_args(Ending)
STAGES = ("read", "search", "extract", "choose", "model", "check", "complete")
OTHER = "other"  # a word that came later than these lists
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)


class Meters:
    """Counts and times since the start, in a registry of its own. Safe for many threads."""

    def __init__(self) -> None:
        """Begin at nothing; a series that never counted shows 0."""
        from prometheus_client import CollectorRegistry, Info, ProcessCollector, disable_created_metrics

        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry: CollectorRegistry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        about = Info("footnote", "What is running", registry=self.registry)
        about.info({"version": metadata.version("footnote")})
        for counter, values in (
            (self._answers, [(status, mode) for status in STATUSES for mode in get_args(Mode)]),
            (self._rejected, [(reason,) for reason in (*REASONS, OTHER)]),
            (self._failures, [(kind,) for kind in (*FAILURES, OTHER)]),
            (self._events, [(ending,) for ending in ENDINGS]),
            (self._tokens, [("prompt",), ("completion",)]),
        ):
            for labels in values:
                counter.labels(*labels)
        self._usd.inc(0)

    def answered(self, given: Answer | Summary) -> None:
        """Count an answer or a summary: its ending, what the gate refused, what the model cost, its times."""
        self._answers.labels(given.status, given.mode).inc()
        for rejected in given.rejected:
            for reason in rejected.reason.split(","):
                self._rejected.labels(_known(reason, REASONS)).inc()
        if given.failure:
            self._failures.labels(_known(given.failure, FAILURES)).inc()
        self._tokens.labels("prompt").inc(given.usage.prompt_tokens)
        self._tokens.labels("completion").inc(given.usage.completion_tokens)
        self._usd.inc(given.usage.usd or 0.0)
        for stage in given.stages:
            self._stages.labels(_known(stage.name, STAGES)).observe(stage.elapsed_ms / 1000)
        self._seconds.labels(given.mode).observe(given.elapsed_ms / 1000)

    def ended(self, ending: Ending) -> None:
        """Count an event that was taken, by how it ended."""
        self._events.labels(ending).inc()

    def watch(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Show what `read` returns whenever the monitor asks."""
        from prometheus_client import Gauge

        Gauge(f"footnote_{name}", meaning, registry=self.registry).set_function(read)

    def text(self) -> bytes:
        """Everything in the form that Prometheus reads (text/plain; version=0.0.4)."""
        from prometheus_client import generate_latest

        return generate_latest(self.registry)

    @cached_property
    def _answers(self) -> Counter:
        return self._counter("answers", "Answers and summaries by their ending", "status", "mode")

    @cached_property
    def _rejected(self) -> Counter:
        return self._counter("rejected_claims", "Claims the gate did not let through", "reason")

    @cached_property
    def _failures(self) -> Counter:
        return self._counter("model_failures", "Times a model gave no usable reply", "kind")

    @cached_property
    def _events(self) -> Counter:
        return self._counter("events", "Events that were taken, by how they ended", "ending")

    @cached_property
    def _tokens(self) -> Counter:
        return self._counter("model_tokens", "Tokens the model was sent and sent back", "direction")

    @cached_property
    def _usd(self) -> Counter:
        return self._counter("model_usd", "US dollars spent on the model, where its price is known")

    @cached_property
    def _stages(self) -> Histogram:
        return self._histogram("stage_seconds", "Time of each step of an answer", "stage")

    @cached_property
    def _seconds(self) -> Histogram:
        return self._histogram("answer_seconds", "Time of a whole answer or summary", "mode")

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        from prometheus_client import Counter

        return Counter(f"footnote_{name}", meaning, labels, registry=self.registry)

    def _histogram(self, name: str, meaning: str, *labels: str) -> Histogram:
        from prometheus_client import Histogram

        return Histogram(f"footnote_{name}", meaning, labels, registry=self.registry, buckets=_SECONDS)


def watch_all(meters: Meters, library: Library, records: Records, at_work: Callable[[], int]) -> None:
    """Show the sizes of what the bot works with. Each is read when the monitor asks."""
    meters.watch("questions_at_work", "Questions that are worked on or wait for a worker", at_work)
    meters.watch("open_events", "Events that were taken and are not done", records.open_events)
    meters.watch("articles", "Articles in the library", lambda: len(library.articles()))
    meters.watch(
        "sentences", "Sentences in the library", lambda: sum(one.sentences for one in library.articles())
    )
    meters.watch(
        "tokens_today", "Tokens spent today (UTC), by the records", lambda: records.meter.today().tokens
    )
    meters.watch(
        "usd_today", "US dollars spent today (UTC), by the records", lambda: records.meter.today().usd
    )


def faults(library: Library, records: Records) -> list[str]:
    """What is wrong here, in plain words without paths; nothing when library and records work."""
    looks: list[tuple[str, Callable[[], object]]] = [
        ("the library cannot be read", library.articles),
        ("the records cannot be written", records.beat),
    ]
    return [fault for what, look in looks if (fault := _fault(what, look))]


def _fault(what: str, look: Callable[[], object]) -> str | None:
    try:
        look()
    except Exception as fault:  # whatever it is, a supervisor has to hear of it
        return f"{what} ({type(fault).__name__})"
    return None


def _known(word: str, words: Iterable[str]) -> str:
    return word if word in words else OTHER
