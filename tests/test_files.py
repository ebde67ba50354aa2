"""Files within a thread: relayed within the limit, named beyond it."""

from world import NOBODY_KNOWS, Talk

from bot.messages import File, Person, Said, private_chat
from bot.store import messages


async def test_a_file_that_is_too_large_is_named_on_both_sides(talk: Talk) -> None:
    await talk.say(f"asker1: {NOBODY_KNOWS}", "asker1: #1", "mentor1: #1")
    small = File("console", "1", "scan.pdf", 8_000_000)
    large = File("console", "2", "film.mp4", 8_000_001)
    said = Said(
        event_id="one",
        who=Person("console", "asker1", "asker1"),
        where=private_chat("console", "asker1"),
        private=True,
        text="my papers",
        message_id="one",
        files=(small, large),
    )
    await talk.app.desk.receive(said)
    await talk.app.courier.drain()
    await talk.say("mentor1: /queue")
    shown = next(message.text for message in talk.to("mentor1@1") if "my papers" in message.text)
    assert "[scan.pdf]" in shown
    assert "film.mp4 is larger than 8 MB" in shown
    stored = await talk.app.store.read(lambda tx: messages.of_thread(tx, 1))
    assert stored[-1].attachments == (small,)
