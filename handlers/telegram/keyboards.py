"""Buttons under a message."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages import Button, Buttons, Style

# What a phone shows of one row before labels are cut.
_ROW_WIDTH = 34


def keyboard(buttons: Buttons, *, styled: bool = True) -> InlineKeyboardMarkup | None:
    """The inline keyboard, None when there are no buttons; rows too wide for a phone are broken."""
    rows = [part for row in buttons if row for part in _broken(row)]
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button, styled=styled) for button in row] for row in rows])


def _broken(row: tuple[Button, ...]) -> list[list[Button]]:
    rows: list[list[Button]] = [[]]
    for button in row:
        width = sum(len(other.label) for other in rows[-1])
        if rows[-1] and width + len(button.label) > _ROW_WIDTH:
            rows.append([])
        rows[-1].append(button)
    return rows


def _button(button: Button, *, styled: bool) -> InlineKeyboardButton:
    style = button.style.value if styled and button.style is not Style.PLAIN else None
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url, style=style)
    return InlineKeyboardButton(button.label, callback_data=button.action, style=style)
