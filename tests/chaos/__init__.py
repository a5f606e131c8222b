"""Faults at random, from a seed that can be given again: `python -m tests.chaos`."""
