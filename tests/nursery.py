"""Starts bots by fork from one process that has loaded their libraries: a third of the CPU of a start.

For the quick runs. What is forked has opened nothing and begun no thread; from there on it runs what
`python -m bot` runs, in the folder, with the settings and on the output it is given, and ends as it would.
Standard library only, until it is started as a program.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
# Who loads anything else before it (a clock that jumps, a defence taken away) is started, not forked.
PLAIN_PATH = os.pathsep.join([str(ROOT / "tests" / "child"), str(ROOT)])
_LETTER = 200_000  # bytes of the arguments and settings of one process
_END_S = 10.0


class Forked:
    """A process as `subprocess.Popen` would give it, as far as the tests look at one."""

    def __init__(self, tells: socket.socket, stdout: IO[str]) -> None:
        self.stdout = stdout
        self.returncode: int | None = None
        self._tells = tells
        self._lock = threading.Lock()
        told = tells.recv(64)
        assert told, "the process that forks bots has ended; its reason is on standard error"
        self.pid = int(told)

    def poll(self) -> int | None:
        """The code it ended with, if it has."""
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0.0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        with self._lock:
            if self.returncode is None:
                self._tells.settimeout(timeout)
                try:
                    self.returncode = int(self._tells.recv(64))
                except (TimeoutError, BlockingIOError):
                    raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0) from None
                self._tells.close()
            return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that forks. Started with the first bot, for a run without bots shall not pay for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._program: subprocess.Popen[bytes] | None = None
        self._letters: socket.socket | None = None

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> Forked:
        """Run `python -m bot ARGUMENTS` in `folder`; its output is one stream of text."""
        letter = json.dumps([list(arguments), dict(environment), str(folder)]).encode()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        readable, writable = os.pipe()
        with self._lock:
            socket.send_fds(self._open(), [letter], [theirs.fileno(), writable])
        theirs.close()
        os.close(writable)
        return Forked(ours, open(readable, encoding="utf-8"))

    def close(self) -> None:
        """End it; what it forked has ended before."""
        if self._program is not None and self._letters is not None:
            self._letters.close()
            self._program.wait(_END_S)

    def _open(self) -> socket.socket:
        if self._letters is None:
            self._letters, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._program = subprocess.Popen(
                [sys.executable, "-m", "tests.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={"PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
                cwd=ROOT,
            )
            theirs.close()
        return self._letters


_open: list[Nursery] = []


@contextmanager
def nursery() -> Iterator[None]:
    """Until the end, processes may be forked in this one's name."""
    one = Nursery()
    _open.append(one)
    try:
        yield
    finally:
        _open.remove(one)
        one.close()


def is_open() -> bool:
    """Whether bots may be forked here, instead of started."""
    return bool(_open)


def fork(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> Forked:
    """Run `python -m bot ARGUMENTS`, forked."""
    return _open[-1].start(arguments, environment, folder)


def _serve(letters: socket.socket) -> list[str] | None:
    """Fork for each letter. Returns the arguments in every child, and None at the end of the letters."""
    while True:
        letter, handles, *_ = socket.recv_fds(letters, _LETTER, 2)
        if not letter:
            with suppress(ChildProcessError):
                while os.wait():
                    continue
            return None
        while _reaped():
            continue
        if os.fork() == 0:
            letters.close()
            return _attended(letter, *handles)
        for handle in handles:
            os.close(handle)


def _reaped() -> bool:
    with suppress(ChildProcessError):
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    return False


def _attended(letter: bytes, tells: int, output: int) -> list[str]:
    """Fork once more. One becomes the bot, the other waits for its end and tells of it: it is its parent."""
    child = os.fork()
    if child:
        os.close(output)
        with socket.socket(fileno=tells) as told:
            told.send(str(child).encode())
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            with suppress(BrokenPipeError):
                told.send(str(status).encode())
        os._exit(0)
    os.close(tells)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    # Anew: the old ones may believe that they stand in a file.
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - to its end
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    arguments, environment, folder = json.loads(letter)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    return [str(one) for one in arguments]


def _load() -> None:
    """What a bot loads before it is ready, without what begins a thread: onnxruntime."""
    import openai
    import tokenizers  # noqa: F401

    import bot.slack.run  # noqa: F401
    import index.embed
    import index.stores.llama  # noqa: F401

    openai.OpenAI(api_key="none", base_url="http://127.0.0.1:1").close()
    threads = len(os.listdir("/proc/self/task"))
    assert threads == 1, f"{threads} threads would not be forked with it"


if __name__ == "__main__":
    import gc

    gc.disable()
    _load()
    gc.freeze()  # so that the children share the pages
    gc.enable()
    mine = _serve(socket.socket(fileno=int(sys.argv[1])))
    if mine is not None:
        from bot.cli import main
        from tests.inside import keep_child_inside

        keep_child_inside()
        sys.argv[1:] = mine
        sys.exit(main(mine))
