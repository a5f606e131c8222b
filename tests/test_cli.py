"""The command line: results on standard output, reasons on standard error, three exit codes."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.cli import COLLECT_AFTER, cli, main
from tests.held_docs import ROOT

Run = Callable[..., SimpleNamespace]
SEEDS = ROOT / "seeds"
TEXT = (SEEDS / "north-korea-kursk.txt").read_text(encoding="utf-8")
CHECK = ROOT / "evals" / "data" / "metric_check" / "data.jsonl"
QUESTION = "how many trained fighters did Kim Jong Un send?"


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a home of its own; gives code, out and err."""
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))

    def call(*arguments: str | Path) -> SimpleNamespace:
        code = main([str(one) for one in arguments])
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    return call


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))


def test_adding_the_same_twice_changes_nothing_and_a_change_keeps_the_id(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mill.txt"
    file.write_text("The mill opened in 1904. It closed in 1961.", encoding="utf-8")
    first, again = run("add", file, "--json"), run("add", file, "--json")
    file.write_text("The mill opened in 1905. It closed in 1961.", encoding="utf-8")
    changed = run("add", file, "--json")
    rows = [json.loads(one.out)[0] for one in (first, again, changed)]
    assert [row["status"] for row in rows] == ["added", "unchanged", "updated"]
    assert len({row["article_id"] for row in rows}) == 1
    assert set(rows[0]) == {"article_id", "title", "source", "status", "reason"}


def test_what_cannot_be_read_is_refused_with_its_reason_and_the_rest_is_added(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "zero.txt").write_bytes(b"a\0b")
    done = run("add", SEEDS, tmp_path / "zero.txt", tmp_path / "none.txt", "http://127.0.0.1/a", "--json")
    rows = json.loads(done.out)
    assert done.code == 1
    assert [row["status"] for row in rows] == ["added", "refused", "refused", "refused"]
    assert all(row["reason"] for row in rows[1:])
    assert len(done.err.splitlines()) == 3
    assert len(json.loads(run("list", "--json").out)) == 1


def test_a_name_no_file_can_have_is_refused_alone(run: Run, tmp_path: Path) -> None:
    done = run("add", SEEDS, tmp_path / ("n" * 400 + ".txt"), "--json")
    assert (done.code, [row["status"] for row in json.loads(done.out)]) == (1, ["added", "refused"])
    assert "file name too long" in done.err


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_an_empty_standard_input_is_called_so(run: Run, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    feed(monkeypatch, data)
    done = run("add", "-")
    assert (done.code, done.err) == (1, "refused: standard input: it is empty.\n")


def test_what_the_options_say_stands_in_place_of_what_the_file_says(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "---\ntitle: Old\ndate: 2020-01-01\nsource: Kept\n---\nThe mill opened.", encoding="utf-8"
    )
    options = ["--title", "New", "--date", "2026-02-10", "--url", "https://example.com/mill"]
    assert run("add", file, *options).code == 0
    (row,) = json.loads(run("list", "--json").out)
    assert row == {
        "article_id": row["article_id"],
        "title": "New",
        "date": "2026-02-10",
        "source": "Kept",
        "url": "https://example.com/mill",
        "sentences": 1,
        "channels": [],
    }


def test_two_texts_from_standard_input_are_two_articles(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (b"The mill opened in 1904.", b"The river floods in spring."):
        feed(monkeypatch, text)
        assert run("add", "-").code == 0
    assert len(json.loads(run("list", "--json").out)) == 2


def test_an_article_is_shown_by_id_by_its_beginning_and_is_gone_after_remove(run: Run) -> None:
    run("add", SEEDS)
    shown = json.loads(run("show", "north", "--json").out)
    assert shown["text"] == TEXT
    assert len(shown["sentences"]) == 15
    assert all(TEXT[start:end].strip() == TEXT[start:end] for start, end in shown["sentences"])
    assert "[15] But since" in run("show", "north-korea-kursk").out
    assert run("remove", "north").out == "removed north-korea-kursk, 15 sentences\n"
    gone = run("show", "north")
    assert (gone.code, gone.out) == (1, "")
    assert "'north'" in gone.err


def test_an_empty_library_says_how_to_fill_it(run: Run, home: Path) -> None:
    done = run("list")
    assert (done.code, done.out) == (0, "")
    assert "footnote add FILE" in done.err
    assert not home.exists()


def test_an_answer_as_json_keeps_the_contract(run: Run) -> None:
    run("add", SEEDS)
    done = run("ask", QUESTION, "--json")
    row = json.loads(done.out)
    assert done.code == 0
    assert {"question", "status", "mode", "text", "claims", "nearest", "missing", "rejected", "model"} <= set(
        row
    )
    assert {"usage", "elapsed_ms"} <= set(row)
    assert (row["status"], row["mode"], row["model"]) == ("answered", "extractive", None)
    for claim in row["claims"]:
        assert set(claim) == {"text", "kind", "speaker", "citations", "notes"}
        for cited in claim["citations"]:
            assert TEXT[cited["start"] : cited["end"]] == cited["text"]
    assert any(
        "11,000" in claim["text"] and claim["citations"][0]["sentence"] == 6 for claim in row["claims"]
    )


def test_explain_adds_the_steps(run: Run) -> None:
    run("add", SEEDS)
    assert {one["name"] for one in json.loads(run("ask", QUESTION, "--json", "--explain").out)["stages"]}
    assert "Steps" in run("ask", QUESTION, "--explain").out


def test_a_question_is_asked_only_of_the_articles_named_and_the_channel_allowed(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "mill.txt").write_text("The mill sent 300 workers home.", encoding="utf-8")
    run("add", SEEDS)
    run("add", tmp_path / "mill.txt", "--channel", "C1")
    asked = "how many workers did the mill send home?"
    assert "300" in run("ask", asked).out
    assert json.loads(run("list", "--json").out)[0]["channels"] == ["C1"]
    assert "300" in run("ask", asked, "--channel", "C1").out
    assert "300" not in run("ask", asked, "--channel", "C2").out
    assert "300" not in run("ask", asked, "--article", "north-korea-kursk").out
    hidden = run("ask", asked, "--channel", "C2", "--article", "mill")
    assert hidden.code == 1
    assert "mill" not in hidden.err.replace("'mill'", "")


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ("general", True),
        ("#general", True),
        ("c0123456789", True),
        ("C0123456789", False),
        ("T0123456789/C0123456789", False),
        ("T0123456789/*", False),
    ],
)
def test_a_channel_that_slack_cannot_have_is_taken_and_told_once(
    tmp_path: Path, run: Run, channel: str, told: bool
) -> None:
    (tmp_path / "mill.md").write_text(f"---\nchannels: ['{channel}']\n---\nThe mill burned down.\n")
    for said in (run("add", tmp_path / "mill.md"), run("ask", "what burned down?", "--channel", channel)):
        assert said.err.count("has an id such as C0123456789") == told
        assert "mill" in said.out


def test_earlier_turns_come_from_json_lines_or_a_list(run: Run, tmp_path: Path) -> None:
    run("add", SEEDS)
    turn = {"speaker": "user", "text": "How many troops did North Korea send?"}
    for name, text in {"a.jsonl": json.dumps(turn), "b.json": json.dumps([turn])}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert run("ask", "and how many losses were there?", "--history", tmp_path / name).code == 0


@pytest.mark.parametrize("text", ["{}", "[1]", "{", '{"speaker": 1, "text": "x"}', "[" * 100_000])
def test_a_history_that_is_none_is_wrong_usage(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "h.json").write_text(text, encoding="utf-8")
    done = run("ask", "and then?", "--history", tmp_path / "h.json")
    assert done.code == 2
    assert "h.json" in done.err


def test_a_summary_of_an_article_cites_every_sentence(run: Run) -> None:
    run("add", SEEDS)
    row = json.loads(run("summary", "north-korea-kursk", "--sentences", "4", "--json").out)
    assert len(row["sentences"]) == 4
    assert all(claim["citations"] for claim in row["sentences"])
    assert row["coverage"]["total"] == 15
    assert len(row["coverage"]["used"]) == 4
    asked = json.loads(run("ask", "how many troops?", "--json").out)
    assert set(asked) <= set(row), "the keys of a summary are those of an answer and its own"


def test_a_length_out_of_range_is_wrong_usage(run: Run) -> None:
    run("add", SEEDS)
    done = run("summary", "north-korea-kursk", "--sentences", "0")
    assert (done.code, done.out) == (2, "")
    assert "--sentences 0: must be 1 to 20" in done.err


def test_a_file_is_summarised_without_being_added(run: Run, home: Path) -> None:
    done = run("summary", SEEDS / "north-korea-kursk.txt", "--length", "short")
    assert done.code == 0
    assert "Uses 3 of 15 sentences" in done.out
    assert json.loads(run("list", "--json").out) == []


def test_an_article_and_a_file_are_summarised_together(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mill.txt").write_text("The mill opened in 1904.", encoding="utf-8")
    run("add", SEEDS)
    row = json.loads(run("summary", "north-korea-kursk", tmp_path / "mill.txt", "--json").out)
    assert len(row["articles"]) == 2
    assert row["coverage"]["total"] == 16


WRONG_USAGE = [
    ([], ""),
    (["no-such-command"], "No such command"),
    (["ask"], "QUESTION"),
    (["ask", ""], "no words"),
    (["ask", " ?! "], "no words"),
    (["ask", "why" * 10_000], "30,000 characters"),
    (["ask", "x", "--mode", "guess"], "--mode"),
    (["add"], "PATH"),
    (["add", "a.txt", "--date", "last week"], "last week"),
    (["add", "a.txt", "b.txt", "--title", "T"], "--title"),
    (["summary", "x", "--length", "short", "--sentences", "3"], "--length"),
    (["eval", "none.jsonl", "--predictions", "out.jsonl"], "none.jsonl"),
    (["eval", str(CHECK), "--predictions", str(CHECK)], "that is the file of questions"),
    (["slack", "--http", "here"], "HOST:PORT"),
]


@pytest.mark.parametrize(("arguments", "reason"), WRONG_USAGE)
def test_wrong_usage_is_code_2_and_one_line(run: Run, arguments: list[str], reason: str) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert reason in done.err
    assert not arguments or len(done.err.splitlines()) == 1


IMPOSSIBLE = [
    (["ask", "who won?", "--mode", "llm"], {}, "OPENAI_API_KEY"),
    (["ask", "who won?", "--article", "nope"], {}, "'nope'"),
    (["show", "nope"], {}, "'nope'"),
    (["remove", "nope"], {}, "'nope'"),
    (["remove", ""], {}, "No article ''"),
    (["summary", "nope"], {}, "'nope'"),
    (["summary", "http://127.0.0.1/a"], {}, "not on the public web"),
    (["list"], {"FOOTNOTE_KEEP_DAYS": "x"}, "FOOTNOTE_KEEP_DAYS is 'x'"),
    (["list"], {"FOOTNOTE_HOEM": "x"}, "Did you mean FOOTNOTE_HOME?"),
    (
        ["eval", str(SEEDS / "north-korea-kursk.txt"), "--predictions", "out.jsonl"],
        {},
        "line 1: not a document",
    ),
    (["eval", str(CHECK), "--predictions", "no/such/folder/out.jsonl"], {}, "cannot be written"),
    (["tapes", "check", "nowhere"], {}, "nowhere"),
    (["tapes", "record", "who?", "--server", "s"], {}, "OPENAI_API_KEY"),
]


@pytest.mark.parametrize(("arguments", "environment", "reason"), IMPOSSIBLE)
def test_what_cannot_be_done_is_code_1_and_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], environment: dict[str, str], reason: str
) -> None:
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    done = run(*arguments)
    assert (done.code, done.out) == (1, "")
    assert reason in done.err
    assert len(done.err.splitlines()) == 1


