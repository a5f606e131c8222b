"""Lets several `sitecustomize` stand on one path: Python itself runs only the first."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path


def run_the_next(own_file: str) -> None:
    """Run the `sitecustomize` that stands behind that of `own_file` on the path, if there is one."""
    own = Path(own_file).parent
    spec = PathFinder.find_spec("sitecustomize", [folder for folder in sys.path if Path(folder) != own])
    if spec and spec.loader:
        spec.loader.exec_module(module_from_spec(spec))
