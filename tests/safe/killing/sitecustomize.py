"""Kills the bot it is loaded into where the file KILL_AT says: at the call or the return of a function.

The file holds one of KILL_POINTS, `module:Qualified.name call` (or `return`), and may be written while the
bot runs. Where there is none, or an empty one, the bot lives.
"""

import functools
import inspect
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.customized import run_the_next

_file = Path(os.environ["KILL_AT"])
_NAMES = {point.split()[0] for point in os.environ["KILL_POINTS"].split("\n")}
_MODULES = {name.partition(":")[0] for name in _NAMES}


def _pass(point: str) -> None:
    if _file.exists() and _file.read_text() == point:
        os.kill(os.getpid(), signal.SIGKILL)


def _watched(name: str, own: Callable[..., Any]) -> Callable[..., Any]:
    async def later(*args: object, **named: object) -> object:
        _pass(f"{name} call")
        return await own(*args, **named)

    def at_once(*args: object, **named: object) -> object:
        _pass(f"{name} call")
        returned = own(*args, **named)
        _pass(f"{name} return")
        return returned

    return functools.wraps(own)(later if inspect.iscoroutinefunction(own) else at_once)


class _Finder(MetaPathFinder):
    """Finds the modules as the others do, and has their functions watched once they are loaded."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in _MODULES:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        sys.meta_path.insert(0, self)
        if spec and spec.loader:
            spec.loader.exec_module = functools.partial(_execute, spec.loader.exec_module)
        return spec


def _execute(own: Callable[[ModuleType], None], module: ModuleType) -> None:
    own(module)
    for name in _NAMES:
        place, _, qualified = name.partition(":")
        if place == module.__name__:
            *path, last = qualified.split(".")
            holder = functools.reduce(getattr, path, module)
            setattr(holder, last, _watched(name, getattr(holder, last)))


run_the_next(__file__)
sys.meta_path.insert(0, _Finder())
