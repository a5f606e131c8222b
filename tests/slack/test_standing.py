"""What is said about followed feeds and digests: plain words, nothing live in them, no longer than fits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.records.schedule_book import MOST_FOLLOWED, Failing, Standing
from bot.slack.shown import standing
from bot.slack.shown.layout import Rendered, note
from tests.fakes.slack_checks import message, texts
from tests.fakes.slack_live import in_message

HOSTILE = some.sampled_from(
    [
        "<!channel>",
        "<@U0ANNA>",
        "https://evil.example/x",
        "www.evil.example",
        "*bold* _it_ `code`",
        "\u202eabc",
    ]
)
untrusted = some.one_of(some.text(max_size=400), HOSTILE, some.lists(HOSTILE).map("".join))


def wish(what: str, failing: Failing | None = None, every: str = "every 6 hours") -> Standing:
    return Standing("id", "T", "C", "follow", what, every, "Europe/Oslo", 1.0, 0, failing)


SAID: dict[str, Callable[[str], Rendered]] = {
    "news": lambda text: standing.news(text, [(text, "new")] * 40, again=True),
    "followed": lambda text: standing.followed([wish(text, Failing(1, 1.0, "e"))] * MOST_FOLLOWED),
    "failed": lambda text: standing.failed(text, text),
    "following": lambda text: note(standing.following(text, "every 6 hours", "UTC")),
    "unfollowed": standing.unfollowed,
}


@pytest.mark.parametrize("what", SAID)
@given(text=untrusted)
def test_nothing_of_others_is_live_and_all_of_it_fits(what: str, text: str) -> None:
    rendered = SAID[what](text)
    shown = {"text": rendered.text, "blocks": list(rendered.blocks)}
    assert message(shown) is None
    assert in_message(shown) == []


def test_news_are_counted_and_listed_up_to_ten() -> None:
    told = [
        *(("Old", "changed"),) * 2,
        *((f"Title {n}", "new") for n in range(12)),
        ("Odd", "new or changed"),
    ]
    lines = standing.news("https://a.example/feed", told).text.replace("\u200b", "").splitlines()
    assert lines[0] == "12 new, 2 changed, 1 new or changed at https://a.example/feed:"
    assert lines[1:4] == ["“Old” · changed", "“Old” · changed", "“Title 0” · new"]
    assert lines[11:] == ["and 5 more; /footnote list has them all"]


def test_no_news_are_no_message_but_for_what_failed_before() -> None:
    assert standing.news("https://a.example", []).text == ""
    again = standing.news("https://a.example", [], again=True)
    assert again.text.replace("\u200b", "") == "https://a.example can be read again."


@pytest.mark.parametrize(
    ("every", "shown"),
    [("every 6 hours", "every 6 hours"), ("daily at 09:00", "daily at 09:00 (Europe/Oslo)")],
)
def test_a_zone_is_named_where_it_matters(every: str, shown: str) -> None:
    rendered = standing.followed([wish("feed", every=every)])
    assert "".join(texts(list(rendered.blocks))).endswith(f"feed · {shown}")


@pytest.mark.parametrize(
    ("shown", "left_out", "said"),
    [
        (1, 0, "Digest: 1 article added or changed."),
        (2, 0, "Digest: 2 articles added or changed."),
        (20, 1_000, "Digest: 1,020 articles added or changed. The 1,000 oldest of them are left out."),
    ],
)
def test_a_digest_says_of_how_many_articles_it_is(shown: int, left_out: int, said: str) -> None:
    assert standing.heading(shown, left_out) == said
