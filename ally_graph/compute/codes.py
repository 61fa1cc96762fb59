"""What the numbers in arrays of events and pairs stand for, for plain and compiled loops alike."""

MICROSECONDS_A_DAY = 86_400_000_000
NO_TIE, HELP, BOTH_WAYS = 0, 1, 2
"""What an event is for ties: none, help in its direction, contact both ways."""
UP, DOWN, MUTUAL = 0, 1, 2
"""Rows of the sums of a pair: help from the lower to the higher code, help back, contact both ways."""
