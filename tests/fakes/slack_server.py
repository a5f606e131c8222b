"""A Slack on this machine: Web API and Socket Mode over real HTTP and WebSocket, strict, faults on order.

In a test: `with FakeSlack() as slack:` and start the bot with `slack.environment`. What a person would see is
in `posts`, `privates` and `modals`; what Slack refused without being told to is in `complaints`.
As a program: `python -m tests.fakes.slack_server` prints the environment to start a bot with, then serves;
each line typed is a mention in #general, and what the bot says to it is printed.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.fakes import slack_checks as checks

Body = dict[str, Any]
Result = TypeVar("Result")

TEAM, BOT_USER, BOT_ID, ANNA, BEN = "T0FAKE", "U0BOT", "B0BOT", "U0ANNA", "U0BEN"
CARA = "U0CARA"  # runs the workspace
GENERAL, PRIVATE, ELSEWHERE, DIRECT = "C0GENERAL", "C0PRIVATE", "C0ELSEWHERE", "D0ANNA"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-fake-bot", "xapp-fake-app", "fake-signing-secret"
# What a bot cannot know before it asks: which channels are private, with channels:read alone.
UNFORESEEABLE = {("conversations.info", "channel_not_found")}
ACK_S = 3.0
TRIGGER_S = 3.0
WAIT_S = 15.0


@dataclass
class Fault:
    """How calls of one method fail, `times` times: with an error's name, a 429, or a page that is no JSON.

    `after`: it takes effect and only the reply is lost. `hold`: nothing is said until `release`.
    """

    method: str
    error: str | None = None
    status: int = 200
    retry_after: int | None = None
    after: bool = False
    hold: bool = False
    times: int = 1
    reached: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Ack:
    """What the bot said to a delivery: the HTTP status (200 for an envelope's ack, 0 for none in time)."""

    status: int
    body: Body
    seconds: float
    text: str = ""


class FakeSlack:
    """One workspace with one bot. Methods may be called from the test's thread."""

    def __init__(self, port: int = 0) -> None:
        self.messages: list[Body] = []
        self.privates: list[Body] = []
        self.modals: list[Body] = []
        self.statuses: list[Body] = []
        self.calls: list[tuple[str, Body]] = []
        self.callers: list[tuple[str, str | None]] = []  # of each call, the workspace whose token it showed
        self.caller = TEAM
        self.complaints: list[str] = []
        self.members = {GENERAL, PRIVATE, DIRECT}
        self.channels = {GENERAL, PRIVATE, ELSEWHERE, DIRECT}
        self.closed = {PRIVATE}  # channels that only their members see
        self.prompts: dict[str, list[Body]] = {}  # of each conversation, as last suggested
        self.page_size = 200
        self.users: dict[str, Body] = {
            ANNA: {"real_name": "Anna Berg", "tz": "Europe/Oslo"},
            BEN: {"real_name": "Ben", "tz": "Europe/London"},
            CARA: {"real_name": "Cara", "tz": "America/New_York", "is_admin": True},
        }
        self.homes: dict[str, Body] = {}  # of each user, as last published
        self.files: dict[str, Body] = {}
        self.downloads: list[tuple[str, str]] = []  # (file id, the token that was shown)
        self.faults: list[Fault] = []
        self.bot_url: str | None = None  # set it to deliver over HTTP; else Socket Mode
        self.secret = SECRET
        self.changed = threading.Condition()
        self._port = port
        self._numbers = itertools.count(1)
        self._run = secrets.token_hex(4).upper()  # a bot that met an earlier Slack knows its ids
        self._triggers: dict[str, float] = {}
        self._response_urls: dict[str, Body] = {}
        self._sockets: list[web.WebSocketResponse] = []
        self._acks: dict[str, asyncio.Future[Body]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    # being there

    def __enter__(self) -> FakeSlack:
        self._thread.start()
        self._on_loop(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._on_loop(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def environment(self) -> dict[str, str]:
        """The settings that point a bot here."""
        return {
            "SLACK_API_URL": f"{self.base}/api/",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
        }

    async def _open(self) -> None:
        app = web.Application(client_max_size=8 * 2**20)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{id}", self._response)
        app.router.add_get("/files/{id}/{name}", self._download)
        app.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._http = aiohttp.ClientSession()
        self._release = asyncio.Event()

    async def _close(self) -> None:
        self._release.set()
        await self._http.close()
        for socket in self._sockets:
            await socket.close()
        await self._runner.cleanup()
        mine = asyncio.current_task()
        late = [task for task in asyncio.all_tasks() if task is not mine]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _on_loop(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    # what a person sees

    def wait(self, condition: Callable[[], Result], seconds: float = WAIT_S) -> Result:
        """Wait until `condition()` is true-like and return it; fails with what is visible instead."""
        until = time.monotonic() + seconds
        with self.changed:
            while not condition():
                self.changed.wait(0.05)  # what the bot writes to its files notifies nobody
                if time.monotonic() < until:
                    continue
                raise AssertionError(
                    f"not in {seconds} s; the last words: {self._last_words()}; {self.complaints}"
                )
            return condition()

    def _last_words(self) -> list[str]:
        return [
            f"{one.get('thread_ts')}: {one['text'][:60]!r}"
            for one in [*self.posts()[-3:], *self.privates[-3:]]
        ]

    def posts(self, thread: str | None = None) -> list[Body]:
        """The bot's messages that everybody sees, in one thread or anywhere."""
        mine = [message for message in self.messages if message.get("bot_id")]
        return [message for message in mine if thread in (None, message.get("thread_ts"))]

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(name == method for name, _ in self.calls)

    def connected(self) -> bool:
        """Whether a bot holds a socket."""
        return any(not socket.closed for socket in self._sockets)

    def fault(self, method: str, **how: object) -> Fault:
        """Make the next call of `method` (or of "response_url") fail; see Fault."""
        fault = Fault(method, **how)
        self.faults.append(fault)
        return fault

    def release(self) -> None:
        """Let held calls end, as connections do."""
        self._loop.call_soon_threadsafe(self._release.set)

    # what people do

    def say(
        self, text: str, channel: str = GENERAL, user: str = ANNA, thread: str | None = None, **more: object
    ) -> Body:
        """A person writes: the `message` event that the bot would get of it."""
        ts = self.stamp()
        event = {"type": "message", "channel": channel, "user": user, "text": text, "ts": ts, **more}
        event["channel_type"] = "im" if channel.startswith("D") else "channel"
        if thread:
            event["thread_ts"] = thread
        with self.changed:
            self.messages.append(dict(event))
        return self.event(event)

    def mention(self, text: str, **where: object) -> Body:
        """A person mentions the bot: the `app_mention` event; `twin` makes its `message` event."""
        body = self.say(f"<@{BOT_USER}> {text}", **where)
        event = {key: value for key, value in body["event"].items() if key != "channel_type"}
        return self.event({**event, "type": "app_mention"})

    def twin(self, mention: Body) -> Body:
        """The `message` event of the same words as an `app_mention`, with an id of its own."""
        return self.event({**mention["event"], "type": "message", "channel_type": "channel"})

    def file(self, name: str, data: bytes, kind: str = "text/plain", **other: object) -> Body:
        """A file that somebody uploads, as `files` of a message has it; `other` is told instead."""
        file_id = f"F{self._run}{next(self._numbers):06d}"
        told = {
            "id": file_id,
            "name": name,
            "mimetype": kind,
            "size": len(data),
            "url_private_download": f"{self.base}/files/{file_id}/{name}",
            **other,
        }
        self.files[file_id] = {"told": told, "data": data}
        return dict(told)

    def drop(self, *files: Body, text: str = "", **where: object) -> Body:
        """A person shares files: the `message` event of it."""
        return self.say(text, subtype="file_share", files=list(files), **where)

    def event(self, event: Body) -> Body:
        """Wrap an event as Slack sends it."""
        envelope = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A0FAKE",
            "event_time": int(time.time()),
        }
        return {**envelope, "event_id": f"Ev{self._run}{next(self._numbers):06d}", "event": event}

    def command(self, command: str, text: str = "", channel: str = GENERAL, user: str = ANNA) -> Body:
        """A person types a slash command."""
        return {
            "command": command,
            "text": text,
            "team_id": TEAM,
            "channel_id": channel,
            "user_id": user,
            "trigger_id": self._trigger(),
            "response_url": self._response_url(channel),
        }

    def click(self, message: Body, action_id: str, user: str = ANNA, **chosen: object) -> Body:
        """A person presses a button of a message or modal that the bot sent; it must be there."""
        action = next(one for one in _elements(message) if one["action_id"] == action_id)
        value = {"value": action["value"]} if "value" in action else {}
        pressed = {"action_id": action_id, "type": action["type"], **value, **chosen}
        body = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": user},
            "trigger_id": self._trigger(),
            "actions": [pressed],
        }
        if message.get("type") == "modal":
            return {**body, "view": message, "container": {"type": "view", "view_id": message["id"]}}
        channel = message["channel"]
        container = {"type": "message", "message_ts": message.get("ts"), "channel_id": channel}
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        sent = {} if message.get("ephemeral") else {"message": message}
        url = self._response_url(channel)
        return {**body, **sent, "channel": {"id": channel}, "container": container, "response_url": url}

    def shortcut(self, callback_id: str, message: Body, user: str = ANNA) -> Body:
        """A person uses a shortcut on a message (an event's)."""
        return {
            "type": "message_action",
            "callback_id": callback_id,
            "team": {"id": TEAM},
            "user": {"id": user},
            "channel": {"id": message["channel"]},
            "trigger_id": self._trigger(),
            "response_url": self._response_url(message["channel"]),
            "message_ts": message["ts"],
            "message": dict(message),
        }

    def submit(self, view: Body, values: Body, user: str = ANNA) -> Body:
        """A person sends a modal off."""
        state = {"values": values}
        return {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": user},
            "trigger_id": self._trigger(),
            "view": {**view, "state": state},
        }

    def stamp(self) -> str:
        """The `ts` of a message that comes now."""
        return f"{int(time.time())}.{next(self._numbers):06d}"

    def _trigger(self) -> str:
        trigger = f"trigger.{next(self._numbers)}"
        self._triggers[trigger] = time.monotonic()
        return trigger

    def _response_url(self, channel: str) -> str:
        number = str(next(self._numbers))
        self._response_urls[number] = {"channel": channel, "uses": 0}
        return f"{self.base}/response/{number}"

    def use_up(self, response_url: str) -> None:
        """Let an address take no more answers, as after 30 minutes."""
        self._response_urls[response_url.rpartition("/")[2]]["uses"] = 5

    # how it reaches the bot

    def deliver(self, body: Body, copies: int = 1, **how: object) -> list[Ack]:
        """Deliver a body, `copies` times at the same moment, over the bot's transport."""
        return self._on_loop(self._deliver(body, copies, how))

    def deliver_all(self, bodies: list[Body]) -> list[Ack]:
        """Deliver different bodies at the same moment."""

        async def all_at_once() -> list[list[Ack]]:
            return list(await asyncio.gather(*(self._deliver(body, 1, {}) for body in bodies)))

        return [ack for acks in self._on_loop(all_at_once()) for ack in acks]

    def send(self, body: Body) -> Ack:
        """Deliver a body once; it must be acked in time."""
        (ack,) = self.deliver(body)
        assert ack.status == 200, ack
        if body.get("type") == "view_submission":
            self._react(body["view"], ack.body)
        return ack

    def _react(self, sent: Body, ack: Body) -> None:
        """Do with a modal that was sent off what the bot's ack says, if Slack would."""
        fault = checks.reaction(sent, ack)
        with self.changed:
            if fault:
                self.complaints.append(f"view_submission: {fault}")
            elif ack.get("response_action") in ("update", "push"):
                self.modals.append({**ack["view"], "id": sent["id"]})
            self.changed.notify_all()

    def disconnect(self) -> None:
        """Ask the bot to come again, as Slack does every few hours, and hang up."""

        async def hang_up() -> None:
            for socket in [one for one in self._sockets if not one.closed]:
                await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
                await socket.close()

        self._on_loop(hang_up())

    async def _deliver(self, body: Body, copies: int, how: Body) -> list[Ack]:
        send = self._over_http if self.bot_url else self._over_socket
        return list(await asyncio.gather(*(send(body, **how) for _ in range(copies))))

    async def _over_http(
        self, body: Body, retry: int = 0, *, secret: str | None = None, age_s: int = 0, signed: bool = True
    ) -> Ack:
        raw, kind = _encoded(body)
        stamp = str(int(time.time()) - age_s)
        headers = {"Content-Type": kind}
        if signed:
            signer = SignatureVerifier(secret or self.secret)
            signature = signer.generate_signature(timestamp=stamp, body=raw)
            headers |= {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature or ""}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        began = time.monotonic()
        assert self.bot_url
        async with self._http.post(self.bot_url, data=raw.encode(), headers=headers) as reply:
            text = await reply.text()
            took = time.monotonic() - began
            return Ack(reply.status if took < ACK_S else 0, _json(text), took, text)

    async def _over_socket(self, body: Body, retry: int = 0) -> Ack:
        envelope_id = f"envelope.{next(self._numbers)}"
        is_event = "event" in body or body.get("type") == "app_rate_limited"
        kind = "events_api" if is_event else "slash_commands" if "command" in body else "interactive"
        envelope: Body = {"type": kind, "envelope_id": envelope_id, "payload": body}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        acked = self._acks[envelope_id] = self._loop.create_future()
        began = time.monotonic()
        socket = next((one for one in reversed(self._sockets) if not one.closed), None)
        if socket is None:
            raise ConnectionError("no bot is connected")
        await socket.send_json(envelope)
        try:
            payload = await asyncio.wait_for(acked, ACK_S)
        except TimeoutError:
            return Ack(0, {}, time.monotonic() - began)
        return Ack(200, payload, time.monotonic() - began)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(
            {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0FAKE"}}
        )
        with self.changed:
            self._sockets.append(socket)
            self.changed.notify_all()
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT and message.data.startswith("{"):
                ack = json.loads(message.data)
                waiting = self._acks.pop(ack.get("envelope_id", ""), None)
                if waiting and not waiting.done():
                    waiting.set_result(ack.get("payload") or {})
        return socket

    # the Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await _arguments(request)
        team = self.caller_of(method, request.headers.get("Authorization", ""))
        with self.changed:
            self.calls.append((method, args))
            self.callers.append((method, team))
        held = self._due(method)
        if held and not held.after:
            return await self._failing(held)
        self.caller = team or ""
        reply = self._handle(method, args) if team else {"ok": False, "error": "invalid_auth"}
        if not reply["ok"] and (method, reply["error"]) not in UNFORESEEABLE:
            self.complaints.append(f"{method}: {reply['error']}")
        if held:
            return await self._failing(held)
        return web.json_response(
            {**reply, "error": reply["error"].partition(":")[0]} if not reply["ok"] else reply
        )

    def caller_of(self, method: str, authorization: str) -> str | None:
        """The workspace that a call's token speaks for, if it is one that may make the call."""
        expected = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        return TEAM if authorization == f"Bearer {expected}" else None

    def _here(self) -> list[Body]:
        return [one for one in self.messages if one.get("team", TEAM) == self.caller]

    def _due(self, method: str) -> Fault | None:
        fault = next((one for one in self.faults if one.method == method and one.times > 0), None)
        if fault:
            fault.times -= 1
        return fault

    async def _failing(self, fault: Fault) -> web.Response:
        with self.changed:
            fault.reached.set()
            self.changed.notify_all()
        if fault.hold:
            await self._release.wait()
            return web.Response(status=500)
        if fault.retry_after is not None:
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault.error:
            return web.json_response({"ok": False, "error": fault.error}, status=fault.status)
        return web.Response(status=fault.status, text="<html>not today</html>")

    def _handle(self, method: str, args: Body) -> Body:
        handler = getattr(self, "_" + method.replace(".", "_"), None)
        if handler is None:
            return {"ok": False, "error": f"unknown_method: {method}"}
        with self.changed:
            reply: Body = handler(args)
            self.changed.notify_all()
        return {"ok": True, **reply} if "error" not in reply else {"ok": False, **reply}

    def _auth_test(self, _: Body) -> Body:
        return {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT_ID, "url": "https://fake.slack.com/"}

    def _apps_connections_open(self, _: Body) -> Body:
        return {"url": self.base.replace("http", "ws") + "/socket"}

    def _chat_postMessage(self, args: Body) -> Body:
        channel = args.get("channel", "")
        channel = "D0" + channel if channel.startswith("U") else channel
        fault = self._unreachable(channel) if channel in self.channels else None
        fault = fault or (
            None if channel in self.channels or channel.startswith("D0U") else "channel_not_found"
        )
        fault = fault or checks.posted(args)
        if fault:
            return {"error": fault}
        ts = self.stamp()
        kept = {key: args[key] for key in ("text", "blocks", "thread_ts", "metadata") if args.get(key)}
        mine = {"channel": channel, "user": BOT_USER, "bot_id": BOT_ID, "ts": ts, "team": self.caller}
        self.messages.append({**mine, **kept})
        return {"channel": channel, "ts": ts}

    def _chat_update(self, args: Body) -> Body:
        at = next((one for one in self._here() if one["ts"] == args.get("ts")), None)
        fault = self._unreachable(args.get("channel", ""))
        fault = fault or (None if at and at["channel"] == args["channel"] else "message_not_found")
        fault = fault or (None if at and at.get("bot_id") == BOT_ID else "cant_update_message")
        unknown = set(args) - {"channel", "ts", "text", "blocks", "metadata"}
        fault = fault or (f"invalid_arguments: {unknown}" if unknown else checks.without_unfurling(args))
        if fault or at is None:
            return {"error": fault}
        # docs.slack.dev, chat.update: text without blocks takes the blocks away; metadata stays unless given.
        at.pop("blocks", None)
        at.update({key: args[key] for key in ("text", "blocks", "metadata") if args.get(key)})
        return {"channel": at["channel"], "ts": at["ts"], "text": at["text"]}

    def _chat_postEphemeral(self, args: Body) -> Body:
        fault = self._unreachable(args.get("channel", "")) or checks.without_unfurling(args)
        if fault or not args.get("user"):
            return {"error": fault or "invalid_arguments: user"}
        thread = args.get("thread_ts")
        if thread and not any(one.get("thread_ts") == thread for one in self._here()):
            self.complaints.append("chat.postEphemeral: in a thread without replies nobody sees it")
        self.privates.append({**args, "ephemeral": True, "team": self.caller})
        return {"message_ts": "1700000002.000001"}

    def _chat_getPermalink(self, args: Body) -> Body:
        there = any(
            (one["channel"], one["ts"]) == (args.get("channel"), args.get("message_ts"))
            for one in self.messages
        )
        fault = self._unreachable(args.get("channel", "")) or (None if there else "message_not_found")
        if fault:
            return {"error": fault}
        address = f"https://fake.slack.com/archives/{args['channel']}/p{args['message_ts'].replace('.', '')}"
        return {"channel": args["channel"], "permalink": address}

    def _files_info(self, args: Body) -> Body:
        file = self.files.get(args.get("file", ""))
        return {"file": file["told"]} if file else {"error": "file_not_found"}

    def _users_info(self, args: Body) -> Body:
        known = self.users.get(args.get("user", ""))
        if known is None:
            return {"error": "user_not_found"}
        told = {"id": args["user"], "team_id": self.caller, "is_admin": False, "is_owner": False, **known}
        return {"user": {**told, "profile": {"display_name": "", "real_name": told["real_name"]}}}

    def _conversations_replies(self, args: Body) -> Body:
        fault = self._unreachable(args.get("channel", ""))
        if fault:
            return {"error": fault}
        here = [one for one in self._here() if one["channel"] == args["channel"]]
        thread = [one for one in here if args["ts"] in (one.get("thread_ts"), one["ts"])]
        if not thread:
            return {"error": "thread_not_found"}
        # The message that the thread hangs on comes with every page that begins it, however old.
        return self._page([one for one in thread if one["ts"] == args["ts"] or _within(one, args)], args)

    def _conversations_history(self, args: Body) -> Body:
        fault = self._unreachable(args.get("channel", ""))
        if fault:
            return {"error": fault}
        here = [one for one in self._here() if one["channel"] == args["channel"]]
        shown = [one for one in here if _in_the_channel(one) and _within(one, args)]
        found = [_with_replies(one, here) for one in sorted(shown, key=lambda one: -float(one["ts"]))]
        return self._page(found, args)

    def _page(self, found: list[Body], args: Body) -> Body:
        limit = int(args.get("limit") or 100)
        if not 1 <= limit <= 999:
            return {"error": "invalid_limit"}
        start = int(args.get("cursor") or 0)
        end = start + min(self.page_size, limit)
        page = [dict(one) for one in found[start:end]]
        if str(args.get("include_all_metadata", "")).lower() not in ("1", "true"):
            for one in page:
                one.pop("metadata", None)
        more = end < len(found)
        return {
            "messages": page,
            "has_more": more,
            "response_metadata": {"next_cursor": str(end) if more else ""},
        }

    def _assistant_threads_setStatus(self, args: Body) -> Body:
        if not all(args.get(name) for name in ("channel_id", "thread_ts")) or "status" not in args:
            return {"error": "invalid_arguments: channel_id, thread_ts and status are needed"}
        if len(args.get("loading_messages") or ()) > 10:
            return {"error": "invalid_arguments: more than ten loading_messages"}
        self.statuses.append(args)
        return {}

    def _assistant_threads_setSuggestedPrompts(self, args: Body) -> Body:
        prompts = args.get("prompts") or []
        if not args.get("channel_id") or not 1 <= len(prompts) <= 4:
            return {"error": "invalid_arguments: channel_id and one to four prompts are needed"}
        if not all(one.get("title") and one.get("message") for one in prompts):
            return {"error": "invalid_arguments: a prompt has a title and a message"}
        self.prompts[args["channel_id"]] = prompts
        return {}

    def _conversations_info(self, args: Body) -> Body:
        channel = args.get("channel", "")
        # With channels:read alone a private channel is not there.
        if channel not in self.channels or channel in self.closed or not channel.startswith("C"):
            return {"error": "channel_not_found"}
        kinds = {"is_channel": True, "is_private": False, "is_im": False, "is_mpim": False}
        kinds |= {"is_ext_shared": False, "is_archived": False, "is_member": channel in self.members}
        return {"channel": {"id": channel, **kinds}}

    def _views_open(self, args: Body) -> Body:
        issued = self._triggers.pop(args.get("trigger_id", ""), None)
        if issued is None:
            return {"error": "invalid_trigger_id"}
        if time.monotonic() - issued > TRIGGER_S:
            return {"error": "expired_trigger_id"}
        fault = checks.view(args["view"])
        if fault:
            return {"error": fault}
        shown = {**args["view"], "id": f"V{next(self._numbers)}"}
        self.modals.append(shown)
        return {"view": shown}

    def _views_publish(self, args: Body) -> Body:
        fault = checks.home(args["view"])
        if fault or not args.get("user_id"):
            return {"error": fault or "invalid_arguments: user_id"}
        here = "" if self.caller == TEAM else f"{self.caller}/"
        self.homes[here + args["user_id"]] = args["view"]
        return {"view": args["view"]}

    def _views_update(self, args: Body) -> Body:
        at = next((n for n, one in enumerate(self.modals) if one["id"] == args.get("view_id")), None)
        fault = "not_found" if at is None else checks.view(args["view"])
        if at is None or fault:
            return {"error": fault}
        self.modals[at] = {**args["view"], "id": args["view_id"]}
        return {"view": self.modals[at]}

    def _unreachable(self, channel: str) -> str | None:
        if channel not in self.channels:
            return "channel_not_found"
        return None if channel in self.members else "not_in_channel"

    async def _download(self, request: web.Request) -> web.StreamResponse:
        authorization = request.headers.get("Authorization", "")
        token = authorization.removeprefix("Bearer ")
        file_id = request.match_info["id"]
        with self.changed:
            self.downloads.append((file_id, token))
        held = self._due("download")
        if held:
            return await self._failing(held)
        file = self.files[file_id]
        if self.caller_of("download", authorization) is None:
            raise web.HTTPFound("https://slack.example/log-in")
        if "moved_to" in file["told"]:
            raise web.HTTPFound(file["told"]["moved_to"])
        return web.Response(body=file["data"], content_type=file["told"]["mimetype"])

    async def _response(self, request: web.Request) -> web.Response:
        args = await request.json()
        with self.changed:
            self.calls.append(("response_url", args))
        held = self._due("response_url")
        if held and not held.after:
            return await self._failing(held)
        reply = self._responded(request.match_info["id"], args)
        return await self._failing(held) if held else reply

    def _responded(self, number: str, args: Body) -> web.Response:
        url = self._response_urls.get(number)
        if url is None or url["uses"] >= 5:
            self.complaints.append("response_url: used up")
            return web.Response(status=404, text="used_url")
        in_channel = args.get("response_type") == "in_channel"
        fault = checks.posted(args) if in_channel else checks.message(args)
        if fault:
            self.complaints.append(f"response_url: {fault}")
            return web.Response(status=400, text=fault)
        with self.changed:
            url["uses"] += 1
            ts = self.stamp()
            said = {**args, "channel": url["channel"], "ts": ts, "ephemeral": not in_channel}
            (self.messages if in_channel else self.privates).append({**said, "bot_id": BOT_ID})
            self.changed.notify_all()
        return web.Response(text="ok")


def _within(message: Body, args: Body) -> bool:
    """Whether a message lies between `oldest` and `latest`, which count themselves only if told to."""
    ts, oldest, latest = (
        float(value or 0) for value in (message["ts"], args.get("oldest"), args.get("latest"))
    )
    edges = str(args.get("inclusive", "")).lower() in ("1", "true")
    if ts in (oldest, latest):
        return edges
    return ts > oldest and (not latest or ts < latest)


def _in_the_channel(message: Body) -> bool:
    """Whether it stands in the channel itself: no reply, or one that was sent there as well."""
    broadcast = message.get("subtype") == "thread_broadcast"
    return broadcast or message.get("thread_ts") in (None, message["ts"])


def _with_replies(message: Body, here: list[Body]) -> Body:
    replies = [one for one in here if one.get("thread_ts") == message["ts"] != one["ts"]]
    return {**message, "thread_ts": message["ts"], "reply_count": len(replies)} if replies else message


def _elements(message: Body) -> list[Body]:
    return [one for block in message["blocks"] for one in block.get("elements", []) if "action_id" in one]


def _encoded(body: Body) -> tuple[str, str]:
    if "event" in body or body.get("type") in ("url_verification", "app_rate_limited"):
        return json.dumps(body), "application/json"
    form = body if "command" in body else {"payload": json.dumps(body)}
    return urlencode(form), "application/x-www-form-urlencoded"


async def _arguments(request: web.Request) -> Body:
    if request.content_type == "application/json":
        args: Body = await request.json()
    else:
        args = {**request.query, **await request.post()}
    for name in ("blocks", "view", "metadata", "attachments", "prompts", "loading_messages"):
        if isinstance(args.get(name), str):
            args[name] = json.loads(args[name])
    return args


def _json(text: str) -> Body:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def main() -> None:
    """Serve until the input ends; each line is a mention."""
    with FakeSlack() as slack:
        sys.stdout.write(" ".join(f"{key}={value}" for key, value in slack.environment.items()) + "\n")
        sys.stdout.flush()
        for line in filter(str.strip, sys.stdin):
            sys.stdout.write(said_to(slack, line.strip()) + "\n")
            sys.stdout.flush()


def said_to(slack: FakeSlack, text: str, seconds: float = 60.0) -> str:
    """Mention the bot and return what it says, to all or to one; or why there is nothing."""
    mention, earlier = slack.mention(text), len(slack.privates)
    try:
        slack.deliver(mention)
    except (ConnectionError, aiohttp.ClientError):
        return "(no bot is connected)"
    try:
        slack.wait(lambda: slack.posts(mention["event"]["ts"]) or slack.privates[earlier:], seconds)
    except AssertionError:
        return f"(no answer within {seconds:g} s)"
    posts = slack.posts(mention["event"]["ts"])
    return str(posts[0]["text"]) if posts else f"(to you alone) {slack.privates[earlier]['text']}"


if __name__ == "__main__":
    main()
