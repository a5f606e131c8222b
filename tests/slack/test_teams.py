"""Two workspaces with equal ids of channels, users, messages and events; one bot with a token for each."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.answers import Usage
from bot.records import Records
from bot.records.meter import Payer
from bot.slack.install import SCOPES
from bot.slack.tokens import FILE_NAME
from index.library import Library
from index.types import NewArticle
from tests.fakes.slack_server import ANNA, DIRECT, GENERAL, TEAM
from tests.fakes.slack_teams import CLIENT_ID, CLIENT_SECRET, OTHER, ManySlack, uninstalled
from tests.shelf import SEED_TEXT
from tests.slack.conftest import RunningBot, start_bot
from tests.slack.test_feeding import told
from tests.slack.test_talk import EVIDENCE, QUESTION, quotes

OURS = "The ferry of Lunde sinks on Mondays. Nobody else may know it."
WHEN = "on which days does the ferry of Lunde sink?"

LEAVING, REVOKED, SHORT, STALE, ORGANISATION = "T0LEAVING", "T0REVOKED", "T0SHORT", "T0STALE", "E0ALL"

Pair = tuple[ManySlack, RunningBot]


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an article of the operator's, and one that a channel of the first workspace fed."""
    home = tmp_path_factory.mktemp("common")
    with Library.open(home) as library:
        library.add(NewArticle("seed", SEED_TEXT, title="North Korea in Kursk"))
        ours = frozenset({f"{TEAM}/{GENERAL}", f"{TEAM}/{DIRECT}"})
        library.add(NewArticle("ferry", OURS, title="The ferry", channels=ours))
    return home


def started(stack: ExitStack, slack: ManySlack, home: Path, **settings: str) -> RunningBot:
    fast = {"FOOTNOTE_QUESTIONS_PER_MINUTE": "1000", "FOOTNOTE_LOG": "DEBUG"}
    return start_bot(stack, slack, home, True, **{**fast, **settings})


