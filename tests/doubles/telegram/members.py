"""Who is in a chat, and what they may do there."""

from dataclasses import dataclass

from doubles.telegram.accounts import Account
from doubles.telegram.spec import Json

_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_MORE_RIGHTS = {
    "group": ["can_pin_messages"],
    "supergroup": ["can_pin_messages", "can_manage_topics"],
    "channel": ["can_post_messages", "can_edit_messages"],
}
ALL_RIGHTS = frozenset([*_ADMIN_RIGHTS, *(right for rights in _MORE_RIGHTS.values() for right in rights)])
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
_INSIDE = {"creator", "administrator", "member", "restricted"}


@dataclass(eq=False)
class Member:
    """Someone's standing in a chat; a restricted one has only the permissions in `rights`."""

    account: Account
    status: str = "member"
    rights: frozenset[str] = frozenset()

    @property
    def inside(self) -> bool:
        """Whether they are in the chat."""
        return self.status in _INSIDE

    def may(self, right: str) -> bool:
        """Whether they hold an administrator's right."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def json(self, chat_type: str) -> Json:
        """The `ChatMember` object, in a chat of that type."""
        shown: Json = {"status": self.status, "user": self.account.json}
        match self.status:
            case "creator":
                shown["is_anonymous"] = False
            case "administrator":
                names = [*_ADMIN_RIGHTS, *_MORE_RIGHTS.get(chat_type, [])]
                shown |= {"can_be_edited": False, "is_anonymous": False}
                shown |= {name: name in self.rights for name in names}
            case "restricted":
                shown |= {"is_member": True, "until_date": 0}
                shown |= {name: name in self.rights for name in _PERMISSIONS}
            case "kicked":
                shown["until_date"] = 0
        return shown
