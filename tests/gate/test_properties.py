"""What holds for strings nobody has written yet."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.gate import judge, speaker_of, supported
from bot.gate.words import fold, tokens
from tests.gate.shelf import seed, shelve

SENTENCES, ARTICLES = seed()
ALPHABET = st.characters(exclude_categories=["Cs"])
PROSE = st.text(st.sampled_from("aB1 ,.'’“”%£$-–()0 half of not may said that to\u0301\u00a0é½"), max_size=60)


@st.composite
def pieces(draw: st.DrawFn) -> tuple[int, str]:
    number = draw(st.integers(0, len(SENTENCES) - 1))
    text = SENTENCES[number].text
    start = draw(st.integers(0, len(text) - 1))
    return number, text[start : draw(st.integers(start + 1, len(text)))]


@given(pieces())
def test_a_passing_span_holds_the_claim_and_is_a_piece_of_its_sentence(piece: tuple[int, str]) -> None:
    number, span = piece
    for sentence, start, end in judge(span, "copied", [SENTENCES[number]], ARTICLES).spans:
        shown = ARTICLES["a"].text[start:end]
        assert sentence.start <= start < end <= sentence.end
        assert fold(span).strip(" \"'`.") in fold(shown)


@given(pieces())
def test_a_passing_span_never_cuts_a_word_or_a_figure(piece: tuple[int, str]) -> None:
    number, span = piece
    text = ARTICLES["a"].text
    for _, start, end in judge(span, "copied", [SENTENCES[number]], ARTICLES).spans:
        assert not (text[start - 1 : start].isalnum() and text[start].isalnum())
        assert not (text[end - 1].isalnum() and text[end : end + 1].isalnum())
        assert not re.match(r"[,.]\d", text[end : end + 2]) or not text[end - 1].isdigit()


@given(
    st.text(ALPHABET, max_size=80) | PROSE, st.text(ALPHABET, min_size=1, max_size=120) | PROSE.filter(bool)
)
def test_no_text_makes_the_gate_raise(claim: str, sentence: str) -> None:
    sentences, articles = shelve(sentence)
    judge(claim, "copied", sentences, articles)
    judge(claim, "worded", sentences, articles)
    supported(claim, sentences, articles)
    assert (speaker_of(sentence) or "") in sentence


@given(st.text(ALPHABET, max_size=80))
def test_folding_keeps_every_offset_and_tokens_are_pieces_of_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert all(fold(text[token.start : token.end]) == token.text for token in tokens(text))


@given(
    st.integers(0, 14), st.sampled_from(["not", "never", "exactly", "always", "definitely", "no"]), st.data()
)
def test_a_word_put_into_a_sentence_is_never_supported(number: int, word: str, data: st.DataObject) -> None:
    text = SENTENCES[number].text
    spaces = [match.start() for match in re.finditer(" ", text)]
    at = data.draw(st.sampled_from(spaces))
    changed = f"{text[:at]} {word}{text[at:]}"
    assert not supported(changed, [SENTENCES[number]], ARTICLES)[0]
