"""The fake model server as a program: with it the command line is tested from outside, process to process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.llm import Failure, Message, OpenAIModel, Reply, Request
from tests.fakes.openai_server import scripted

ROOT = Path(__file__).parent.parent


def request(question: str) -> Request:
    return Request((Message("system", "JSON"), Message("user", question)), 10)


def test_as_a_program_it_serves_a_script_until_it_is_stopped(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    rows = [
        {"when": "troops", "content": {"claims": [], "missing": None}},
        {"spec": {"status": 401, "body": {"error": {"message": "x", "code": "invalid_api_key"}}}},
    ]
    script.write_text(json.dumps(rows), encoding="utf-8")
    command = [sys.executable, "-m", "tests.fakes.openai_server", "--script", str(script)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        base_url = program.stdout.readline().removeprefix("listening on ").strip()
        model = OpenAIModel(None, base_url, "fake")
        reply, failure = model.complete(request("How many troops?"), 20), model.complete(request("Why?"), 20)
        model.close()
        program.terminate()
    assert isinstance(reply, Reply)
    assert json.loads(reply.text) == {"claims": [], "missing": None}
    assert isinstance(failure, Failure)
    assert failure.kind == "bad_key"


def test_a_prompt_that_fits_no_row_is_an_error_and_not_an_answer() -> None:
    with pytest.raises(LookupError, match="no row"):
        scripted([{"when": "x", "content": "y"}])({"messages": [{"content": "other"}]})
