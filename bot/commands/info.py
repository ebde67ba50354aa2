"""Greeting, help, and the bot's state."""

from datetime import timedelta

import bot
from bot.commands.base import Action, Command
from bot.commands.browsing import topic_buttons
from bot.commands.work import Work
from bot.messages import Reply, Role
from bot.store import drafts, outbox, questions, threads
from bot.wording import asking, info


async def start(work: Work) -> Reply:
    """Greet, and offer the topics."""
    return Reply(info.GREETING, topic_buttons())


async def cancel(work: Work) -> Reply:
    """Drop the form that was asked for in this chat."""
    await drafts.drop_form(work.tx, work.person.id, work.incoming.where)
    return Reply(asking.STOPPED_FORM, notice=True, replace=work.replace)


async def status(work: Work) -> Reply:
    """Platforms, queue, outbox, entries and version, for admins."""
    since = work.moment.now - timedelta(days=30)
    asked, answered = await questions.count_since(work.tx, since)
    faults = {fault.path for fault in work.library.faq.faults if fault.severity == "error"}
    text = info.status(
        bot.__version__,
        work.around.platforms,
        threads=await threads.count_states(work.tx),
        outbox=await outbox.count_states(work.tx),
        entries=len(work.library.faq.entries),
        left_out=len(faults),
        asked=asked,
        answered=answered,
    )
    return Reply(text)


COMMANDS = [
    Command("start", "What I can do, and the topics", start),
    Command("status", "Platforms, queue, outbox, entries, version", status, who=Role.ADMIN),
]
ACTIONS = [Action("cancel", cancel)]
