"""Two values for one thing are found; two values of two things are left alone."""

from __future__ import annotations

import re

import pytest

from bot.answers import Citation, Claim
from bot.beside.conflict import Known, disputed, in_one_sentence, others
from bot.beside.figures import figures
from index.sentences import split
from index.types import Article, Sentence
from tests.shelf import SEED_TEXT

ARRESTS = "Police said 40 people were arrested at the march."


def article(name: str, text: str, date: str | None = None) -> Article:
    sentences = (
        Sentence(name, n, start, end, text[start:end]) for n, (start, end) in enumerate(split(text), 1)
    )
    return Article(name, None, date, None, None, frozenset(), text, tuple(sentences))


def claim_of(held: Article, words: str) -> Claim:
    """A copied claim of the words, in the first sentence that holds them."""
    sentence = next(one for one in held.sentences if words in one.text)
    start = sentence.start + sentence.text.index(words)
    return Claim(words, "copied", None, (Citation.of(held, sentence, (start, start + len(words))),))


def found(words: str, *articles: Article, question: str = "How many?") -> list[tuple[str, int, str]]:
    """The article, sentence and kind of what differs from the claim."""
    claim = claim_of(articles[0], words)
    sentences = [sentence for one in articles for sentence in one.sentences]
    by_id = {one.article_id: one for one in articles}
    return [
        (one.figure.sentence.article_id, one.figure.sentence.number, one.how)
        for one in others(claim, question, sentences, Known(by_id))
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Police said 40 people were arrested at the march. "
            "Organisers said 65 people were arrested at the march.",
            "40 people",
        ),
        ("Officials said 12 people died. The hospital said 15 people died.", "12 people"),
        (
            "The bureau said it had 63 reports, including 17 fires. "
            "Tidewell’s own count is lower: it says that it knows of 11 fires.",
            "17 fires",
        ),
    ],
)
def test_two_speakers_of_one_article_differ(text: str, words: str) -> None:
    assert found(words, article("a", text)) == [("a", 2, "sources")]


@pytest.mark.parametrize(
    ("older", "words", "newer"),
    [
        (
            "At least nine people were killed in the fire.",
            "nine people",
            "Eleven people were killed in the fire.",
        ),
        ("The storm damaged 1,140 homes.", "1,140 homes", "The storm damaged 1,620 homes, insurers said."),
        ("The bridge in Harle cost £30m.", "£30m", "The bridge in Harle cost £51m."),
    ],
)
def test_two_articles_differ(older: str, words: str, newer: str) -> None:
    assert found(words, article("old", older, "2026-02-10"), article("new", newer, "2026-03-17")) == [
        ("new", 1, "articles")
    ]


@pytest.mark.parametrize(
    "newer",
    [
        "It puts the deaths in the county at eleven, up from the nine reported at first.",
        "Eleven people died in the fire, the county now says, revising the nine it gave.",
    ],
)
def test_a_newer_article_that_repeats_the_old_figure_is_an_update(newer: str) -> None:
    old = article("old", "The fire killed nine people, the county said.", "2026-02-10")
    assert found("nine people", old, article("new", newer, "2026-03-17")) == [("new", 1, "updated")]
    assert [kind for *_, kind in found("nine people", old, article("new", newer))] != ["updated"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Seven people died in Harle, police said. Two people died in Brock, officials said.",
            "Seven people",
        ),
        ("He said 12 people were hurt. She said 3 people were killed.", "12 people"),
        ("Police said 40 people were arrested. Police said 65 people were arrested.", "40 people"),
        ("The mayor said 40 homes were flooded. A further 65 homes were flooded, police said.", "40 homes"),
        (
            "Police said 40 people were arrested. Police made 65 arrests last year, officials said.",
            "40 people",
        ),
        ("Police said about 4,000 people marched. Organisers said 4,100 people marched.", "4,000 people"),
        ("Police said 40 people died. A figure of 65 people was withdrawn, the county said.", "40 people"),
        ("Police said it cost £3m. Officials said it ran 5 miles.", "£3m"),
        (f"{ARRESTS} Organisers wrongly said 65 people were arrested at the march.", "40 people"),
        (f"{ARRESTS} Organisers said another 65 people were arrested at the march.", "40 people"),
        (f"{ARRESTS} Organisers said 65 people were arrested at the march in 2019.", "40 people"),
        (
            f"{ARRESTS} Organisers said about 41 people were arrested at the march.",
            "40 people",
        ),
        ("Police said it began in 1990. Officials said it ended in 1994.", "1990"),
    ],
)
def test_values_of_two_things_or_of_one_speaker_do_not_differ(text: str, words: str) -> None:
    assert found(words, article("a", text)) == []


