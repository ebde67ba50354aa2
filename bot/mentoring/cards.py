"""A thread's card, made from the thread as it stands when the card is shown."""

import json

from bot.messages import Address, Button, Buttons, Card, Style
from bot.store import messages, people, questions
from bot.store.database import Tx
from bot.store.threads import Thread
from bot.wording import asking
from bot.wording import mentoring as say


def claim_buttons(thread_id: int) -> Buttons:
    """What mentors can press while a thread waits."""
    return (
        (Button(say.CLAIM, f"claim:{thread_id}", style=Style.PRIMARY), Button(say.LOOK, f"look:{thread_id}")),
    )


async def state_of(tx: Tx, thread: Thread) -> str:
    """The thread's state in mentors' words."""
    if thread.state == "waiting":
        return say.waiting(thread.waiting_since, returned=thread.returned)
    if thread.mentor_id is not None:
        return say.claimed((await people.get(tx, thread.mentor_id)).name)
    return say.ENDED[thread.state]


async def question_now(tx: Tx, thread: Thread) -> str:
    """A thread's question as it reads now: the asker may have edited it, or deleted it."""
    said = [message for message in await messages.of_thread(tx, thread.id) if message.kind == "asker"]
    if not said:
        question = await questions.get(tx, thread.question_id)
        return question.text if question else ""
    return asking.DELETED if said[0].deleted else said[0].text


async def card_of(
    tx: Tx, thread: Thread, hub: Address, topics: dict[str, str], titles: dict[str, str]
) -> Card:
    """Make the card of a thread; `topics` and `titles` give the names of topics and entries by id."""
    asker = await people.get(tx, thread.asker_id)
    question = await questions.get(tx, thread.question_id)
    assert question is not None  # noqa: S101 - a foreign key says so
    said = [message for message in await messages.of_thread(tx, thread.id) if message.kind == "asker"]
    offered = titles.get(question.entry or "") or titles.get(next(iter(json.loads(question.offered)), ""), "")
    # Nobody said that kind words did not help.
    offered = "" if (question.entry or "").startswith("care/") else offered
    topic = topics.get(thread.topic, "Other")
    look: Buttons = ((Button(say.LOOK, f"look:{thread.id}"),),)
    return Card(
        where=hub,
        number=thread.id,
        title=say.card_title(thread.id, asker.alias, question.text),
        text=say.card(
            thread.id,
            topic,
            await state_of(tx, thread),
            asker.alias,
            await question_now(tx, thread),
            offered=offered,
            more=max(0, len(said) - 1),
            rating=say.RATING.get(thread.rating or 0, ""),
        ),
        buttons=claim_buttons(thread.id) if thread.state == "waiting" else look,
        tags=(topic, say.TAGS[thread.state]),
        open=thread.is_open,
    )
