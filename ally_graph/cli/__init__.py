"""The command line: its commands, and how they end."""
