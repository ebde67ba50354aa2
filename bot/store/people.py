"""People, each known by platform and user id, and by an alias that hides their name from mentors."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from bot.messages import Address, Person, Role, private_chat
from bot.store.database import Tx, listed, statements
from bot.wording import alias_for


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Someone as stored; `reachable` once they have spoken to the bot in private and have not blocked it."""

    id: int
    platform: str
    user_id: str
    name: str
    alias: str
    reachable: bool
    mentor: bool
    admin: bool

    @property
    def direct(self) -> Address:
        """Their direct chat with the bot."""
        return private_chat(self.platform, self.user_id)


_sql = statements(__file__, PersonRow)


async def remember(
    tx: Tx, person: Person, roles: frozenset[Role], *, spoke_privately: bool, now: datetime
) -> PersonRow:
    """Find a person, adding them or bringing name, roles and reachability up to date."""
    mentor, admin = Role.MENTOR in roles, Role.ADMIN in roles
    row: PersonRow | None = await _sql.find(tx, platform=person.platform, user_id=person.user_id)
    if row is None:
        number = await _sql.add(
            tx,
            platform=person.platform,
            user_id=person.user_id,
            name=person.name,
            alias=await _free_alias(tx, person),
            reachable=spoke_privately,
            mentor=mentor,
            admin=admin,
            now=now,
        )
        return await get(tx, number)
    reachable = row.reachable or spoke_privately
    if (row.name, row.reachable, row.mentor, row.admin) != (person.name, reachable, mentor, admin):
        await _sql.update(tx, id=row.id, name=person.name, reachable=reachable, mentor=mentor, admin=admin)
        return await get(tx, row.id)
    return row


async def _free_alias(tx: Tx, person: Person) -> str:
    for attempt in count():
        alias = alias_for(person.platform, person.user_id, attempt)
        if not await _sql.alias_taken(tx, alias=alias):
            return alias
    raise AssertionError("unreachable: count() does not end")


async def find(tx: Tx, person: Person) -> PersonRow:
    """Return somebody who was remembered before."""
    row: PersonRow = await _sql.find(tx, platform=person.platform, user_id=person.user_id)
    return row


async def get(tx: Tx, person_id: int) -> PersonRow:
    """Return the person with this number, who must exist."""
    row: PersonRow = await _sql.get(tx, id=person_id)
    return row


async def set_reachable(tx: Tx, person_id: int, *, reachable: bool) -> None:
    """Note whether the person's direct chat takes messages."""
    await _sql.set_reachable(tx, id=person_id, reachable=reachable)


async def mentors(tx: Tx) -> list[PersonRow]:
    """Every mentor who can be told something in private."""
    return await listed(_sql.mentors(tx))


async def admins(tx: Tx) -> list[PersonRow]:
    """Every admin who can be told something in private."""
    return await listed(_sql.admins(tx))
