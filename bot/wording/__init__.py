"""Every sentence that a person can read, as CommonMark; what people typed is made literal on its way in.

asking     answers, suggestions, hand-overs, and what the asker sees of a thread
mentoring  cards, rooms, the queue, and what time brings about
explaining why a verdict is what it is
info       help, greeting, status, refusals that belong to no single concern
alias      the asker's name toward mentors
times      moments and spans in the reader's words
"""

from bot.wording.alias import alias_for

__all__ = ["alias_for"]
