"""The slash commands, made from the table of commands."""

from collections.abc import Iterable
from typing import Any, Optional

import discord
import structlog
from discord import app_commands

from bot.commands.base import Argument, Command, Kind
from bot.messages import Incoming
from bot.ports import Receiver
from handlers import render
from handlers.discord import translate
from handlers.discord.answers import Answers, Interaction
from handlers.discord.members import Members

log = structlog.get_logger()

ASK_ABOUT = "Ask the FAQ about this"
_ANYWHERE = "ask"
"""The command that people may also install for themselves and use in any chat."""
_TEXT_LIMIT = 6000
_CHOICE_LIMIT = 100
_CHOICES = 10


class Tree(app_commands.CommandTree[discord.Client]):
    """discord.py's tree of commands, which also notes the roles that come with each of them."""

    members: Members

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Let everybody through: who may do what is the core's to say."""
        self.members.saw(interaction.user)
        return True


def make(
    client: discord.Client, table: Iterable[Command], desk: Receiver, answers: Answers, members: Members
) -> Tree:
    """Build the command tree of a client."""
    tree = Tree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    tree.members = members
    for command in table:
        tree.add_command(_slash(command, desk, answers))
    tree.add_command(_about_message(answers))
    return tree


def _slash(command: Command, desk: Receiver, answers: Answers) -> app_commands.Command[Any, ..., None]:
    callback = _callback(command, answers)
    made: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=command.name, description=command.summary, callback=callback, **_reach(command.name == _ANYWHERE)
    )
    if command.argument is not None and command.argument.suggests:
        made.autocomplete("value")(_suggest(desk))
    return made


def _reach(anywhere: bool) -> dict[str, Any]:
    if not anywhere:
        return {}
    return {
        "allowed_contexts": app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        "allowed_installs": app_commands.AppInstallationType(guild=True, user=True),
    }


def _callback(command: Command, answers: Answers) -> Any:
    """A function with the signature from which discord.py reads a command's options."""
    argument = command.argument

    async def bare(interaction: Interaction) -> None:
        await answers.to_interaction(interaction, translate.commanded(interaction, command.name))

    async def with_argument(interaction: Interaction, value: object = None) -> None:
        incoming: Incoming = translate.commanded(interaction, command.name, value)
        await answers.to_interaction(interaction, incoming)

    if argument is None:
        return bare
    with_argument.__annotations__ = {"interaction": discord.Interaction, "value": _type(argument)}
    with_argument.__defaults__ = None if argument.required else (None,)
    named = app_commands.rename(value=argument.name)(with_argument)
    return app_commands.describe(value=argument.description)(named)


def _type(argument: Argument) -> Any:
    kind: Any = (
        app_commands.Range[int, 1]
        if argument.kind is Kind.NUMBER
        else app_commands.Range[str, 1, _TEXT_LIMIT]
    )
    return kind if argument.required else Optional[kind]  # noqa: UP045 - a Range takes no bar


def _suggest(desk: Receiver) -> Any:
    async def suggest(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        try:
            choices = await desk.look(translate.looked(interaction, current, _CHOICES))
        except Exception as error:  # a suggestion that fails is no suggestion, never a fault in sight
            log.warning("discord suggestions failed", error=type(error).__name__)
            return []
        titles = (render.label(choice.title, _CHOICE_LIMIT) for choice in choices[:_CHOICES])
        return [app_commands.Choice(name=title, value=title) for title in titles]

    return suggest


def _about_message(answers: Answers) -> app_commands.ContextMenu:
    async def about(interaction: Interaction, message: discord.Message) -> None:
        question = translate.readable(message)
        await answers.to_interaction(interaction, translate.commanded(interaction, _ANYWHERE, question))

    # discord.py reads the annotations as they stand here, so they may hold no alias of ours.
    about.__annotations__ = {"interaction": discord.Interaction, "message": discord.Message}
    return app_commands.ContextMenu(name=ASK_ABOUT, callback=about, **_reach(True))


async def publish(tree: Tree) -> bool:
    """Send the commands to Discord if they are not there as they are; whether they were sent."""
    try:
        # As they came: the command objects of discord.py 2.7 lose the last of a command's contexts.
        published = await tree.client.http.get_global_commands(tree.client.application_id or 0)
        there = {_comparable(payload) for payload in published}
        here = {_comparable(command.to_dict(tree)) for command in tree.get_commands()}
        if there == here:
            return False
        await tree.sync()
    except discord.HTTPException as error:
        # People can still write to the bot, so this is no reason not to start.
        log.error("discord commands not published", status=error.status, code=error.code)
        return False
    log.info("discord commands published", commands=len(here))
    return True


def _comparable(payload: Any) -> Any:
    """What makes a command what it is, without what Discord adds or leaves out at will."""
    options = [
        tuple(
            (key, tuple(value) if isinstance(value, list) else value)
            for key, value in sorted(option.items())
            if value
            and key
            in {
                "name",
                "type",
                "description",
                "required",
                "autocomplete",
                "min_value",
                "max_value",
                "min_length",
                "max_length",
            }
        )
        for option in payload.get("options") or ()
    ]
    return (
        payload["name"],
        int(payload.get("type", 1)),
        payload.get("description") or "",
        tuple(sorted(payload.get("contexts") or ())),
        tuple(sorted(payload.get("integration_types") or ())),
        tuple(options),
    )
