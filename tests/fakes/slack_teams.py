"""A fake Slack with several workspaces, whose ids of channels, users and messages may be equal.

Each workspace installs the app with `install` (a browser's part is played here), and has a token of its own.
"""

from __future__ import annotations

import base64
import http.client
import itertools
import time
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.fakes.slack_server import ANNA, BOT_USER, TEAM, Body, FakeSlack

OTHER = "T0OTHER"
BOTS = {TEAM: BOT_USER, OTHER: "U1BOT"}
CLIENT_ID, CLIENT_SECRET = "1.2", "fake-client-secret"


@dataclass(frozen=True)
class Page:
    """What a browser got: the answer's status, its text, where it sends on to, and the cookie it sets."""

    status: int
    text: str
    location: str
    cookie: str


class ManySlack(FakeSlack):
    """Workspaces that come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: dict[str, str] = {}  # of each live token, its workspace
        self.refreshing: dict[str, Body] = {}  # of each refresh token, the grant it continues
        self.revoked: list[str] = []
        self._codes: dict[str, Body] = {}
        self._tokens_made = itertools.count(1)

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a bot that workspaces install for themselves."""
        ours = {"SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET}
        return {**super().environment, "SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": "", **ours}

    def caller_of(self, method: str, authorization: str) -> str | None:
        if method == "oauth.v2.access":
            pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
            return "nobody yet" if authorization == f"Basic {pair}" else None
        return self.tokens.get(authorization.removeprefix("Bearer "))

    # what administrators do

    def grant(self, team: str = TEAM, user: str = ANNA, **more: object) -> str:
        """An administrator allows the app: the code that Slack sends the browser back with.

        `expires_in` makes a token that ends; `enterprise` one for a whole organisation.
        """
        token = f"xoxb-{team}-{next(self._tokens_made)}"
        granted: Body = {
            "access_token": token,
            "token_type": "bot",
            "scope": "chat:write",
            "bot_user_id": BOTS.get(team, BOT_USER),
            "app_id": "A0FAKE",
            "team": {"id": team, "name": team.title()},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": user},
            **more,
        }
        if granted["is_enterprise_install"]:
            granted["team"] = None
        if "expires_in" in more:
            granted["refresh_token"] = f"xoxe-{next(self._tokens_made)}"
        code = f"code.{next(self._tokens_made)}"
        self._codes[code] = granted
        return code

    def uninstall(self, team: str) -> None:
        """A workspace takes the app away: its tokens are dead from now on."""
        self.tokens = {token: owner for token, owner in self.tokens.items() if owner != team}

    def browse(self, path: str, cookie: str = "") -> Page:
        """What the bot's web server answers a browser."""
        assert self.bot_url
        host = urlsplit(self.bot_url).netloc
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        reply = connection.getresponse()
        page = Page(
            reply.status,
            reply.read().decode(),
            reply.headers.get("Location", ""),
            (reply.headers.get("Set-Cookie") or "").partition(";")[0],
        )
        connection.close()
        return page

    def come_back(self, code: str, begun: Page) -> Page:
        """Slack sends the browser back with a code, to the installation that `begun` began."""
        (state,) = parse_qs(urlsplit(begun.location).query)["state"]
        return self.browse(f"/slack/oauth_redirect?code={code}&state={state}", begun.cookie)

    def install(self, team: str = TEAM, **more: object) -> None:
        """A workspace installs the app, from the first page to the last."""
        done = self.come_back(self.grant(team, **more), self.browse("/slack/install"))
        assert done.status == 200, done

    # what is the same in two workspaces

    def there(self, body: Body, team: str = OTHER) -> Body:
        """The same in another workspace: its channel, its user, its words and their time are equal."""
        moved = deepcopy(body)
        if "team" in moved:
            moved["team"] = {"id": team}
        else:
            moved["team_id"] = team
        if moved.get("trigger_id") and "actions" in moved:
            moved["trigger_id"] = self._trigger()
        if moved.get("response_url"):
            moved["response_url"] = self._response_url(moved.get("channel_id") or moved["channel"]["id"])
        event = moved.get("event", {})
        if event.get("type") in ("message", "app_mention"):
            event["text"] = event["text"].replace(BOT_USER, BOTS.get(team, BOT_USER))
            with self.changed:
                self.messages.append({**event, "team": team})
        return moved

    # the Web API

    def _auth_test(self, _: Body) -> Body:
        return {**super()._auth_test(_), "team_id": self.caller, "user_id": BOTS.get(self.caller, BOT_USER)}

    def _auth_revoke(self, _: Body) -> Body:
        self.revoked.append(self.caller)
        self.uninstall(self.caller)
        return {"revoked": True}

    def _oauth_v2_access(self, args: Body) -> Body:
        if args.get("grant_type") == "refresh_token":
            granted = self.refreshing.pop(args.get("refresh_token", ""), None)
            if granted is None:
                return {"error": "invalid_refresh_token"}
            number = next(self._tokens_made)
            granted = {**granted, "access_token": f"xoxb-{granted['owner']}-{number}", "expires_in": 43_200}
            granted["refresh_token"] = f"xoxe-{number}"
        else:
            found = self._codes.pop(args.get("code", ""), None)
            if found is None:
                return {"error": "invalid_code"}
            owner = (found["team"] or found["enterprise"])["id"]
            granted = {**found, "owner": owner}
        self.tokens[granted["access_token"]] = granted["owner"]
        if "refresh_token" in granted:
            self.refreshing[granted["refresh_token"]] = granted
        return {key: value for key, value in granted.items() if key != "owner"}


def uninstalled(slack: ManySlack, team: str, ago_s: float = 0.0) -> Body:
    """The event that tells of it, some time after it was so."""
    body = slack.there(slack.event({"type": "app_uninstalled"}), team)
    return {**body, "event_time": int(time.time() - ago_s)}
