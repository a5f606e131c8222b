"""What a reader of a preview sees, read back out of its HTML: quotations, marks, buttons, words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import html as markup

from bot.preview.surfaces import Shown
from bot.slack.shown.inert import BREAK

Page = markup.HtmlElement


def read(page: str) -> Page:
    """The page as a tree."""
    return markup.document_fromstring(page)


def frame(page: Page, name: str) -> Page:
    """The view of that name."""
    (found,) = page.xpath(f"//section[@id='{name}']/div[@class='frame']")
    return found


def words(element: Page) -> str:
    """What is said in it, without the marks that break addresses."""
    return element.text_content().replace(BREAK, "")


def quotes(element: Page) -> list[str]:
    """Its quotations."""
    return [words(one) for one in element.iter("blockquote")]


def buttons(element: Page) -> list[str]:
    """The names on its buttons, thumbs included."""
    found = element.xpath(".//*[@role='button']")
    return [one.get("title") or one.text_content() for one in found]


def marks(element: Page) -> list[int]:
    """The footnote numbers in reading order, each where it is first met."""
    body = "".join(words(one) for one in element.xpath(".//div[@class='section']"))
    return list(dict.fromkeys(int(number) for number in re.findall(r"\[(\d+)\]", body)))


def faults(page: str, shown: Sequence[Shown], article: str) -> list[str]:
    """What is wrong with a page of messages over one article; nothing, if all is well."""
    tree, found = read(page), []
    for one in shown:
        there = frame(tree, one.name)
        found += [
            f"{one.name}: not in the article: {said!r}" for said in quotes(there) if said not in article
        ]
        numbers = marks(there)
        if numbers != list(range(1, len(numbers) + 1)):
            found.append(f"{one.name}: marks in reading order: {numbers}")
        missing = _words(one.payload.get("text", "")) - _words(" ".join(there.itertext()))
        found += [f"{one.name}: in the notification only: {sorted(missing)}"] if missing else []
    return found


def _words(text: str) -> set[str]:
    plain = text.replace(BREAK, "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return set(re.findall(r"\w+", plain))
