"""What to do about it: roles, elements, challenges and practices, reasons to fail, programmes, and a plan to check.

Everything is read off the records and the analysis of one window, as counts and shares with their intervals. What may
be shown of it, and to whom, is decided in `views`.
"""
