"""Grounding tests that anyone can write: files of questions about articles, and what must come of them.

`footnote test` and pytest run them offline, from recorded replies. Start reading at case.py.
"""
