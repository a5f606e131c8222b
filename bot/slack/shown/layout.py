"""Lines and quotations, and how they become Block Kit or plain text. Pure; the only builder of rich_text.

Every text that enters is untrusted and leaves inert. Limits: docs.slack.dev, block kit; measured ones say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.shown.inert import literal, mrkdwn, one_line
from bot.wording import quoted

Block = dict[str, Any]

MAX_MESSAGE_CHARS = 12_000  # Slack refuses from about 13,200 characters of blocks
MAX_TEXT_CHARS = 3_000  # of the notification; Slack would take 40,000, a phone would not
MAX_PAGE_CHARS = 6_000  # of a modal: short enough to read without losing the place
MAX_PIECE_CHARS = 2_800
MAX_TITLE_CHARS = 120
MAX_LABEL_CHARS = 75
MORE = "… (more in the message)"


@dataclass(frozen=True, slots=True)
class Link:
    """Words of ours that open an address.

    `url` is an article's own address (`fragment.py`) or one that Slack gave, never a text of others.
    """

    url: str
    words: str


Piece = tuple[str, bool] | Link


@dataclass(frozen=True, slots=True)
class Line:
    """One line of ours: (text, bold) pieces and links in order."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence of an article, whole, and nothing else."""

    text: str


Part = Line | Quote


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready for Slack. All of it is inert.

    `text` is the notification and what a screen reader says; `plain` says everything the blocks say and is
    sent in their place when Slack refuses them. `pages` hold the whole of what the blocks only begin.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    plain: str = ""
    pages: tuple[Block, ...] = ()


def line(*pieces: str | Piece) -> Line:
    """A line of plain pieces, `(text, bold)` pieces and links."""
    return Line(tuple((piece, False) if isinstance(piece, str) else piece for piece in pieces))


def bold(text: str) -> tuple[str, bool]:
    """A bold piece of a line."""
    return (text, True)


def title(name: str) -> str:
    """An article's name on one line, cut at 120 characters with the cut shown."""
    short = one_line(name)
    return short if len(short) <= MAX_TITLE_CHARS else f"{short[: MAX_TITLE_CHARS - 1]}…"


def length(parts: Iterable[Part]) -> int:
    """How many characters the parts take in a message, line breaks and addresses included."""
    return sum(len(literal(said(part))) + 1 + _hidden(part) for part in parts)


def rich_text(parts: Sequence[Part]) -> Block:
    """One rich_text block: neighbouring lines share a section, every quotation stands alone."""
    elements: list[Block] = []
    for part in parts:
        if isinstance(part, Quote):
            elements.append({"type": "rich_text_quote", "elements": [_text(part.text)]})
        elif elements and elements[-1]["type"] == "rich_text_section":
            elements[-1]["elements"] += [_text("\n"), *_pieces(part)]
        else:
            elements.append({"type": "rich_text_section", "elements": _pieces(part)})
    return {"type": "rich_text", "elements": elements}


def pages(parts: Iterable[Part]) -> list[Block]:
    """All the parts as rich_text blocks, each short enough for a modal.

    Whole parts, but a quotation that is longer than a piece may be goes on in the next one.
    """
    found: list[list[Part]] = [[]]
    for piece in (piece for part in parts for piece in _in_pieces(part)):
        if found[-1] and length([*found[-1], piece]) > MAX_PAGE_CHARS:
            found.append([])
        found[-1].append(piece)
    return [rich_text(page) for page in found if page]


def plain_text(parts: Sequence[Part]) -> str:
    """The same parts for a field that Slack parses: quotations in quotation marks, one part a line."""
    return "\n".join(mrkdwn(said(part)) for part in parts)


def notification(lines: Sequence[str]) -> str:
    """Whole lines up to 3,000 characters, with a mark when some are left out. Never empty of words."""
    kept: list[str] = []
    room = MAX_TEXT_CHARS - len(MORE) - 1
    for one in map(mrkdwn, lines):
        room -= len(one) + 1
        if room < 0:
            return "\n".join([*kept, MORE])
        kept.append(one)
    return "\n".join(kept)


def note(*sentences: str) -> Rendered:
    """A message of plain sentences, without blocks."""
    text = mrkdwn(" ".join(sentences))
    return Rendered(text, (), text)


def button(action: str, name: str, value: str) -> Block:
    """A button; `value` carries an id or an address to open; Slack shows it to nobody."""
    return {"type": "button", "action_id": action, "text": label(name), "value": value}


def label(text: str) -> Block:
    """A plain_text object of at most 75 characters: buttons and menus. An empty name shows as a dash."""
    short = literal(one_line(text))
    cut = short if len(short) <= MAX_LABEL_CHARS else f"{short[: MAX_LABEL_CHARS - 1]}…"
    return {"type": "plain_text", "text": cut or "–"}


def actions(*buttons: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons)}


def said(part: Part) -> str:
    """The words of a part, not yet inert; a quotation's in quotation marks."""
    if isinstance(part, Quote):
        return quoted(part.text)
    return "".join(piece.words if isinstance(piece, Link) else piece[0] for piece in part.pieces)


def without_links(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks with the words of each link as plain text.

    For calls that cannot switch unfurling off: chat.update and chat.postEphemeral have no argument for it.
    """
    return [_unlinked(block) for block in blocks]


def _unlinked(block: Block) -> Block:
    if block.get("type") == "link":
        return {"type": "text", "text": block["text"]}
    inner = block.get("elements")
    return {**block, "elements": [_unlinked(one) for one in inner]} if inner else block


def _in_pieces(part: Part) -> list[Part]:
    """A quotation cut at spaces, where there are some; together the pieces are all its characters."""
    if isinstance(part, Line) or len(part.text) <= MAX_PIECE_CHARS:
        return [part]
    pieces: list[Part] = []
    rest = part.text
    while len(rest) > MAX_PIECE_CHARS:
        end = rest.rfind(" ", 0, MAX_PIECE_CHARS) + 1 or MAX_PIECE_CHARS
        pieces.append(Quote(rest[:end]))
        rest = rest[end:]
    return [*pieces, Quote(rest)]


def _hidden(part: Part) -> int:
    """The characters of a part that nobody sees; whether Slack counts them is not known."""
    if isinstance(part, Quote):
        return 0
    return sum(len(piece.url) for piece in part.pieces if isinstance(piece, Link))


def _pieces(one: Line) -> list[Block]:
    elements = [_link(piece) if isinstance(piece, Link) else _text(*piece) for piece in one.pieces]
    return [element for element in elements if element["text"]]  # Slack refuses empty ones


def _link(link: Link) -> Block:
    return {"type": "link", "url": link.url, "text": literal(link.words)}


def _text(text: str, is_bold: bool = False) -> Block:
    element: Block = {"type": "text", "text": literal(text)}
    return {**element, "style": {"bold": True}} if is_bold else element
