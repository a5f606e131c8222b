"""Which words of a question are worth looking up, cut and stemmed as the text index does it."""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable

TOKENIZER = "porter unicode61 remove_diacritics 2"

_WORD = re.compile(r"[^\W_]+")

# English words that carry grammar, not matter. Their lists are the longest and say nothing about a sentence.
_STOP_WORDS = frozenset(
    """
    a about after again all also am an and any are as at be because been before being below between
    both but by can could d did do does doing down during each few for from further had has have
    having he her here hers herself him himself his how i if in into is it its itself just ll m many
    me more most much my myself no nor not now of off on once only or other our ours ourselves out
    over own re s same she should so some such t than that the their theirs them themselves then
    there these they this those through to too under until up ve very was we were what when where
    which while who whom whose why will with would you your yours yourself yourselves don isn didn
    doesn wasn weren hasn haven hadn won shouldn couldn wouldn
    """.split()  # noqa: SIM905
)


def words_of(question: str) -> list[str]:
    """The words of `question` that are no stop words, each once, in order."""
    # Composed, because a combining mark would cut the word in two here but not in the index.
    folded = unicodedata.normalize("NFC", question).lower()
    return [word for word in dict.fromkeys(_WORD.findall(folded)) if word not in _STOP_WORDS]


def length_of(text: str) -> int:
    """How many words `text` has, for the length part of BM25."""
    return len(_WORD.findall(text))


class Stems:
    """Asks SQLite's own tokenizer how it would store a word, so that question and index never disagree."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._db.execute(
            f"CREATE VIRTUAL TABLE question USING fts5(word, content='', detail=none, tokenize='{TOKENIZER}')"
        )
        self._db.execute("CREATE VIRTUAL TABLE stored USING fts5vocab(question, instance)")

    def distinct(self, words: Iterable[str]) -> list[str]:
        """Of `words` those the index stores as exactly one term, one word for each term."""
        listed = list(words)
        with self._lock:
            self._db.executemany("INSERT INTO question(rowid, word) VALUES (?, ?)", enumerate(listed))
            terms = self._db.execute("SELECT doc, term FROM stored ORDER BY doc").fetchall()
            self._db.execute("INSERT INTO question(question) VALUES ('delete-all')")
        found: dict[int, list[str]] = {}
        for row, term in terms:
            found.setdefault(row, []).append(term)
        return list({stems[0]: listed[row] for row, stems in found.items() if len(stems) == 1}.values())

    def close(self) -> None:
        """Let go of the scratch table."""
        self._db.close()
