"""A day of a bot: people who ask, click and judge in every way there is, each text with a word of its own.

What they said and what was answered can then be looked for in whatever the bot left behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes.slack_server import ANNA, BEN, DIRECT, GENERAL, FakeSlack

WORD = "Zanzibar"  # stands in every question
REASON = "the saltworks of Timbuktu"  # what somebody writes under a thumbs-down
EVIDENCE = "sent around 11,000 trained fighters"


@dataclass
class Day:
    """What was asked, and by whom."""

    slack: FakeSlack
    asked: list[str] = field(default_factory=list)
    people: tuple[str, ...] = (ANNA, BEN)

    def question(self) -> str:
        """Another one, answerable, that nobody asked before."""
        self.asked.append(f"How many fighters did Kim Jong Un send, and to {WORD} {len(self.asked)}?")
        return self.asked[-1]

    def talk(self, questions: int) -> None:
        """Ask so many questions, a few at a time: in a channel, directly, by command, in a thread."""
        while len(self.asked) < questions:
            self._mention()
            self._directly()
            self._command()

    def _mention(self) -> None:
        said = self.slack.mention(self.question())
        self._answered(said)
        if len(self.asked) % 6 == 1:
            self._answered(self.slack.say(self.question(), thread=said["event"]["ts"], user=BEN), 2)

    def _directly(self) -> None:
        self._answered(self.slack.say(self.question(), channel=DIRECT))

    def _answered(self, said: dict[str, object], times: int = 1) -> None:
        event = said["event"]
        assert isinstance(event, dict)
        thread = event.get("thread_ts") or event["ts"]
        self.slack.send(said)
        self.slack.wait(lambda: len(self.slack.posts(thread)) >= times, 30)

    def _command(self) -> None:
        before = len(self.slack.privates)
        self.slack.send(self.slack.command("/ask", self.question()))
        self.slack.wait(lambda: len(self.slack.privates) > before, 30)

    def click_around(self) -> None:
        """Every button of an answer, a thumbs-down with its reason, the list, a summary, a shared answer."""
        slack = self.slack
        answer = slack.posts()[0]
        for button in ("source", "why"):
            seen = len(slack.modals)
            slack.send(slack.click(answer, button))
            slack.wait(lambda seen=seen: len(slack.modals) > seen)
        thumb = {"value": next(_thumbs(answer))}
        slack.send(slack.click(answer, "feedback", user=BEN, **thumb))
        modal = slack.wait(lambda: [one for one in slack.modals if one["callback_id"] == "feedback_reason"])[
            -1
        ]
        words = {"reason": {"reason": {"selected_option": None}}, "words": {"words": {"value": REASON}}}
        slack.send(slack.submit(modal, words, user=BEN))
        for command, text in (("/footnote", "list"), ("/summary", "North Korea in Kursk")):
            before = len(slack.privates)
            slack.send(slack.command(command, text, GENERAL, BEN))
            slack.wait(lambda before=before: len(slack.privates) > before)
        private = next(one for one in slack.privates if "share" in str(one.get("blocks")))
        before = len(slack.posts())
        slack.send(slack.click(private, "share"))
        slack.wait(lambda: len(slack.posts()) > before)


def _thumbs(message: dict[str, object]) -> object:
    blocks = message["blocks"]
    assert isinstance(blocks, list)
    for block in blocks:
        for element in block.get("elements", ()):
            if "negative_button" in element:
                yield element["negative_button"]["value"]