@pytest.mark.parametrize(
    "words", ["11,000 trained fighters", "500 sq miles", "4,000 North Korean losses", "1,000 deaths"]
)
def test_no_two_figures_of_the_sample_article_differ(words: str) -> None:
    assert found(words, article("seed", SEED_TEXT)) == []


def test_articles_about_other_places_do_not_differ() -> None:
    one = article("one", "The bridge cost £30m. It stands in Harle.", "2026-02-10")
    two = article("two", "The bridge cost £51m. It stands in Brock.", "2026-03-17")
    assert found("£30m", one, two) == []


def test_a_newer_figure_of_another_place_updates_nothing() -> None:
    old = article("old", "Police said 12 people were hurt. The bridge stands in Tarn.", "2026-05-02")
    told = "Police said 20 people were hurt in the fire in {}, up from 12."
    assert found("12 people", old, article("new", told.format("Odell"), "2026-05-05")) == []
    assert found("12 people", old, article("new", told.format("Tarn"), "2026-05-05")) == [
        ("new", 1, "updated")
    ]


def test_counts_of_two_days_do_not_differ() -> None:
    told = "Police said 400 people attended the march{}. Organisers said 900 people attended the march{}."
    assert found("400 people", article("a", told.format(" on Monday", " on Tuesday"))) == []
    assert len(found("400 people", article("a", told.format(" on Monday", " on Monday")))) == 1


def test_of_a_whole_sentence_only_the_figures_asked_for_count() -> None:
    held = article("a", "Police said 40 people were arrested. Organisers said 65 people were arrested.")
    claim = Claim(held.sentences[0].text, "sentence", None, (Citation.of(held, held.sentences[0]),))
    by_id = {"a": held}
    assert others(claim, "How many people were arrested?", held.sentences, Known(by_id))
    assert not others(claim, "Who closed the road?", held.sentences, Known(by_id))


def test_a_claim_that_takes_its_own_figure_back_has_no_other_side() -> None:
    held = article("a", f"Organisers wrongly said 65 people were arrested at the march. {ARRESTS}")
    claim = Claim(held.sentences[0].text, "sentence", None, (Citation.of(held, held.sentences[0]),))
    assert not others(claim, "How many people were arrested?", held.sentences, Known({"a": held}))


BOTH = "The county counted 1,140 damaged homes, while insurers put the number at 1,620."


def test_one_side_of_a_sentence_calls_for_the_whole() -> None:
    held = article("a", BOTH)
    one, other = claim_of(held, "1,140 damaged homes"), claim_of(held, "1,620")
    assert in_one_sentence(one, [one])
    assert not in_one_sentence(one, [one, other]), "the other side is shown already"


@pytest.mark.parametrize(
    "text",
    [
        "They cost £5m, while 3 people came.",
        "It had 5 shots, but only 3 were on target.",
        "They sold 40 boats; 300 people watched.",
        "They sold 40 red boats; 300 blue boats sank.",
    ],
)
def test_figures_of_two_things_in_one_sentence_do_not_call_for_the_whole(text: str) -> None:
    alone = claim_of(article("a", text), re.split("[,;]", text)[0])
    assert not in_one_sentence(alone, [alone])


def test_a_sentence_that_tells_both_sides_is_known_to() -> None:
    held = article("a", BOTH)
    assert disputed(Claim(BOTH, "sentence", None, (Citation.of(held, held.sentences[0]),)))
    assert not disputed(claim_of(held, "1,140 damaged homes"))


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("Police put the number of marchers at 300, but organisers said 900 marchers came.", True),
        ("Officials say it cost £9m, while the auditor says that the true cost was £12m.", True),
        ("Police disputed the account that told of 300 marchers, but said 12 shops were damaged.", False),
        ("Police disputed the bill of £3m, but the road cost £5m.", False),
        ("Police disputed that the road cost £3m, but said the bridge cost £5m.", False),
        (
            "The mayor said the estimate was lower and the road cost £3m, but the mayor said it was £5m.",
            False,
        ),
    ],
)
def test_two_sides_are_two_speakers_on_one_thing(text: str, both: bool) -> None:
    held = article("a", text)
    assert disputed(Claim(text, "sentence", None, (Citation.of(held, held.sentences[0]),))) is both


def test_a_figure_knows_what_it_counts() -> None:
    (figure,) = figures(
        article("a", "He sent around 11,000 trained fighters to Russia in November.").sentences[0]
    )
    assert (int(figure.value), figure.counts, figure.of_a_kind) == (11_000, "fighter", frozenset({"train"}))
    assert figure.roughly


def test_a_sentence_too_long_to_be_one_has_no_figures() -> None:
    text = "40 homes " * 1_000
    assert figures(Sentence("a", 1, 0, len(text), text)) == ()
