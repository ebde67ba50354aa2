"""All commands and buttons, joined by hand: help, slash commands and menus are made from these tables."""

from bot.commands import answered, asking, browsing, dates, explaining, following, info, mentoring, terms
from bot.commands.base import Action, Command, Offers
from bot.commands.work import Work
from bot.messages import Reply, Role
from bot.wording import info as say


def menu(roles: frozenset[Role]) -> tuple[Command, ...]:
    """The commands that somebody with these roles may use, in the order in which they are shown."""
    return tuple(command for command in COMMANDS if command.who is None or command.who in roles)


def offers_of(name: str) -> Offers | None:
    """What offers arguments of this command while they are typed; None for entries."""
    found = (command.argument for command in COMMANDS if command.name == name)
    return next((argument.offers for argument in found if argument), None)


async def show_help(work: Work) -> Reply:
    """List what the person can do."""
    rows = [
        (command.name, command.argument.name if command.argument else "", command.summary)
        for command in menu(work.roles)
    ]
    return Reply(say.help_text(rows))


COMMANDS: tuple[Command, ...] = (
    *asking.COMMANDS,
    *browsing.COMMANDS,
    *terms.COMMANDS,
    *dates.COMMANDS,
    *following.COMMANDS,
    Command("help", "What you can do here", show_help),
    *info.COMMANDS,
    *explaining.COMMANDS,
    *mentoring.COMMANDS,
    *answered.COMMANDS,
)
ACTIONS: tuple[Action, ...] = (
    *asking.ACTIONS,
    *browsing.ACTIONS,
    *terms.ACTIONS,
    *dates.ACTIONS,
    *following.ACTIONS,
    *info.ACTIONS,
    *mentoring.ACTIONS,
    *answered.ACTIONS,
)
