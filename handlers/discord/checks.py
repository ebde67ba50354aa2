"""What `doctor` finds out about Discord, with requests only: nothing is sent or changed."""

import discord

from bot.config import DiscordSettings
from bot.messages import Finding

SCOPES = ("bot", "applications.commands")
_INTENT = (
    "Switch on the message content intent in the Discord developer portal "
    "(Applications → your application → Bot → Privileged Gateway Intents)"
)

# What the bot must be allowed in the mentors' channel, under Discord's own names.
_IN_HUB = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "manage_threads": "Manage Threads",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
    "add_reactions": "Add Reactions",
}


def needed() -> discord.Permissions:
    """All permissions that the bot asks for when it is invited."""
    return discord.Permissions(**dict.fromkeys(_IN_HUB, True), create_private_threads=True)


async def examine(client: discord.Client, settings: DiscordSettings) -> list[Finding]:
    """Check everything that can be seen with a token that works."""
    application = await client.application_info()
    flags = application.flags
    reads = flags.gateway_message_content or flags.gateway_message_content_limited
    invite = discord.utils.oauth_url(application.id, permissions=needed(), scopes=SCOPES)
    guilds = [guild async for guild in client.fetch_guilds(limit=None)]
    findings = [
        Finding(f"Discord token: it is {application.name}'s, application {application.id}", True),
        Finding("Discord message content intent", reads, "" if reads else _INTENT),
        Finding(
            f"Discord servers: {len(guilds)}",
            bool(guilds),
            "" if guilds else "Open the invite link below and choose a server",
        ),
    ]
    findings += await _hub(client, settings)
    findings.append(Finding("Discord invite link", True, invite))
    return findings


async def _hub(client: discord.Client, settings: DiscordSettings) -> list[Finding]:
    what = "Discord mentors' channel"
    if not settings.mentor_channel:
        advice = "Set discord.mentor_channel to the id of a text or forum channel that only mentors can read"
        return [Finding(what, False, advice)]
    try:
        found = await client.fetch_channel(int(settings.mentor_channel))
    except (discord.NotFound, discord.Forbidden):
        advice = (
            "Check the id in discord.mentor_channel, and that the bot is in that server "
            "and may view the channel"
        )
        return [Finding(f"{what} {settings.mentor_channel}", False, advice)]
    except discord.InvalidData:
        found = None
    if not isinstance(found, (discord.TextChannel, discord.ForumChannel)):
        return [Finding(what, False, "discord.mentor_channel must name a text or a forum channel")]
    guild = await client.fetch_guild(found.guild.id)
    channel = await guild.fetch_channel(found.id)
    kind = "forum" if isinstance(found, discord.ForumChannel) else "text"
    findings = [Finding(f"{what}: #{found.name} ({kind} channel) on {guild.name}", True)]
    me = await guild.fetch_member(client.user.id) if client.user else None
    if me is not None:
        allowed = channel.permissions_for(me)
        findings += [_permission(name, getattr(allowed, key), found.name) for key, name in _IN_HUB.items()]
        if isinstance(found, discord.ForumChannel):
            findings.append(_tags(found, allowed.manage_channels))
    findings.append(_role("mentor_role", settings.mentor_role, guild, needed=True))
    findings.append(_role("admin_role", settings.admin_role, guild, needed=False))
    return [finding for finding in findings if finding.what]


def _permission(name: str, allowed: bool, channel: str) -> Finding:
    advice = "" if allowed else f"Give the bot's role “{name}” in #{channel} (Edit Channel → Permissions)"
    return Finding(f"Discord permission “{name}” in #{channel}", allowed, advice)


def _tags(forum: discord.ForumChannel, allowed: bool) -> Finding:
    """Without the permission the bot uses the tags that are there, so its lack is no fault by itself."""
    what = f"Discord forum tags of #{forum.name}"
    if forum.flags.require_tag and not allowed:
        return Finding(
            what, False, "Give the bot's role “Manage Channels” here, or let posts do without a tag"
        )
    advice = "" if allowed else "Without “Manage Channels” here, the bot uses only tags that already exist"
    return Finding(what, True, advice)


def _role(key: str, wanted: str, guild: discord.Guild, *, needed: bool) -> Finding:
    what = f"Discord {key}"
    if not wanted:
        advice = "Set it to the id or name of a role, or nobody on Discord can take a thread"
        return Finding(what, False, advice) if needed else Finding("", True)
    for role in guild.roles:
        if wanted in {str(role.id), role.name}:
            return Finding(f"{what}: {role.name}", True)
    return Finding(what, False, f"No role on {guild.name} has this id or name; check discord.{key}")
