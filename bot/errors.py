"""What can stop the bot. Every message says what happened, with which value, and what to do.

FootnoteError
├── ConfigError     a setting is missing, unknown or out of range
├── ModelNeeded     --mode llm was asked for and no model can be used
├── TapeError       a recording is missing, unreadable or does not match
└── UsageError      the command was called wrongly (exit code 2)
"""

from __future__ import annotations


class FootnoteError(Exception):
    """Base of every error an entry point turns into one plain line; its text is for people."""


class ConfigError(FootnoteError):
    """A setting is missing, unknown or out of range."""


class ModelNeeded(FootnoteError):
    """A model was demanded and none is configured or usable."""


class TapeError(FootnoteError):
    """A recorded response is missing, unreadable or does not match the request."""


class UsageError(FootnoteError):
    """The command was called wrongly."""
