"""What a command receives."""

from dataclasses import dataclass, field

from bot.commands.library import Library
from bot.config import Settings
from bot.errors import UserError
from bot.mentoring.moment import Moment
from bot.messages import File, Incoming, Pressed, Role, Said
from bot.store import questions, threads
from bot.store.database import Tx
from bot.store.people import PersonRow
from bot.store.questions import Question
from bot.store.threads import Thread
from bot.wording import asking, mentoring


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the platform of an event can do, and what is on: facts that no command can find out itself.

    `link` opens the direct chat (with a start word appended), or is empty. `platforms` names every platform
    that is on, with whether it has a mentors' channel.
    """

    whispers: bool
    link: str
    platforms: tuple[tuple[str, bool], ...]


@dataclass(slots=True)
class Work:
    """One event on its way through one command.

    `argument` is what followed the command's name, the rest of a button's action, or a form's action;
    `text` what was typed. A command sets `thread` when its reply belongs to a thread.
    """

    moment: Moment
    incoming: Incoming
    person: PersonRow
    roles: frozenset[Role]
    library: Library
    settings: Settings
    around: Surroundings
    argument: str = ""
    text: str = ""
    files: tuple[File, ...] = ()
    room: Thread | None = None
    """The thread in whose room this happens, if any."""
    thread: int | None = field(default=None)

    @property
    def tx(self) -> Tx:
        """The open transaction."""
        return self.moment.tx

    @property
    def is_mentor(self) -> bool:
        """Whether the person may mentor now."""
        return Role.MENTOR in self.roles

    @property
    def is_overheard(self) -> bool:
        """Whether others read the reply: a shared place on a platform that cannot whisper."""
        return not self.incoming.private and not self.around.whispers

    @property
    def message_id(self) -> str:
        """The message that this came from; empty for presses and slash commands."""
        return self.incoming.message_id if isinstance(self.incoming, Said) else ""

    @property
    def replace(self) -> bool:
        """Whether the reply may take the place of a message: only where a button of it was pressed."""
        return isinstance(self.incoming, Pressed)

    def checked_length(self, text: str) -> str:
        """Return the text without blanks around it; a `UserError` when it is too long."""
        stripped = text.strip()
        if len(stripped) > self.settings.limits.text_length:
            raise UserError(asking.too_long(len(stripped), self.settings.limits.text_length))
        return stripped

    async def own_question(self, number: str) -> Question:
        """The question with this number, which must be the person's own."""
        question = await questions.get(self.tx, int(number)) if number.isdecimal() else None
        if question is None:
            raise UserError(asking.GONE)
        if question.asker_id != self.person.id:
            raise UserError(asking.NOT_YOURS)
        return question

    async def own_thread(self, number: str) -> Thread:
        """The person's own thread with this number, open or not."""
        thread = await threads.get(self.tx, as_number(number)) if number.isdecimal() else None
        if thread is None or thread.asker_id != self.person.id:
            raise UserError(asking.no_such_thread(number))
        self.thread = thread.id
        return thread

    async def any_thread(self, number: str) -> Thread:
        """The thread with this number, for mentors; a `UserError` where there is none."""
        thread = await threads.get(self.tx, as_number(number)) if number.isdecimal() else None
        if thread is None:
            raise UserError(mentoring.unknown(number or "?"))
        self.thread = thread.id
        return thread


def as_number(text: str) -> int:
    """Read a thread's number; numbers too large for any thread become 0, which no thread has."""
    return int(text) if len(text) <= 15 else 0
