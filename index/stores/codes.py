"""Vectors in four bits a dimension, as bit planes. Pure numpy; knows nothing of texts or files.

The first plane (the signs) is kept in memory and finds candidates by counting bits; the other three stay on
disk and score the candidates. Measured on the public question sets, four bits find what 32 find:
benchmarks/RESULTS.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.uint16]

LOW_PLANES = 3
_BLOCK = 16_384  # vectors compared at a time: their words and counts stay in the processor's cache
_WEIGHTS = np.array([8, 4, 2, 1], np.float32)
# The step of least squared error for 16 even levels over a normal distribution (Max 1960), in its deviations.
# A unit vector's entries deviate by 1 / sqrt(dimension), so one step serves all vectors.
_STEP = 0.335


def plane_bytes(dimension: int) -> int:
    """Bytes of one plane of one vector: whole 64-bit words, so that bits are counted by the word."""
    return (dimension + 63) // 64 * 8


def pack(vectors: Floats) -> tuple[Bytes, Bytes]:
    """Return the signs (n, b) and the three lower planes (n, 3 b) of unit vectors (n, dimension)."""
    count, dimension = vectors.shape
    padded = np.zeros((count, plane_bytes(dimension) * 8), np.float32)
    padded[:, :dimension] = vectors
    levels = np.clip(np.floor(padded * (np.sqrt(dimension) / _STEP)), -8, 7).astype(np.int8) + 8
    planes = [np.packbits(levels >> bit & 1, axis=1) for bit in (3, 2, 1, 0)]
    return planes[0], np.concatenate(planes[1:], axis=1)


def unpack(signs: Bytes, low: Bytes, dimension: int) -> Floats:
    """Return the unit vectors (n, dimension) that `pack` was given, to four bits."""
    count, width = signs.shape
    planes = np.concatenate([signs, low], axis=1).reshape(count, 1 + LOW_PLANES, width)
    bits = np.unpackbits(planes, axis=2)[:, :, :dimension]
    levels = np.tensordot(bits.astype(np.float32), _WEIGHTS, axes=(1, 0)) - np.float32(7.5)
    unit: Floats = levels / np.linalg.norm(levels, axis=1, keepdims=True)
    return unit


def sign_words(vector: Floats) -> Words:
    """The signs of one query vector as 64-bit words."""
    words: Words = pack(vector[None, :])[0].view(np.uint64)[0]
    return words


def unequal_signs(columns: Words, query: Words) -> Counts:
    """How many signs of every stored vector differ from the query's.

    `columns` is (words, n): one long row a word, so that each pass runs through memory in order.
    """
    counted = np.empty(columns.shape[1], np.uint16)
    for begin in range(0, len(counted), _BLOCK):
        block = columns[:, begin : begin + _BLOCK]
        counted[begin : begin + _BLOCK] = sum(
            # Three words have at most 192 bits, so their sums stay in the bytes that bitwise_count gives.
            sum(map(np.bitwise_count, block[at : at + 3] ^ query[at : at + 3, None])).astype(np.uint16)
            for at in range(0, len(query), 3)
        )
    return counted


def likeness(unequal: Counts, dimension: int) -> Floats:
    """Estimate cosines from counts of unequal signs: for random vectors their share is angle / pi."""
    table = np.cos(np.arange(dimension + 64, dtype=np.float32) * np.float32(np.pi / dimension))
    estimated: Floats = table[unequal]
    return estimated
