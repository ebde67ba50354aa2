"""What the bot shows becomes lines on the console."""

from bot.messages import Buttons
from handlers import render


def shown(reader: str, text: str, buttons: Buttons = ()) -> str:
    """Write `bot → reader: …`, continuation lines indented by two spaces, the buttons last."""
    first, *rest = render.plain(text).split("\n") if text else [""]
    lines = [f"bot → {reader}: {first}", *(f"  {line}" for line in rest)]
    number = 0
    for row in buttons:
        labels = []
        for button in row:
            number += 1
            labels.append(f"[{number}] {button.label}" + (f" ({button.url})" if button.url else ""))
        lines.append("  " + "   ".join(labels))
    return "\n".join(lines)
