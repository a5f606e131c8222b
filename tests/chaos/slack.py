"""The fake Slack with a memory of when each thing became visible, and of which call each fault met."""

from __future__ import annotations

import asyncio
import time
from contextvars import ContextVar

from aiohttp import web

from tests.chaos.history import Met, Shown
from tests.fakes.slack_server import Body, FakeSlack, Fault

# The number of the response_url that is being answered: its body does not say which it is.
_NUMBER: ContextVar[str] = ContextVar("number", default="")


class ChaosSlack(FakeSlack):
    """One workspace, watched."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Shown] = []
        self.met: list[Met] = []

    def rearm(self) -> None:
        """End what is held, and let later calls be held again."""

        async def anew() -> None:
            self._release.set()
            self._release = asyncio.Event()

        self._on_loop(anew())

    def reachable(self) -> bool:
        """Whether a delivery would find somebody."""
        return self.bot_url is not None or self.connected()

    def _due(self, method: str) -> Fault | None:
        fault = super()._due(method)
        if fault:
            how = (
                "lost" if fault.after else fault.error or str(fault.status if not fault.retry_after else 429)
            )
            self.met.append(Met(_NUMBER.get() or _place(self.calls[-1][1]), method, how))
        return fault

    def _chat_postMessage(self, args: Body) -> Body:
        reply = super()._chat_postMessage(args)
        if "error" not in reply:
            key = (args.get("metadata") or {}).get("event_payload", {}).get("key")
            user = args["channel"] if args["channel"].startswith("U") else ""
            self.shown.append(Shown(_place(args), user, time.monotonic(), args, key))
        return reply

    def _chat_postEphemeral(self, args: Body) -> Body:
        reply = super()._chat_postEphemeral(args)
        if "error" not in reply:
            self.shown.append(Shown(_place(args), args["user"], time.monotonic(), args))
        return reply

    async def _response(self, request: web.Request) -> web.Response:
        _NUMBER.set(request.match_info["id"])
        try:
            return await super()._response(request)
        finally:
            _NUMBER.set("")

    def _responded(self, number: str, args: Body) -> web.Response:
        answer = super()._responded(number, args)
        if answer.status == 200:
            self.shown.append(Shown(number, "", time.monotonic(), args))
        return answer


def _place(args: Body) -> str:
    return str(args.get("thread_ts") or args.get("ts") or "")