@pytest.fixture(scope="module")
def serving(common: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    home = tmp_path_factory.mktemp("bot") / "home"
    shutil.copytree(common, home)
    with ManySlack() as slack, ExitStack() as stack:
        welcome = ",".join((TEAM, OTHER, LEAVING, REVOKED, SHORT, STALE, ORGANISATION))
        bot = started(stack, slack, home, FOOTNOTE_ADMINS=f"{TEAM}/{ANNA}", FOOTNOTE_WORKSPACES=welcome)
        slack.install(TEAM)
        slack.install(OTHER)
        yield slack, bot


@pytest.fixture
def two(serving: Pair) -> Iterator[Pair]:
    """One bot for all tests that take no workspace away; whatever Slack refused unasked fails the test."""
    yield serving
    slack, _ = serving
    complaints, slack.complaints[:] = list(slack.complaints), []
    assert complaints == []


def posts(slack: ManySlack, thread: str, team: str) -> list[dict]:
    return [one for one in slack.posts(thread) if one["team"] == team]


def asked(slack: ManySlack, text: str, team: str, **where: str) -> dict:
    """`/ask` in a workspace, and the private answer."""
    return commanded(slack, "/ask", text, team, **where)


def commanded(slack: ManySlack, command: str, text: str, team: str, **where: str) -> dict:
    body = slack.there(slack.command(command, text, **where), team)
    before = len(slack.privates)
    slack.send(body)
    return slack.wait(lambda: slack.privates[before:] and slack.privates[-1])


def pressed(slack: ManySlack, message: dict, button: str, team: str) -> dict:
    return slack.there(slack.click(message, button), team)


def rows(home: Path, file: str, table: str) -> list[tuple]:
    with closing(sqlite3.connect(home / file)) as db:
        return db.execute(f"SELECT * FROM {table}").fetchall()


def kept(home: Path, team: str) -> list[tuple]:
    tables = ("slack_bots", "slack_installations")
    return [row for table in tables for row in rows(home, FILE_NAME, table) if team in row]


def tokens_of(slack: ManySlack, team: str) -> list[str]:
    return [token for token, owner in slack.tokens.items() if owner == team]


def open_events(home: Path) -> list[tuple]:
    return [row for row in rows(home, "records.sqlite3", "events") if "done" not in row]


# installing


def test_the_page_sends_an_administrator_to_slack_with_all_scopes_and_a_state_of_ones_own(two: Pair) -> None:
    slack, _ = two
    first, second = slack.browse("/slack/install"), slack.browse("/slack/install")
    assert (first.status, second.status) == (302, 302)
    asked_for = parse_qs(urlsplit(first.location).query)
    assert first.location.startswith(f"{slack.base}/oauth/v2/authorize?")
    assert asked_for["client_id"] == [CLIENT_ID]
    assert asked_for["scope"] == [",".join(SCOPES)]
    assert asked_for["state"] != parse_qs(urlsplit(second.location).query)["state"]


def test_a_state_is_good_once_for_the_browser_it_was_given_to(two: Pair) -> None:
    slack, _ = two
    begun = slack.browse("/slack/install")
    assert slack.come_back(slack.grant(), begun).status == 200
    assert slack.come_back(slack.grant(), begun).status == 401
    (state,) = parse_qs(urlsplit(slack.browse("/slack/install").location).query)["state"]
    assert slack.browse(f"/slack/oauth_redirect?code={slack.grant()}&state={state}").status == 400
    forged = slack.browse("/slack/oauth_redirect?code=c&state=forged", "slack-app-oauth-state=forged")
    assert forged.status == 401


def test_what_slack_does_not_grant_is_told_and_nothing_is_kept(serving: Pair) -> None:
    slack, bot = serving
    before = rows(bot.home, FILE_NAME, "slack_bots")
    begun = slack.browse("/slack/install")
    denied = slack.browse("/slack/oauth_redirect?error=access_denied")
    assert "access_denied" in denied.text
    assert slack.come_back("never-given", begun).status == 401
    slack.fault("oauth.v2.access")
    assert slack.come_back(slack.grant(), slack.browse("/slack/install")).status == 401
    assert rows(bot.home, FILE_NAME, "slack_bots") == before
    assert slack.complaints.pop() == "oauth.v2.access: invalid_code"


def test_installing_again_leaves_one_row_with_the_new_token(two: Pair) -> None:
    slack, bot = two
    slack.install(TEAM)
    newest = tokens_of(slack, TEAM)[-1]
    assert [newest in row for row in kept(bot.home, TEAM)] == [True, True]


def test_the_file_of_tokens_is_its_owners_and_the_log_holds_none_of_them(two: Pair) -> None:
    slack, bot = two
    assert stat.S_IMODE((bot.home / FILE_NAME).stat().st_mode) == 0o600
    for secret in (*slack.tokens, CLIENT_SECRET, "code."):
        assert secret not in bot.log


# each for itself


def test_the_same_event_in_two_workspaces_is_two_questions_each_answered_with_its_own_token(
    two: Pair,
) -> None:
    slack, _ = two
    here = slack.mention(QUESTION)
    there = slack.there(here)
    thread = here["event"]["ts"]
    before = len(slack.callers)
    assert {ack.status for ack in slack.deliver_all([here, there, here, there])} == {200}
    slack.wait(lambda: len(slack.posts(thread)) == 2)
    for team in (TEAM, OTHER):
        (answer,) = posts(slack, thread, team)
        assert EVIDENCE in quotes(answer)
    said = [team for method, team in slack.callers[before:] if method == "chat.postMessage"]
    assert sorted(said) == [TEAM, OTHER]


def test_the_bot_knows_its_own_name_in_each_workspace(two: Pair) -> None:
    slack, _ = two
    empty = slack.mention("")
    for team, text in ((TEAM, "<@U0BOT>"), (OTHER, "<@U1BOT>")):
        body = slack.there(empty, team)
        assert body["event"]["text"].strip() == text
        slack.send(body)
        slack.wait(lambda team=team: posts(slack, empty["event"]["ts"], team))
    said = {one["text"] for one in slack.posts(empty["event"]["ts"])}
    assert len(said) == 1
    assert said.pop().startswith("Ask me about the articles")


def test_what_one_workspace_feeds_the_other_cannot_ask_list_summarise_or_see(two: Pair) -> None:
    slack, _ = two
    assert "Mondays" in str(quotes(asked(slack, WHEN, TEAM)))
    answer = asked(slack, WHEN, OTHER)
    assert "Mondays" not in str(answer)
    assert "ferry" not in str(answer.get("blocks")).replace(WHEN, "")
    assert "The ferry" in told(commanded(slack, "/footnote", "list", TEAM))
    listed = told(commanded(slack, "/footnote", "list", OTHER))
    assert "1 article can be asked about here" in listed
    assert "ferry" not in listed
    assert "Mondays" in str(commanded(slack, "/summary", "The ferry", TEAM))
    refused = commanded(slack, "/summary", "The ferry", OTHER)["text"]
    assert refused.replace("The ferry", "X") == commanded(slack, "/summary", "X", OTHER)["text"]


def test_the_home_tab_of_one_workspace_shows_nothing_of_the_other(two: Pair) -> None:
    slack, bot = two
    with Records.open(bot.home) as records:
        records.meter.settle("one", Payer(TEAM, GENERAL, "anna"), Usage(4_000, 321, 0.5))
    opened = {"type": "app_home_opened", "tab": "home", "user": ANNA, "channel": DIRECT}
    body = slack.event(opened)
    for each in (body, slack.there(body)):
        slack.send(each)
    slack.wait(lambda: ANNA in slack.homes and f"{OTHER}/{ANNA}" in slack.homes)
    assert "The ferry" in str(slack.homes[ANNA])
    assert "ferry" not in str(slack.homes[f"{OTHER}/{ANNA}"])
    assert "4,321 tokens" in str(slack.homes[ANNA])
    assert "being worked on" not in str(slack.homes[ANNA])
    assert "0 tokens, 0.00 US dollars" in str(slack.homes[f"{OTHER}/{ANNA}"])


def test_the_same_file_fed_in_two_workspaces_is_new_in_both(two: Pair) -> None:
    slack, _ = two
    replies = []
    for team in (TEAM, OTHER):
        file = slack.file("buoy.txt", b"The buoy of Skagen is violet. It was red before.")
        before = len(slack.privates)
        slack.send(slack.there(slack.drop(file), team))
        offer = slack.wait(lambda before=before: slack.privates[before:] and slack.privates[-1])
        assert offer["team"] == team
        before = len(slack.privates)
        slack.send(pressed(slack, {**offer, "ephemeral": True}, "index_this", team))
        replies.append(told(slack.wait(lambda before=before: slack.privates[before:] and slack.privates[-1])))
        assert slack.downloads[-1][1] in slack.tokens
        assert slack.tokens[slack.downloads[-1][1]] == team
    assert replies[0] == replies[1]
    assert replies[0].startswith("Added “buoy”")


def test_sharing_opens_an_article_to_the_workspace_and_only_its_administrators_may(two: Pair) -> None:
    slack, bot = two
    with Library.open(bot.home) as library:
        library.add(
            NewArticle("kiosk", "The kiosk of Bodo sells kelp.", channels=frozenset({f"{TEAM}/C0ELSEWHERE"}))
        )
    question = "what does the kiosk of Bodo sell?"
    assert "kelp" not in str(quotes(asked(slack, question, TEAM)))
    shared = commanded(slack, "/footnote", "share kiosk", TEAM, channel="C0ELSEWHERE")
    assert "Every channel can ask" in shared["text"]
    assert "kelp" in str(quotes(asked(slack, question, TEAM)))
    assert "kelp" not in str(asked(slack, question, OTHER))
    assert "administrator" in commanded(slack, "/footnote", "share north-korea-kursk", OTHER)["text"]


def test_no_workspace_can_remove_what_the_operator_gave_to_all(two: Pair) -> None:
    slack, _ = two
    offer = commanded(slack, "/footnote", "remove North Korea in Kursk", TEAM)
    before = len(slack.privates)
    slack.send(pressed(slack, {**offer, "ephemeral": True}, "remove_article", TEAM))
    reply = slack.wait(lambda: slack.privates[before:] and slack.privates[-1])
    assert "Only whoever runs Footnote" in reply["text"]
    assert EVIDENCE in quotes(asked(slack, QUESTION, OTHER))


@pytest.mark.parametrize("button", ["source", "why"])
def test_a_window_onto_an_answer_opens_in_the_workspace_that_asked_only(two: Pair, button: str) -> None:
    slack, _ = two
    answer = asked(slack, WHEN, TEAM)
    for team, opens in ((OTHER, False), (TEAM, True)):
        slack.send(pressed(slack, answer, button, team))
        view = slack.wait(lambda: slack.modals and slack.modals[-1])
        slack.modals.clear()
        assert ("past the time it is kept" not in str(view)) is opens
        assert ("Mondays" in str(view)) is (opens and button == "source")


def test_an_answer_is_shared_and_judged_in_the_workspace_that_asked_only(two: Pair) -> None:
    slack, bot = two
    answer = asked(slack, WHEN, TEAM)
    shown = len(slack.posts())
    slack.send(pressed(slack, answer, "share", OTHER))
    slack.wait(lambda: "past the time it is kept" in slack.privates[-1]["text"])
    mention = slack.mention(WHEN)
    slack.send(mention)
    (public,) = slack.wait(lambda: posts(slack, mention["event"]["ts"], TEAM))
    value = next(
        element["positive_button"]["value"]
        for block in public["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "feedback"
    )
    click = slack.there(slack.click(public, "feedback", value=value))
    slack.send(click)
    slack.wait(lambda: "past the time it is kept" in slack.privates[-1]["text"])
    assert rows(bot.home, "records.sqlite3", "feedback") == []
    slack.send(pressed(slack, answer, "share", TEAM))
    slack.wait(lambda: len(slack.posts()) == shown + 2)


def test_a_thread_of_one_workspace_is_not_followed_or_remembered_in_the_other(two: Pair) -> None:
    slack, _ = two
    first = slack.mention(WHEN)
    thread = first["event"]["ts"]
    slack.send(first)
    slack.wait(lambda: posts(slack, thread, TEAM))
    follow_up = slack.say("and who may know it?", thread=thread)
    slack.send(slack.there(follow_up))
    slack.send(follow_up)
    slack.wait(lambda: len(posts(slack, thread, TEAM)) == 2)
    assert posts(slack, thread, OTHER) == []


def test_an_answer_that_is_out_of_date_is_marked_with_the_token_of_its_workspace(two: Pair) -> None:
    slack, bot = two
    both = frozenset({f"{TEAM}/{GENERAL}", f"{OTHER}/{GENERAL}"})
    tram = NewArticle("tram", "The tram of Vardo is green. It was built there.", channels=both)
    with Library.open(bot.home) as library:
        library.add(tram)
    here = slack.mention("which colour is the tram of Vardo?")
    thread = here["event"]["ts"]
    slack.deliver_all([here, slack.there(here)])
    slack.wait(lambda: len(slack.posts(thread)) == 2)
    with Library.open(bot.home) as library:
        library.add(replace(tram, text="The tram of Vardo is grey. It was built there."))
        library.access.withdraw("tram", f"{OTHER}/{GENERAL}")
    slack.wait(lambda: all("Out of date" in one["text"] for one in slack.posts(thread)))
    (ours,), (theirs,) = (posts(slack, thread, team) for team in (TEAM, OTHER))
    assert "has changed since" in ours["text"]
    assert "no longer here" in theirs["text"]
    assert {team for method, team in slack.callers if method == "chat.update"} == {TEAM, OTHER}


def test_a_schedule_of_one_workspace_is_run_there_and_of_one_that_left_not_at_all(two: Pair) -> None:
    slack, bot = two
    slack.install(LEAVING)
    before, long_ago = len(slack.messages), 1_000_000_000.0
    with Library.open(bot.home) as library, Records.open(bot.home) as records:
        quays = frozenset({f"{OTHER}/{GENERAL}", f"{LEAVING}/{GENERAL}"})
        library.add(NewArticle("quay", "The quay of Alta is made of oak. It is old.", channels=quays))
        slack.uninstall(LEAVING)
        slack.send(uninstalled(slack, LEAVING, ago_s=-2))
        for team in (OTHER, LEAVING):
            records.schedules.set_digest(team, GENERAL, "short", "daily at 09:00", "UTC", long_ago, 0)
    (digest,) = slack.wait(lambda: [one for one in slack.messages[before:] if "Digest" in one["text"]])
    assert (digest["team"], digest["channel"]) == (OTHER, GENERAL)
    slack.wait(lambda: bot.log.count(f"closed, workspace {LEAVING} took the app away"))
    assert f"{TEAM}/" not in str(digest)


# coming and going


def test_a_workspace_that_is_not_installed_is_acked_noted_and_told_nothing(serving: Pair) -> None:
    slack, bot = serving
    posted, privates = len(slack.posts()), len(slack.privates)
    body = slack.there(slack.mention(QUESTION), "T0STRANGE")
    command = slack.there(slack.command("/ask", QUESTION), "T0STRANGE")
    slack.send(body)
    (ack,) = slack.deliver(command)
    assert (ack.status, "not installed" in ack.text) == (200, True)
    assert sum("T0STRANGE" in line for line in bot.log.splitlines()) == 2
    later = slack.mention(QUESTION)
    slack.send(later)
    slack.wait(lambda: slack.posts(later["event"]["ts"]))
    assert (len(slack.posts()), len(slack.privates)) == (posted + 1, privates)


def test_after_an_uninstall_no_row_is_left_and_nothing_is_answered_until_it_is_installed_again(
    two: Pair,
) -> None:
    slack, bot = two
    slack.install(LEAVING)
    (dead,) = tokens_of(slack, LEAVING)
    slack.uninstall(LEAVING)
    gone = uninstalled(slack, LEAVING, ago_s=-2)  # later than the installation, of a second ago
    slack.send(gone)
    assert kept(bot.home, LEAVING) == []
    assert dead.encode() not in (bot.home / FILE_NAME).read_bytes()
    silent, answered = slack.mention(QUESTION), slack.mention(QUESTION)
    slack.send(slack.there(silent, LEAVING))
    slack.send(answered)
    slack.wait(lambda: slack.posts(answered["event"]["ts"]))
    assert slack.posts(silent["event"]["ts"]) == []
    slack.install(LEAVING)
    slack.send({**uninstalled(slack, LEAVING, ago_s=60), "event_id": gone["event_id"]})  # once more, late
    again = slack.there(slack.mention(QUESTION), LEAVING)
    slack.send(again)
    slack.wait(lambda: posts(slack, again["event"]["ts"], LEAVING))


def test_a_revoked_token_is_deleted_like_an_uninstall_and_peoples_own_tokens_are_none_of_ours(
    two: Pair,
) -> None:
    slack, bot = two
    slack.install(REVOKED)
    for of_the_bot, rows_left in ([], 2), (["U0BOT"], 0):
        tokens = {"oauth": [ANNA], "bot": of_the_bot}
        body = slack.there(slack.event({"type": "tokens_revoked", "tokens": tokens}), REVOKED)
        slack.send({**body, "event_time": body["event_time"] + 2})
        assert len(kept(bot.home, REVOKED)) == rows_left


def test_a_token_that_ends_soon_is_made_new_once_for_all_who_ask_at_the_same_moment(two: Pair) -> None:
    slack, bot = two
    slack.install(SHORT, expires_in=3_600)
    (old,) = tokens_of(slack, SHORT)
    asked_before = slack.count("oauth.v2.access")
    bodies = [slack.there(slack.mention(QUESTION), SHORT) for _ in range(5)]
    slack.deliver_all(bodies)
    for body in bodies:
        slack.wait(lambda body=body: slack.posts(body["event"]["ts"]))
    assert slack.count("oauth.v2.access") == asked_before + 1
    del slack.tokens[old]
    body = slack.there(slack.mention(QUESTION), SHORT)
    slack.send(body)
    slack.wait(lambda: slack.posts(body["event"]["ts"]))
    (new,) = tokens_of(slack, SHORT)
    assert [new in row for row in kept(bot.home, SHORT)] == [True, True]
    assert old.encode() not in (bot.home / FILE_NAME).read_bytes()


def test_where_slack_gives_no_new_token_the_old_one_serves_and_slack_is_left_alone(serving: Pair) -> None:
    slack, bot = serving
    slack.install(STALE, expires_in=3_600)
    slack.refreshing = {token: one for token, one in slack.refreshing.items() if one["owner"] != STALE}
    for _ in range(2):
        body = slack.there(slack.mention(QUESTION), STALE)
        slack.send(body)
        slack.wait(lambda body=body: slack.posts(body["event"]["ts"]))
    assert slack.complaints == ["oauth.v2.access: invalid_refresh_token"]
    slack.complaints.clear()
    assert f"workspace {STALE}: Slack gives no new token" in bot.log


def test_an_organisation_that_installs_for_all_its_workspaces_is_one_to_us(two: Pair) -> None:
    slack, _ = two
    slack.install(ORGANISATION, enterprise={"id": ORGANISATION, "name": "All"}, is_enterprise_install=True)
    body = slack.mention(QUESTION)
    whole = {"enterprise_id": ORGANISATION, "team_id": "T0ANY", "is_enterprise_install": True}
    slack.there(body, ORGANISATION)
    slack.send({**body, "authorizations": [whole]})
    slack.wait(lambda: posts(slack, body["event"]["ts"], ORGANISATION))


def test_a_workspace_that_may_not_install_gets_its_token_revoked(two: Pair) -> None:
    slack, bot = two
    refused = slack.come_back(slack.grant("T0UNWELCOME"), slack.browse("/slack/install"))
    assert refused.status == 500
    assert slack.revoked == ["T0UNWELCOME"]
    assert kept(bot.home, "T0UNWELCOME") == []
    assert "workspace T0UNWELCOME may not install" in bot.log


def test_killed_in_the_middle_each_workspace_gets_its_one_answer_and_one_that_left_gets_none(
    common: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(common, home)
    with ManySlack() as slack, ExitStack() as stack:
        bot = started(stack, slack, home)
        for team in (TEAM, OTHER, LEAVING):
            slack.install(team)
        here = slack.mention(QUESTION)
        thread = here["event"]["ts"]
        # One post never arrives, one does and nobody is told, and one workspace leaves meanwhile.
        for body, how in (
            (here, {}),
            (slack.there(here), {"after": True}),
            (slack.there(here, LEAVING), {}),
        ):
            held = slack.fault("chat.postMessage", hold=True, **how)
            slack.send(body)
            assert held.reached.wait(15)
        slack.uninstall(LEAVING)
        slack.send(uninstalled(slack, LEAVING, ago_s=-2))
        bot.kill()
        slack.release()
        again = started(stack, slack, home)
        slack.wait(lambda: posts(slack, thread, TEAM) and not open_events(home))
        found = [len(posts(slack, thread, team)) for team in (TEAM, OTHER, LEAVING)]
        assert found == [1, 1, 0]
        assert again.log.count(f"closed, workspace {LEAVING} took the app away") == 1
        assert again.stop() == 0
        assert slack.complaints == []
