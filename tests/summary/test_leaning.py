"""Which sentences point back at the one before them."""

from __future__ import annotations

import pytest

from bot.summary.leaning import leans


@pytest.mark.parametrize(
    "text",
    [
        "They may return after extra training.",
        "But the wall held.",
        "However, the officials disagreed.",
        "It puts the number of deaths at eleven.",
        "Its shares fell by a tenth.",
        "That may rule him out of the tour.",
        "Nor are the older heaters affected.",
        "“We have not seen a surge like this,” she said.",
        "The estimate “could move a long way”, he said.",
        "In Kyiv, he said that talks had failed.",
        "Questioned by Louisa Tarrant, she agreed that the fault was old.",
        "By contrast, sales in Canada rose.",
        "As a result, two schools closed.",
        "So the council closed two schools.",
        "Too, the council closed two schools.",
    ],
)
def test_what_begins_with_a_link_or_a_pronoun_needs_the_sentence_before(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ferrowick won the cup.",
        "It is thought that the troops have left.",
        "It’s thought North Korea offered its troops.",
        "It was not clear why the wall broke.",
        "That the wall held surprised the engineers.",
        "Butter prices rose by a tenth.",
        "So far, 12 have died in Harle.",
        "So many people came that the doors were shut.",
        "Too many people died in Harle.",
        "Too little was spent on the wall.",
        "Helen Hale said that she would resign.",
        "The minister said he would resign.",
        "After Price won the match, she left the stadium.",
        "“I told them to go on,” said Marta Price.",
        "The unions say they will strike.",
        "",
        "...",
    ],
)
def test_what_names_its_own_people_and_things_stands_alone(text: str) -> None:
    assert not leans(text)
