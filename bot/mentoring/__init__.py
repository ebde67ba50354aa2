"""Threads between askers and mentors: the states, who is told, and what goes where."""
