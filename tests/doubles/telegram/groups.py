"""Groups, forums and channels as tests use them: who comes and goes, and what they may."""

from dataclasses import KW_ONLY, dataclass

from doubles.telegram.accounts import Account
from doubles.telegram.chats import Chat, Topic
from doubles.telegram.members import ALL_RIGHTS, Member
from doubles.telegram.world import TOPIC_COLOR, World


@dataclass(eq=False)
class Group(Chat):
    """A chat of several people. Whoever changes something is `by`, by default its owner."""

    _: KW_ONLY
    world: World

    def __post_init__(self) -> None:
        self.owner = Account(self.world.new_id(), f"Owner of {self.title}", started=False)
        self.world.join(self.owner)
        self.seat(self.owner, "creator")

    def seat(self, account: Account, status: str, rights: frozenset[str] = frozenset()) -> None:
        """Give someone a standing as if they had always had it: nobody is told."""
        self.members[account.id] = Member(account, status, rights)

    def add(self, account: Account, *, by: Account | None = None) -> None:
        """Let someone join; a group also says so in a service message."""
        actor = by or (account if account is not self.world.bot else self.owner)
        self.world.change_member(self, account, actor, Member(account))
        if self.type != "channel":
            self.world.post(self, actor, {"new_chat_members": [account.json]}, service=True)

    def remove(self, account: Account, *, by: Account | None = None) -> None:
        """Remove someone, who can come back; the bot counts as kicked."""
        status = "kicked" if account is self.world.bot else "left"
        self._dismiss(account, by or self.owner, status)

    def ban(self, account: Account, *, by: Account | None = None) -> None:
        """Remove someone for good."""
        self._dismiss(account, by or self.owner, "kicked")

    def leave(self, account: Account) -> None:
        """Someone leaves by themselves."""
        self._dismiss(account, account, "left")

    def _dismiss(self, account: Account, by: Account, status: str) -> None:
        if self.type != "channel":
            self.world.post(self, by, {"left_chat_member": account.json}, service=True)
        self.world.change_member(self, account, by, Member(account, status))

    def promote(self, account: Account, *rights: str, by: Account | None = None) -> None:
        """Make someone an administrator with these rights, or with all of them."""
        member = Member(account, "administrator", frozenset(rights) or ALL_RIGHTS)
        self.world.change_member(self, account, by or self.owner, member)

    def demote(self, account: Account, *, by: Account | None = None) -> None:
        """Make an administrator an ordinary member."""
        self.world.change_member(self, account, by or self.owner, Member(account))

    def restrict(self, account: Account, *permissions: str, by: Account | None = None) -> None:
        """Leave a member only these permissions."""
        member = Member(account, "restricted", frozenset(permissions))
        self.world.change_member(self, account, by or self.owner, member)

    def open_topic(self, name: str, *, by: Account | None = None) -> Topic:
        """Someone opens a topic."""
        return self.world.open_topic(self, name, by or self.owner, TOPIC_COLOR)

    def close_topic(self, topic: Topic, *, by: Account | None = None) -> None:
        """Someone closes a topic."""
        topic.closed = True
        self.world.change_topic(topic, by or self.owner, {"forum_topic_closed": {}})

    def reopen_topic(self, topic: Topic, *, by: Account | None = None) -> None:
        """Someone reopens a topic."""
        topic.closed = False
        self.world.change_topic(topic, by or self.owner, {"forum_topic_reopened": {}})

    def delete_topic(self, topic: Topic) -> None:
        """Someone deletes a topic with all that was said in it; the bot is not told."""
        self.world.delete_topic(topic)

    def migrate(self) -> "Group":
        """Make a basic group a supergroup: another chat, with another id."""
        new = Group(-(10**12) - self.world.new_id(), "supergroup", self.title, world=self.world)
        new.members = dict(self.members)
        self.world.enter(new)
        self.world.post(self, self.owner, {"migrate_to_chat_id": new.id}, service=True)
        self.moved_to = new
        self.world.post(new, new.owner, {"migrate_from_chat_id": self.id}, service=True)
        return new
