"""20. No secret stands in the repository, its history or a recording; planted ones are found."""

from __future__ import annotations

import json
import random
import string
import subprocess
from pathlib import Path

import pytest

from bot.cli import main
from tests.fakes.openai_server import FakeOpenAI, completion
from tests.safe import secret_scan
from tests.safe.conftest import TellFigure
from tests.safe.figures import Extent
from tests.safe.secret_scan import ROOT, found_in, in_a_recording, in_files, in_history
from tests.shelf import SEED, drafted

LETTERS = string.ascii_letters + string.digits


def made(chance: random.Random, length: int, of: str = LETTERS) -> str:
    """Characters that look like nothing, as in a real secret."""
    return "".join(chance.choice(of) for _ in range(length))


def planted() -> dict[str, str]:
    """One of each of the eight kinds, as long as the real ones."""
    chance = random.Random(8)
    digits, hexes, capitals = string.digits, "0123456789abcdef", string.ascii_uppercase + string.digits
    numbers = f"{made(chance, 11, digits)}-{made(chance, 12, digits)}"
    app = f"A{made(chance, 10, capitals)}-{made(chance, 12, digits)}"
    return {
        "model key": f"sk-proj-{made(chance, 40)}",
        "bot token": f"xoxb-{numbers}-{made(chance, 24)}",
        "app token": f"xapp-1-{app}-{made(chance, 64, hexes)}",
        "signing secret": made(chance, 32, hexes),
        "organisation": f"org-{made(chance, 24)}",
        "project": f"proj_{made(chance, 24)}",
        "cookie": f"set-cookie: __cf_bm={made(chance, 43)}; path=/",
        "webhook": f"https://hooks.slack.com/services/T{made(chance, 9, capitals)}/B0/{made(chance, 24)}",
    }


def repository_with(secrets: dict[str, str], folder: Path) -> Path:
    """A repository in which each secret was committed, and is gone from the files since."""
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@b.example"]
    folder.mkdir()
    subprocess.run([*git, "init", "-q"], check=True)
    for name, secret in secrets.items():
        (folder / "notes.md").write_text(f"the {name}: {secret}\n")
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", name], check=True)
    (folder / "notes.md").write_text("gone\n")
    subprocess.run([*git, "commit", "-q", "-am", "Forget"], check=True)
    return folder


def test_each_of_eight_planted_secrets_is_found_though_it_was_deleted(
    tmp_path: Path, figure: TellFigure
) -> None:
    secrets = planted()
    folder = repository_with(secrets, tmp_path / "planted")
    commits, found = in_history(folder)
    assert commits == len(secrets) + 1
    figure("planted secrets found in the history, of 8", min(8, len(found)), "= 8")
    figure("of them found by name", sum(bool(found_in(one)) for one in secrets.values()), "= 8")
    figure(
        "of them found by what looks over recordings",
        sum(bool(in_a_recording(one)) for one in secrets.values()),
        "= 8",
    )
    (folder / "notes.md").write_text("\n".join(secrets.values()))
    figure("of them found in the files", min(8, len(in_files(folder))), "= 8")


def test_the_repository_and_its_history_hold_none(figure: TellFigure, extent: Extent) -> None:
    figure("secrets in the files", len(in_files()), "= 0")
    if (ROOT / ".git").exists():  # a copy without its history has none to look at
        commits, found = in_history(commits=extent.pick(150, None))
        figure("commits looked at", commits, extent.pick(">= 1", ">= 100"))
        figure("secrets in their lines", len(found), "= 0")


def test_a_made_up_secret_is_known_by_its_letters_alone() -> None:
    assert [one for one in secret_scan.SHAPES if found_in(f"sk-abcd{one}")] == []
    real = "U0" + "9RM4XW28"  # in pieces: this file is looked at as well
    assert found_in(f"A word such as U0therwise, or an id such as {real}") == [real]


def test_a_recording_keeps_what_was_asked_and_said_and_nothing_of_the_account(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figure: TellFigure
) -> None:
    secrets = planted()
    reply = completion(drafted(("around 11,000 trained fighters", [6])))
    reply["body"] |= {
        "id": "chatcmpl-fake",
        "system_fingerprint": "fp_fake",
        "organization": secrets["organisation"],
    }
    reply["headers"] = {
        "Set-Cookie": secrets["cookie"],
        "OpenAI-Organization": secrets["organisation"],
        "OpenAI-Project": secrets["project"],
        "X-Request-Id": "req_fake0123456789",
    }
    with FakeOpenAI(reply) as server:
        for key, value in (
            ("FOOTNOTE_HOME", str(home)),
            ("OPENAI_BASE_URL", server.base_url),
            ("OPENAI_API_KEY", secrets["model key"]),
        ):
            monkeypatch.setenv(key, value)
        assert main(["add", str(SEED)]) == 0
        tape = tmp_path / "tape"
        told = ["--server", "a fake", "--tape", str(tape)]
        assert main(["tapes", "record", "How many troops were sent?", *told]) == 0
    (path,) = tape.glob("*.json")
    kept = path.read_text(encoding="utf-8")
    held = [*secrets.values(), "chatcmpl-fake", "fp_fake", "req_fake", "Authorization", "127.0.0.1"]
    figure("keys, ids, cookies and headers in a recording", sum(one in kept for one in held), "= 0")
    allowed = {
        *("key", "seal", "origin", "server", "recorded", "model", "prompt", "schema", "max_tokens"),
        *("messages", "reply"),
    }
    figure("fields that are not on the list", len(set(json.loads(kept)) - allowed), "= 0")
