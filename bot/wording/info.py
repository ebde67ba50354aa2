"""Greeting, help, status, and the sentences that belong to no single concern."""

from collections.abc import Iterable

from bot.escaping import inline

GREETING = (
    "Hello. I answer questions of international medical graduates about US clinical experience, ECFMG, the "
    "USMLE, research, the Match and visas, from a FAQ with dated sources. What it does not answer, a "
    "volunteer mentor can.\n\n"
    "Write your question here in your own words, or choose a topic. I am a program, not a person, and not a "
    "lawyer or an embassy."
)
BROKEN = "Something went wrong on my side, and nothing of it was kept. Please try again. If it stays, tell an admin: {reference}"
UNKNOWN_BUTTON = "This button is too old for me. Please start again with /help."


def unknown_command(name: str) -> str:
    """There is no such command."""
    return f"There is no command /{inline(name)}. /help shows what I can do."


def wants_number(command: str) -> str:
    """A command's number is missing or is none."""
    return f"Write the thread's number after /{command}, for example: /{command} 12"


def help_text(rows: Iterable[tuple[str, str, str]]) -> str:
    """What the person can do: a line a command (name, argument, summary)."""
    lines = [f"/{name}{f' {argument}' if argument else ''} – {summary}" for name, argument, summary in rows]
    intro = "Write a question in our direct chat, or use a command:"
    return intro + "\n\n" + "\\\n".join(inline(line) for line in lines)


def status(
    version: str,
    platforms: Iterable[tuple[str, bool]],
    *,
    threads: dict[str, int],
    outbox: dict[str, int],
    entries: int,
    left_out: int,
    asked: int,
    answered: int,
) -> str:
    """The bot's state for admins."""
    on = ", ".join(f"{name} {'with' if hub else 'without'} mentors' channel" for name, hub in platforms)
    lines = [
        f"**Version** {version}",
        f"**Platforms** {on}",
        (
            f"**Queue** {threads.get('waiting', 0)} waiting, {threads.get('claimed', 0)} claimed, "
            f"{threads.get('resolved', 0)} resolved, {threads.get('withdrawn', 0)} withdrawn"
        ),
        f"**Outbox** {outbox.get('due', 0)} due, {outbox.get('dead', 0)} could not be delivered",
        f"**FAQ** {entries} entries" + (f", {left_out} left out because of faults" if left_out else ""),
        f"**Last 30 days** {asked} questions, {answered} answered from the FAQ",
    ]
    return "\\\n".join(lines)
