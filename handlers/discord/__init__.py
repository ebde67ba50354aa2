"""Discord: translates and transports; the core decides.

adapter    the class that fulfils `bot.ports.Platform`
client     the connection's events · wire: reaching Discord at all · catchup: what was said meanwhile
translate  SDK object -> Incoming, pure · menu: commands from the table · answers: Reply -> the person
show       texts and buttons as messages · cards, rooms: the mentors' channel · places: address -> channel
members    who holds which role · refusals: what Discord's errors mean · checks: `doctor`
"""

from handlers.discord.adapter import Discord

__all__ = ["Discord"]
