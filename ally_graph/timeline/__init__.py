"""The same network month by month: its figures, its history in small, its groups."""
