"""Loaded by Python at the start of every bot that a test starts: it stays on this machine."""

from tests.inside import keep_child_inside

keep_child_inside()
