"""Recordings: played only for what was asked, told apart from falsified ones, and free of secrets."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prompts
from bot.answers import Usage
from bot.errors import TapeError
from bot.llm import Failure, Message, Reply, Request
from bot.recording import Recording, key_of, prompt_of, read, write
from bot.tape import TapePlayer, check, find, secrets_in
from bot.testing.taping import Keeper, Server

DRAFT = '{"claims": [], "missing": null}'
SYSTEM = Message("system", prompts.render("ask.system"))
AUTHORED = {"origin": "authored", "author": "Ann", "why": "shows a refusal"}


def request(question: str = "How many?") -> Request:
    user = prompts.render(
        "ask.user", articles="Article: A (undated)\n[1] “S” – one.", earlier="", question=question
    )
    return Request((SYSTEM, Message("user", user)), 100)


def recording(question: str = "How many?", **changes: Any) -> Recording:  # noqa: ANN401 - any field, any value
    asked = request(question)
    made = Recording(asked, "m", DRAFT, Usage(7, 5, None), AUTHORED, prompt_of(asked))
    return replace(made, **changes)


def edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), encoding="utf-8")


@dataclass
class Told:
    """A model that gives the outcome it was made with."""

    outcome: Reply | Failure
    name: str = "m"

    def complete(self, request: Request, deadline_s: float) -> Reply | Failure:
        """Give it."""
        return self.outcome


def recorder(folder: Path, outcome: Reply | Failure) -> Keeper:
    return Keeper("m", folder, Server(lambda _: Told(outcome), "server 1", anew=True))


def test_what_was_recorded_is_played_again_for_the_same_request(tmp_path: Path) -> None:
    reply = Reply(DRAFT, "m", Usage(7, 5, None))
    assert recorder(tmp_path, reply).complete(request(), 1) == reply
    player = TapePlayer(tmp_path, "m")
    assert player.unused() != []
    assert player.complete(request(), 1) == reply
    assert player.unused() == []
    assert check(tmp_path) == []
    (path,) = tmp_path.iterdir()
    stored = read(path)
    assert (stored.label["origin"], stored.label["server"]) == ("recorded", "server 1")
    assert stored.prompt == ", ".join(
        f"{name} {prompts.version(name)}" for name in ("ask.system", "article", "ask.user")
    )


def test_a_renamed_recording_is_found_by_the_player_and_by_who_records(tmp_path: Path) -> None:
    name = tmp_path / "below" / "first.json"
    name.parent.mkdir()
    write(recording(), tmp_path).rename(name)
    played = TapePlayer(tmp_path, "m").complete(request(), 1)
    assert played == Reply(DRAFT, "m", Usage(7, 5, None))
    assert recorder(tmp_path, Failure("timeout", "it asked")).complete(request(), 1) == played
    assert find(tmp_path, recording().key) == recording()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [name]


def test_a_renamed_recording_that_is_asked_again_is_replaced_not_doubled(tmp_path: Path) -> None:
    label = {"origin": "recorded", "server": "server 0", "recorded": "2026-01-01"}
    write(recording(label=label), tmp_path).rename(tmp_path / "first.json")
    recorder(tmp_path, Reply("{}", "m", Usage(7, 5, None))).complete(request(), 1)
    (path,) = tmp_path.iterdir()
    assert read(path).text == "{}"


def test_a_failure_is_passed_on_and_not_written(tmp_path: Path) -> None:
    failure = Failure("timeout", "x")
    assert recorder(tmp_path, failure).complete(request(), 1) == failure
    assert list(tmp_path.iterdir()) == []


def test_the_price_of_a_played_reply_is_todays(tmp_path: Path) -> None:
    write(recording(model="gpt-4o"), tmp_path)
    reply = TapePlayer(tmp_path, "gpt-4o").complete(request(), 1)
    assert isinstance(reply, Reply)
    assert reply.usage.usd == pytest.approx((7 * 2.5 + 5 * 10) / 1_000_000)


@pytest.mark.parametrize(
    "changed",
    [
        Request((Message("system", SYSTEM.content + " "), request().messages[1]), 100),
        Request((request().messages[1], SYSTEM), 100),
        Request((SYSTEM, replace(request().messages[1], role="assistant")), 100),
        Request((*request().messages, Message("user", "")), 100),
    ],
    ids=["a space more", "other order", "other role", "one more"],
)
def test_a_changed_request_misses_instead_of_replaying_an_old_answer(
    changed: Request, tmp_path: Path
) -> None:
    write(recording(), tmp_path)
    with pytest.raises(TapeError, match="No recording"):
        TapePlayer(tmp_path, "m").complete(changed, 1)


def test_a_miss_shows_the_difference_to_the_nearest_recording_and_the_remedy(tmp_path: Path) -> None:
    write(recording("How many soldiers came?"), tmp_path)
    write(recording("What is the capital of France?", text="x"), tmp_path)
    with pytest.raises(TapeError) as caught:
        TapePlayer(tmp_path, "m").complete(request("How many soldiers left?"), 1)
    message = str(caught.value)
    assert "-Question: How many soldiers came?" in message
    assert "+Question: How many soldiers left?" in message
    assert "footnote tapes record" in message
    assert "France" not in message


def test_a_miss_for_another_model_names_the_recorded_ones(tmp_path: Path) -> None:
    write(recording(), tmp_path)
    with pytest.raises(TapeError, match=r"recordings of m: choose one by FOOTNOTE_MODEL"):
        TapePlayer(tmp_path, "other").complete(request(), 1)


def test_a_folder_that_is_not_there_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="No folder of recordings"):
        TapePlayer(tmp_path / "none", "m").complete(request(), 1)


FALSIFIED: dict[str, dict[str, object]] = {
    "another answer": {"reply": {"text": ["{}"], "finish_reason": "stop", "usage": {}}},
    "another reply text": {
        "reply": {
            "text": ["x"],
            "finish_reason": "stop",
            "usage": {"prompt_tokens": 7, "completion_tokens": 5},
        }
    },
    "another model": {"model": "gpt-4o"},
    "another question": {"messages": [{"role": "user", "content": ["Why?"]}]},
    "another prompt version": {"prompt": "ask.system 000000000000"},
    "another key": {"key": "0" * 64},
    "no seal": {"seal": None},
    "no origin": {"origin": ""},
    "unknown origin": {"origin": "dreamt"},
    "recorded without a server": {"origin": "recorded"},
    "authored without a reason": {"why": ""},
    "a header": {"headers": {"set-cookie": "x"}},
    "an organisation": {"organization": "o"},
}


@pytest.mark.parametrize("changes", FALSIFIED.values(), ids=FALSIFIED)
def test_a_falsified_recording_is_not_played_and_not_passed_by_the_check(
    changes: dict[str, object], tmp_path: Path
) -> None:
    edit(write(recording(), tmp_path), **changes)
    with pytest.raises(TapeError):
        TapePlayer(tmp_path, "m").complete(request(), 1)
    assert len(check(tmp_path)) == 1


@pytest.mark.parametrize(
    "label",
    [
        {},
        {"origin": "dreamt"},
        {"origin": "recorded", "server": "s"},
        {"origin": "recorded", "author": "Ann", "why": "x"},
        {"origin": "authored", "author": "Ann", "why": ""},
    ],
)
def test_a_recording_that_does_not_say_where_it_came_from_is_not_played(
    label: dict[str, str], tmp_path: Path
) -> None:
    write(recording(label=label), tmp_path)
    (fault,) = check(tmp_path)
    assert "unlabelled" in fault.what


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"{}", b"\xff", b'{"messages": 1}', b"[" * 99_999]
)
def test_an_unreadable_recording_is_an_error_that_names_it(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_bytes(content)
    (fault,) = check(tmp_path)
    assert fault.file_name == "broken.json"
    assert "cannot be read" in fault.what
    with pytest.raises(TapeError, match=r"broken\.json"):
        TapePlayer(tmp_path, "m").complete(request(), 1)


def test_the_check_finds_doubled_orphaned_overlong_and_stray_files(tmp_path: Path) -> None:
    path = write(recording(), tmp_path)
    (tmp_path / "copy.json").write_bytes(path.read_bytes())
    old = Request((Message("system", "An older prompt, in JSON."), Message("user", "Question: Why?")), 9)
    write(recording(request=old, prompt="ask.system 0123456789ab"), tmp_path)
    write(recording("Long?", text="x" * 100_000), tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    whats = sorted(fault.what for fault in check(tmp_path))
    assert len(whats) == 4
    for what, wanted in zip(
        whats, ["another one answers too", "over 100000", "0123456789ab", "not a recording"], strict=True
    ):
        assert wanted in what


PLANTED = {
    "an OpenAI key": "sk-proj-abcdefghijklmnop",
    "a bot token": "xoxb-12345678-abcdef",
    "an app token": "xapp-1-A0123-456-abcdef",
    "a signing secret": "8f742231b10e8888abcd99yyyzzz85a5".replace("y", "0").replace("z", "1"),
    "an organisation": "org-Ab12Cd34Ef56",
    "a project": "proj_Ab12Cd34Ef56",
    "a request id": "req_0123456789abcdef",
    "a cookie": "Set-Cookie: __cf_bm=abc",
    "a webhook": "https://hooks.slack.com/services/x",
    "a user": "U012ABCDEF3",
    "a channel": "C0123456789",
    "a team": "T01ABCDEF",
}


@pytest.mark.parametrize("secret", PLANTED.values(), ids=PLANTED)
@pytest.mark.parametrize("place", ["question", "text", "server"])
def test_a_planted_secret_is_found_wherever_words_may_stand(secret: str, place: str, tmp_path: Path) -> None:
    label = {"origin": "recorded", "server": f"x {secret}", "recorded": "2026-11-22"}
    made = {
        "question": recording(f"Is {secret} mine?"),
        "text": recording(text=f'{{"claims": ["{secret}"]}}'),
        "server": recording(label=label),
    }
    write(made[place], tmp_path)
    (fault,) = check(tmp_path)
    assert "looks like a secret" in fault.what
    assert secret not in fault.what


@pytest.mark.parametrize(
    "text", ["around 11,000 troops", "UKRAINIANS", "TELEVISION", "task-force", "risk-averse people", "a" * 31]
)
def test_ordinary_words_are_no_secrets(text: str) -> None:
    assert secrets_in(text) == []


texts = st.text(st.characters(codec="utf-8"), max_size=60)


@given(texts, texts, texts)
def test_every_text_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, a: str, b: str, c: str
) -> None:
    made = recording(request=Request((Message("system", a), Message("user", b)), 1), text=c, prompt=None)
    assert read(write(made, tmp_path_factory.mktemp("tape"))) == made


def test_the_key_ignores_how_long_the_reply_may_be() -> None:
    # Raising a limit changes no answer that was whole.
    assert key_of(request(), "m") == key_of(replace(request(), max_tokens=9), "m")