def test_a_fault_of_ours_is_one_line_with_a_reference_and_the_log_has_the_rest(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    (home / "library.sqlite3").mkdir()  # no program of ours would make one
    monkeypatch.setattr("bot.commands.library.open_library", lambda _: 1 / 0)
    done = run("list")
    assert done.code == 1
    reference = re.fullmatch(r"Something went wrong inside Footnote \(ref (\w{4})\)\. .*\n", done.err)
    assert reference
    assert f"ref {reference[1]}" in (home / "footnote.log").read_text("utf-8")
    assert "ZeroDivisionError" in (home / "footnote.log").read_text("utf-8")


def test_a_home_that_is_a_file_is_one_line(run: Run, home: Path) -> None:
    home.write_text("not a folder", encoding="utf-8")
    done = run("add", SEEDS)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "Traceback" not in done.err


def test_naughty_words_reach_neither_the_terminal_nor_a_crash(run: Run, tmp_path: Path) -> None:
    naughty = "The \x1b[31mmill\x1b[0m opened \u202eon Sunday\u202c.\nThe [bold]mill[/bold] closed.\n"
    (tmp_path / "n.txt").write_text(naughty, encoding="utf-8")
    run("add", tmp_path / "n.txt")
    for command in (["ask", "when did the \udcff\x1b mill open?"], ["show", "n"], ["summary", "n"]):
        done = run(*command)
        assert done.code == 0, done.err
        assert not set(done.out + done.err) & set("\x1b\u202e\u202c")
        assert json.loads(run(*command, "--json").out)
        assert not set(run(*command, "--json").out) & set("\x1b\u202e\u202c")


def test_every_command_has_a_help_with_an_example() -> None:
    for name, command in cli.commands.items():
        inner = getattr(command, "commands", {name: command})
        for one in inner.values():
            assert re.search(r"Examples?:\n *footnote |Examples?:", one.help or ""), name


def test_prompts_lists_every_template_with_its_version(run: Run) -> None:
    assert re.search(r"^ask\.system +[0-9a-f]{12}$", run("prompts").out, re.MULTILINE)


def footnote(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "FOOTNOTE_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_command_looks_for_what_is_unused_as_seldom_as_a_start_needs(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_to: list[int] = []
    monkeypatch.setattr("bot.cli.gc.set_threshold", set_to.append)
    run("list")
    assert set_to == [COLLECT_AFTER]


def test_the_program_ends_with_the_code(home: Path) -> None:
    codes = [footnote(*words, home=home).returncode for words in (["list"], ["show", "nope"], ["bogus"])]
    assert codes == [0, 1, 2]


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["prompts"], ["list"]])
def test_nothing_heavy_is_loaded_to_say_little(home: Path, arguments: list[str]) -> None:
    code = (
        "import sys; from bot.cli import main; main(sys.argv[1:]); "
        "heavy = {'llama_index', 'openai', 'slack_bolt', 'onnxruntime', 'trafilatura', 'pypdf', 'rich'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    environment = {"FOOTNOTE_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_is_no_fault(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "--help"],
        env={"FOOTNOTE_HOME": str(home)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as helping:
        assert helping.stdout is not None
        helping.stdout.close()
        assert helping.stderr is not None
        assert helping.stderr.read() == b""
    assert helping.returncode == 1


def test_ctrl_c_ends_with_one_word(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "-"],
        env={"PATH": os.environ["PATH"], "FOOTNOTE_HOME": str(home)},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as asking:
        _wait_until_it_reads(asking.pid)
        asking.send_signal(signal.SIGINT)
        assert asking.stderr is not None
        assert asking.stderr.read().split() == ["Stopped."]
    assert asking.returncode == 130


def _wait_until_it_reads(pid: int) -> None:
    """Until the process sleeps in a read of its standard input."""
    while Path(f"/proc/{pid}/wchan").read_text() not in ("pipe_read", "anon_pipe_read"):
        os.sched_yield()
