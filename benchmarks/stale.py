"""What it costs to look earlier answers over when the library has changed: `python -m benchmarks.stale`.

10,000 kept answers of three footnotes, over 1,000 articles of 25 sentences; one article in a hundred changes.
"""

from __future__ import annotations

import random
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.corpus import DIMENSION, records
from bot.answers import Answer, Citation, Claim
from bot.config import Settings
from bot.desk import Desk
from bot.records import Records
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.marks import Marker
from bot.slack.post import web_client
from index.library import Library
from index.stores.llama import SqliteVectorStore
from index.stores.sqlite import Store

TEAM, CHANNELS, FOOTNOTES, CHANGED_SHARE = "T", 40, 3, 0.01


def made(home: Path, articles: int, answers: int) -> tuple[Bot, int]:
    """A bot with so many kept answers, and how many of them cite what has changed since they were given."""
    store = Store(home / "library.sqlite3")
    SqliteVectorStore(store, DIMENSION)
    kept = list(records(articles))
    for record in kept:
        store.put(record)
    bot = Bot(
        Desk(Library.open(home), None, Settings(home=home)),
        Records.open(home),
        web_client(None, "http://127.0.0.1:9/api/"),
        Crew(),
        Pace(1),
    )
    cited = _answered(bot, [record.article_id for record in kept], answers)
    changed = {record.article_id for record in kept[: max(1, round(articles * CHANGED_SHARE))]}
    for record in kept[: len(changed)]:
        # Every letter another one: no sentence stands, and all spans do.
        store.put(replace(record, text=record.text.swapcase()))
    store.close()
    return bot, sum(bool(changed & ids) for ids in cited)


def _answered(bot: Bot, ids: list[str], answers: int) -> list[set[str]]:
    chance, cited = random.Random(5), []  # noqa: S311 - a seed, not a secret
    for number in range(answers):
        articles = [bot.desk.library.by_id(one) for one in chance.sample(ids, min(FOOTNOTES, len(ids)))]
        citations = [Citation.of(one, chance.choice(one.sentences)) for one in articles if one]
        claims = tuple(Claim(one.text, "sentence", None, (one,)) for one in citations)
        answer = Answer("what?", "extractive", claims)
        bot.records.keep_answer(f"a{number}", TEAM, f"C{number % CHANNELS}", answer, "text", [])
        bot.records.posted(f"a{number}", f"{number}.0")
        cited.append({one.article_id for one in citations})
    return cited


def looked(bot: Bot) -> tuple[int, float]:
    """How many answers are out of date, and the seconds of CPU to find them."""
    began = time.process_time()
    found = Marker(bot).look()
    return len(found), time.process_time() - began


def main() -> None:
    """Print what a look costs, and what asking whether there is anything to look for."""
    with tempfile.TemporaryDirectory() as home:
        bot, _ = made(Path(home), 1_000, 10_000)
        found, seconds = min((looked(bot) for _ in range(3)), key=lambda one: one[1])
        print(f"10,000 answers looked over in {seconds:.2f} s of CPU, {found} out of date")  # noqa: T201
        began = time.perf_counter()
        for _ in range(1_000):
            _ = bot.desk.library.revision
            bot.records.schedules.due(time.time(), 4)
        print(f"a tick without news: {(time.perf_counter() - began):.2f} ms")  # noqa: T201


if __name__ == "__main__":
    main()
