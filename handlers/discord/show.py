"""Texts and buttons as Discord messages.

With buttons a message is made of components (a container with the text and the rows of buttons: 4,000
characters, no link previews); without, it is plain text, which notifications and search can show. A
message of components can never become plain text again, while the reverse works, so an edit keeps or
raises the kind.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.messages import Button, Buttons, Form, Style
from handlers import render
from handlers.discord.translate import FIELD, PRESS

PLAIN_LIMIT = 2000
COMPONENTS_LIMIT = 4000
_NONCE_LIMIT = 25
_CUSTOM_ID_LIMIT = 100
_LABEL_LIMIT = 80
_URL_LIMIT = 512
_FORM_TITLE_LIMIT = 45
_ONE_LINE = 200

_STYLES = {
    Style.PLAIN: discord.ButtonStyle.secondary,
    Style.PRIMARY: discord.ButtonStyle.primary,
    Style.DANGER: discord.ButtonStyle.danger,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of a text: plain text and a row of buttons, or components that hold both."""

    content: str = ""
    view: discord.ui.View | discord.ui.LayoutView | None = None

    @property
    def sending(self) -> dict[str, Any]:
        """The arguments for a new message."""
        if isinstance(self.view, discord.ui.LayoutView):
            return {"view": self.view}
        return {"content": self.content} | ({"view": self.view} if self.view else {})

    @property
    def editing(self) -> dict[str, Any]:
        """The arguments for changing a message."""
        plain = not isinstance(self.view, discord.ui.LayoutView)
        return {"content": self.content if plain else None, "view": self.view}


def pieces(markdown: str, buttons: Buttons, *, components: bool | None = None) -> list[Piece]:
    """Split a text into messages, the buttons on the last; `components` says which kind it must be."""
    components = bool(buttons) if components is None else components
    limit = COMPONENTS_LIMIT if components else PLAIN_LIMIT
    texts = render.discord(markdown, limit) or [""]
    made: list[Piece] = []
    for number, text in enumerate(texts, start=1):
        rows = buttons if number == len(texts) else ()
        if not text and not rows:
            continue
        made.append(Piece(view=layout(text, rows)) if components else Piece(text, _view(rows)))
    return made


def single(markdown: str, buttons: Buttons, *, components: bool = True) -> Piece:
    """A text as one message, cut where one message ends."""
    limit = COMPONENTS_LIMIT if components else PLAIN_LIMIT
    text = next(iter(render.discord(markdown, limit)), "")
    return Piece(view=layout(text, buttons)) if components else Piece(text, _view(buttons))


def layout(text: str, buttons: Buttons) -> discord.ui.LayoutView:
    """A container with a text and rows of buttons."""
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container()
    if text:
        container.add_item(discord.ui.TextDisplay(text))
    for row in _rows(buttons):
        container.add_item(discord.ui.ActionRow(*row))
    view.add_item(container)
    # Presses come in by their custom id, also after a restart; discord.py need not keep the view.
    view.stop()
    return view


def _view(buttons: Buttons) -> discord.ui.View | None:
    rows = _rows(buttons)
    if not rows:
        return None
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for item in row:
            item.row = number
            view.add_item(item)
    view.stop()
    return view


def _rows(buttons: Buttons) -> list[list[discord.ui.Button[Any]]]:
    # Discord refuses a message with the same custom id twice.
    seen: set[str] = set()
    rows = []
    for row in buttons:
        items = [item for button in row if (item := _button(button)) and not _again(item, seen)]
        if items:
            rows.append(items)
    return rows


def _again(item: discord.ui.Button[Any], seen: set[str]) -> bool:
    if item.custom_id is None:
        return False
    known = item.custom_id in seen
    seen.add(item.custom_id)
    return known


def _button(button: Button) -> discord.ui.Button[Any] | None:
    name = render.label(button.label, _LABEL_LIMIT)
    if button.url:
        return discord.ui.Button(label=name, url=button.url) if len(button.url) <= _URL_LIMIT else None
    return discord.ui.Button(label=name, custom_id=PRESS + button.action, style=_STYLES[button.style])


def again(label: str, custom_id: str) -> Piece:
    """One button that brings a form which could not be shown at once."""
    view = discord.ui.LayoutView(timeout=None)
    button: discord.ui.Button[Any] = discord.ui.Button(
        label=render.label(label, _LABEL_LIMIT),
        custom_id=custom_id[:_CUSTOM_ID_LIMIT],
        style=discord.ButtonStyle.primary,
    )
    view.add_item(discord.ui.ActionRow(button))
    view.stop()
    return Piece(view=view)


def dialog(form: Form) -> discord.ui.Modal:
    """A form as Discord's dialog."""
    modal = discord.ui.Modal(
        title=render.label(form.title, _FORM_TITLE_LIMIT), custom_id=PRESS + form.action, timeout=None
    )
    long = form.max_length > _ONE_LINE
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=FIELD,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        default=form.value[: form.max_length] or None,
        max_length=min(form.max_length, COMPONENTS_LIMIT),
    )
    modal.add_item(discord.ui.Label(text=render.label(form.label, _FORM_TITLE_LIMIT), component=field))
    modal.stop()
    return modal


async def put(
    channel: discord.abc.Messageable,
    piece: Piece,
    *,
    nonce: str = "",
    part: int = 0,
    reference: discord.MessageReference | None = None,
    files: Sequence[discord.File] = (),
) -> str:
    """Send one message; its id. The same nonce and part, sent again within minutes, give the same message."""
    arguments: dict[str, Any] = piece.sending
    if nonce:
        arguments["nonce"] = unique(nonce, part)
    if reference is not None:
        arguments["reference"] = reference
    if files:
        arguments["files"] = list(files)
    return str((await channel.send(**arguments)).id)


def unique(nonce: str, part: int = 0) -> str:
    """A nonce for one message of several, within Discord's 25 characters."""
    whole = f"{nonce}.{part}" if part else nonce
    if len(whole) <= _NONCE_LIMIT:
        return whole
    return hashlib.sha256(whole.encode()).hexdigest()[:_NONCE_LIMIT]
