"""The tables of the records: names and types only. Times are seconds since 1970."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, Table, Text

TABLES = MetaData()

# `body` is what Slack sent, kept only until the event is done: after a crash nobody sends it again.
events = Table(
    "events",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("team", Text, nullable=False),
    Column("boot", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", Float, nullable=False),
    Column("sending", Boolean, nullable=False),
    Column("body", Text),
    Index("events_by_state", "state"),
)

# One event has several names: its event_id, its message, its trigger. Each may be taken once.
event_keys = Table(
    "event_keys",
    TABLES,
    Column("team", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("event", Text, nullable=False, index=True),
)

answers = Table(
    "answers",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("asker", Text),  # hashed
    Column("at", Float, nullable=False, index=True),
    Column("question_hash", Text, nullable=False),
    Column("question", Text),
    Column("text", Text),
    Column("blocks", Text),
    Column("pages", Text),  # the whole of an answer that its blocks only begin
    Column("ending", Text),  # its status as it was told: what stays open is looked up by it
    Column("openly", Text),  # "yes" where everybody in the channel saw question and answer
    Column("draft", Text),
    Column("why", Text),
    Column("message", Text),  # the ts of the post that says it; empty for private ones
    Column("stale", Text),  # what its message says is out of date; empty while it says nothing of it
    Column("handed", Text),  # the event that passes the question on to a person
    Column("places", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
)

feedback = Table(
    "feedback",
    TABLES,
    Column("answer", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("message", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text),
    Column("text", Text),
    Column("at", Float, nullable=False),
)

threads = Table(
    "threads",
    TABLES,
    Column("team", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("thread", Text, primary_key=True),
    Column("engaged", Boolean, nullable=False, default=False, server_default="0"),
    Column("quiet", Boolean, nullable=False, default=False, server_default="0"),
    Column("at", Float, nullable=False),
)

turns = Table(
    "turns",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("answer", Text),  # the answer that both turns belong to
    Column("at", Float, nullable=False),
    Index("turns_by_thread", "team", "channel", "thread"),
)

# What questions have cost, and what is set aside for those under way. `user` is a hash; empty when forgotten.
spent = Table(
    "spent",
    TABLES,
    Column("team", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("day", Text, primary_key=True, index=True),
    Column("questions", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("usd", Float, nullable=False),
)

reserved = Table(
    "reserved",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("usd", Float, nullable=False),
    Column("at", Float, nullable=False),
)

facts = Table("facts", TABLES, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

# People's ids stand here as they are: who changes a rule is shown whom it names.
rules = Table(
    "rules",
    TABLES,
    Column("team", Text, primary_key=True),
    Column("channel", Text, primary_key=True),  # or "*" for all of a workspace
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# What a channel asked to have done again and again. No words of people: an address or a length, and when.
schedules = Table(
    "schedules",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("every", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("due", Float),  # empty: switched off, and kept for what it has told already
    Column("seen", Integer, nullable=False),
    Column("failing", Text),
    Index("schedules_by_due", "due"),
)

# What an answer stands on beside the library: messages and pages read for it alone, as JSON.
brought = Table(
    "brought",
    TABLES,
    Column("answer", Text, primary_key=True),
    Column("articles", Text, nullable=False),
    Column("speakers", Text, nullable=False),  # hashes of those whose words they are
    Column("messages", Text),  # of each cited sentence that is a message's: its number, the ts, the thread
    Column("at", Float, nullable=False),
)
