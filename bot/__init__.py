"""The shared core: it decides everything and knows no platform.

messages, ports, errors, wording, config   the words that everyone uses; they import nothing of ours
store, entries, matching, mentoring        what is kept, and the pure rules over it
commands, desk                             the way in: one event, one transaction, one reply
courier, timekeeper                        the way out, and what time brings about
app, cli                                   joined in one place, started from the shell
"""

__version__ = "0.1.0"
