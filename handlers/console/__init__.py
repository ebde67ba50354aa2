"""The local platform: one line at a time, from a terminal or a pipe."""
