"""One call to a model for one draft. A reply that is not whole and well-formed counts as no draft."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers import Usage
from bot.draft import BadDraft, Draft, parse
from bot.llm import Failure, Message, Model, Request
from bot.stages import Stages


@dataclass(frozen=True, slots=True)
class Drafted:
    """A well-formed draft; nothing in it is checked yet."""

    draft: Draft
    model: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class NoDraft:
    """Why there is none (a word of `bot.llm.FailureKind`), and what it cost all the same."""

    failure: str
    usage: Usage


def fetch_draft(
    model: Model, *, system: str, user: str, max_tokens: int, deadline_s: float, stages: Stages
) -> Drafted | NoDraft:
    """Ask the model once, within what is left of `deadline_s` since the stages began."""
    request = Request((Message("system", system), Message("user", user)), max_tokens)
    with stages.stage("model") as did:
        reply = model.complete(request, max(0.0, deadline_s - stages.elapsed_s))
        if isinstance(reply, Failure):
            did["failure"] = reply.kind
            return NoDraft(reply.kind, reply.usage)
        did["prompt_tokens"], did["completion_tokens"] = (
            reply.usage.prompt_tokens,
            reply.usage.completion_tokens,
        )
        parsed = parse(reply.text)
        if isinstance(parsed, BadDraft):
            did["failure"] = parsed.reason
            return NoDraft("malformed", reply.usage)
    return Drafted(parsed, reply.model, reply.usage)
