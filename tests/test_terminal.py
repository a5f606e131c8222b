"""What a person sees in the terminal: the answer first, its sentences under it, nothing that acts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import terminal, wording
from bot.answers import Answer, Citation, Claim, Coverage, Rejected, Stage, Summary

TEXT = "Anonymous sources told the BBC that there were 4,000 losses."
SPAN = (TEXT.index("4,000"), TEXT.index("4,000") + len("4,000 losses"))
BARE = Citation("kursk", "A title", "2025-02-01", None, "https://example.com/a", 8, 0, len(TEXT), TEXT)
CITED = Citation("kursk", "A title", "2025-02-01", None, None, 8, 0, len(TEXT), TEXT, SPAN)
COPIED = Claim("4,000 losses", "copied", "Anonymous sources told the BBC", (CITED,))
WHOLE = Claim(TEXT, "sentence", None, (BARE,))


def plain(lines: list[terminal.Line]) -> str:
    return "\n".join(line.plain for line in lines)


def test_the_answer_comes_first_and_its_whole_sentence_under_it() -> None:
    shown = plain(terminal.answer(Answer("How many losses?", "llm", claims=(COPIED,), searched=("A title",))))
    assert shown == (
        "“Anonymous sources told the BBC”: “4,000 losses” [1]\n"
        "\n"
        f"[1] “{TEXT}”\n"
        "    A title · sentence 8 · 2025-02-01 · “Anonymous sources told the BBC”"
    )


def test_the_copied_piece_is_marked_inside_its_sentence() -> None:
    lines = terminal.answer(Answer("?", "llm", claims=(COPIED,)))
    marked = [text for line in lines for text, style in line.pieces if "underline" in style]
    assert marked == ["4,000 losses"]


def test_two_spans_of_one_sentence_share_one_footnote() -> None:
    other = Citation("kursk", "A title", None, None, None, 8, 0, len(TEXT), TEXT, (0, 17))
    lines = terminal.answer(Answer("?", "llm", claims=(COPIED, Claim("x", "copied", None, (other,)))))
    assert plain(lines).count(f"“{TEXT}”") == 1
    assert [text for line in lines for text, style in line.pieces if "underline" in style] == [
        "Anonymous sources",
        "4,000 losses",
    ]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer("?", "extractive", claims=(WHOLE,)), ["Extracts, not an answer", f"[1] “{TEXT}”"]),
        (Answer("Who won?", "llm", claims=(COPIED,), missing="Who won"), ["do not say “Who won”", "[1]"]),
        (
            Answer("?", "llm", nearest=(BARE,), searched=("A title",)),
            ["The article does not say.", "Searched: A title", "not evidence", TEXT],
        ),
        (Answer("?", "llm", rejected=(Rejected("lie", "figure"),)), ["I could not verify an answer."]),
        (
            Answer("?", "extractive", claims=(WHOLE,), failure="rate_limited"),
            ["nothing usable: rate limited"],
        ),
        (Answer("?", "extractive"), ["No article is in reach"]),
    ],
)
def test_each_ending_has_its_own_words(answer: Answer, words: list[str]) -> None:
    shown = plain(terminal.answer(answer))
    assert all(each in shown for each in words), shown


def test_a_rejected_statement_is_shown_only_when_it_is_explained() -> None:
    answer = Answer("?", "llm", claims=(COPIED,), rejected=(Rejected("21,000 losses", "figure"),))
    assert "21,000" not in plain(terminal.answer(answer))
    stages = (Stage("search", 1.23, {"hits": 4, "differ": None}),)
    explained = plain(terminal.explained(stages, answer.claims, answer.rejected))
    assert "refused “21,000 losses”" in explained
    assert "figure. It holds a figure that its sentence does not." in explained
    assert "1.2 ms  hits 4\n" in explained


def test_a_shown_statement_is_explained_by_its_sentence() -> None:
    explained = plain(terminal.explained((), (COPIED,), ()))
    assert f"passed  “{COPIED.text}”" in explained
    assert f"sentence {COPIED.citations[0].sentence}: copied word for word" in explained


def test_a_summary_says_how_much_it_uses() -> None:
    summary = Summary(("A title",), "llm", (COPIED,), Coverage((8,), 15))
    assert plain(terminal.summary(summary)).endswith("Uses 1 of 15 sentences, 14 left out.")


@pytest.mark.parametrize(
    "live",
    [
        "\x1b[31mred",
        "\x1b]0;title\x07",
        "\x9b2J",
        "a\rb",
        "\u202etxt.exe",
        "\u2066x",
        "\x00",
        "\x7f",
        "\ud800",
    ],
)
def test_nothing_a_terminal_obeys_reaches_it(live: str) -> None:
    citation = Citation(live, live, live, None, live, 1, 0, len(live), live)
    shown = plain(terminal.answer(Answer("?", "llm", claims=(Claim(live, "copied", live, (citation,)),))))
    assert not set(shown) & set("\x1b\x07\x9b\r\u202e\u2066\x00\x7f\ud800")


@given(st.text(st.characters(codec=None)))
def test_an_inert_text_is_one_line_that_can_be_written(text: str) -> None:
    inert = terminal.inert(text)
    assert len(inert.encode("utf-8").decode().splitlines()) <= 1


def test_rich_markup_in_a_text_is_only_text(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show([terminal.line("[red]not red[/red] [link=https://evil.example]x[/link]")])
    assert "[red]not red[/red] [link=https://evil.example]x[/link]" in capsys.readouterr().out


def test_in_a_terminal_markup_and_addresses_stay_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    terminal.show([terminal.line("[bold]a[/bold] https://evil.example :smile:", "yellow")])
    shown = capsys.readouterr().out
    assert "[bold]a[/bold] https://evil.example :smile:" in shown
    assert "\x1b]8" not in shown


def test_a_terminal_breaks_lines_at_words_under_their_first_and_keeps_empty_ones(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("TERM", "xterm")  # rich takes a dumb one for 80 wide
    long = terminal.Line((("[1] ", ""), ("words " * 8, "")), hang=4)
    terminal.show([long, terminal.EMPTY, terminal.line("x", indent=2)])
    assert capsys.readouterr().out.splitlines() == [
        "[1] words words words",
        "    words words words words",
        "    words",
        "",
        "  x",
    ]


def test_a_table_is_as_wide_as_its_cells() -> None:
    assert (
        plain(terminal.table(["ID", "N"], [["long-id", "1"], ["x", "22"]]))
        == "ID       N\nlong-id  1\nx        22"
    )


def test_times_are_noted_beside_the_statement_or_under_the_whole_sentence() -> None:
    note = "“last year” = 2025, from the article’s date, 2026-03-17"
    copied = plain(terminal.answer(Answer("?", "llm", claims=(replace(COPIED, notes=(note,)),))))
    assert copied.count(note) == 1
    assert f"({note})" in copied.splitlines()[0]
    whole = plain(terminal.answer(Answer("?", "extractive", claims=(replace(WHOLE, notes=(note,)),))))
    assert whole.splitlines()[-1].strip() == note


def test_a_question_asked_back_offers_its_meanings_in_quotation_marks() -> None:
    shown = plain(terminal.answer(Answer("How many?", "llm", unclear=True, meant=COPIED.citations)))
    assert shown.splitlines() == [wording.UNCLEAR, f"Did you mean: “{COPIED.citations[0].quoted}”?"]
