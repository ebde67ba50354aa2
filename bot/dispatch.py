"""Which command an event is for, and whether the person may."""

from dataclasses import replace
from datetime import timedelta

from bot.commands import ACTIONS, COMMANDS
from bot.commands import following as asker
from bot.commands import mentoring as mentor
from bot.commands.base import Action, Command
from bot.commands.work import Work
from bot.errors import UserError
from bot.mentoring import relaying
from bot.messages import Button, Deleted, Edited, Pressed, Reply, Role, Said, Submitted
from bot.store import drafts, messages, outbox, rooms, threads
from bot.store.outbox import Body
from bot.store.threads import Thread
from bot.wording import asking, info
from bot.wording import mentoring as say

_COMMANDS = {command.name: command for command in COMMANDS}
_ACTIONS = {action.name: action for action in ACTIONS}
_FORM_WAITS = timedelta(hours=1)


async def run(work: Work) -> Reply | None:
    """Find what the event asks for and run it."""
    match work.incoming:
        case Said():
            return await _said(work, work.incoming)
        case Pressed(action=action):
            return await _act(work, action)
        case Submitted(action=action, text=text):
            work.text = text
            return await _act(work, action)
        case Edited(where=where, message_id=message_id, text=text):
            await relaying.edited(work.moment, work.person, where, message_id, _without_command(text))
        case Deleted(where=where, message_id=message_id):
            await relaying.deleted(work.moment, where, message_id)
    return None


async def _said(work: Work, said: Said) -> Reply | None:
    said = _with_fitting_files(work, said)
    work.incoming, work.text, work.files = said, said.text, said.files
    work.room = await _room(work, said)
    if said.text.startswith("/") and len(said.text) > 1:
        await drafts.drop_form(work.tx, work.person.id, said.where)
        return await _command(work, said.text)
    since = work.moment.now - _FORM_WAITS
    form = await drafts.asked_form(work.tx, work.person.id, said.where, since)
    if form is not None:
        await drafts.drop_form(work.tx, work.person.id, said.where)
        return await _act(work, form)
    if work.room is not None:
        return await mentor.say_in_room(work, work.room)
    if said.private:
        return await asker.say_privately(work)
    side = await threads.in_side_room(work.tx, work.person.id, said.where.chat_id)
    return await asker.say_in_side_room(work, side) if side else None


def _with_fitting_files(work: Work, said: Said) -> Said:
    """Name the files that are too large to relay in the text, and keep the others."""
    limit = work.settings.limits.file_size
    named = [asking.too_large(file.name, limit) for file in said.files if file.size > limit]
    if not named:
        return said
    kept = tuple(file for file in said.files if file.size <= limit)
    return replace(said, text="\n".join([*filter(None, [said.text]), *named]), files=kept)


async def _room(work: Work, said: Said) -> Thread | None:
    """The thread in whose room something was said: the room's only one, or the one that was answered."""
    at_place = await rooms.at_place(work.tx, said.where)
    if said.private:
        # A mentor's direct chat serves as a room only while they have the thread.
        mine = {thread.id for thread in await threads.of_mentor(work.tx, work.person.id)}
        at_place = [room for room in at_place if room.thread_id in mine]
    number = await _answered(work, said, {room.thread_id for room in at_place})
    if number is None and len(at_place) == 1 and not at_place[0].anchor:
        number = at_place[0].thread_id
    return await threads.get(work.tx, number) if number else None


async def _answered(work: Work, said: Said, here: set[int]) -> int | None:
    """The thread of the message that was answered, if its room is here."""
    if not said.reply_to:
        return None
    if card := await rooms.card_at(work.tx, said.where, said.reply_to):
        return card.thread_id
    copy = await outbox.copy_at(work.tx, said.where, said.reply_to)
    own = await messages.at_place(work.tx, said.where, said.reply_to)
    number = copy.thread_id if copy else own.thread_id if own else None
    return number if number in here else None


async def _command(work: Work, text: str) -> Reply | None:
    name, _, rest = text[1:].partition(" ") if " " in text.split("\n", 1)[0] else text[1:].partition("\n")
    command = _COMMANDS.get(name.strip().lower())
    if command is None:
        if work.incoming.private or work.room:
            raise UserError(info.unknown_command(name[:50]))
        return None
    work.argument, work.text = rest.strip(), ""
    _check(work, command)
    if command.personal and work.is_overheard and work.room is None:
        return await _privately(work, command)
    return await command.run(work)


async def _privately(work: Work, command: Command) -> Reply:
    """Answer in the direct chat what is nobody else's business; if that is not open, say how to open it."""
    if not work.person.reachable:
        link = ((Button(asking.WRITE_PRIVATELY, url=work.around.link),),) if work.around.link else ()
        return Reply(asking.NOT_HERE, link)
    reply = await command.run(work)
    if reply is not None:
        await outbox.put(
            work.tx,
            platform=work.person.platform,
            kind="send",
            audience="place",
            where=work.person.direct,
            body=Body(reply.text, reply.buttons),
            thread_id=work.thread,
            now=work.moment.now,
        )
    return Reply(asking.ELSEWHERE)


async def _act(work: Work, action: str) -> Reply | None:
    name, _, rest = action.partition(":")
    row = _ACTIONS.get(name)
    if row is None:
        raise UserError(info.UNKNOWN_BUTTON)
    work.argument = rest
    _check(work, row)
    return await row.run(work)


def _check(work: Work, row: Command | Action) -> None:
    if row.who is not None and row.who not in work.roles:
        raise UserError(say.MENTORS_ONLY if row.who is Role.MENTOR else say.ADMINS_ONLY)


def _without_command(text: str) -> str:
    """An edited `/ask …` changes the question, not the word `/ask`."""
    return text.removeprefix("/ask").strip() if text.startswith("/ask") else text
