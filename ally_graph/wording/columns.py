"""What the columns of tables are called, how their numbers are written, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a table that people read.

    `form` is how a number is written, in Python's format language; a column without one holds texts. `help` says what
    a figure means where that isn't plain. A `wide` column holds sentences or lists; a `pinned` one says whom or what a
    row is about.
    """

    title: str
    form: str = ""
    help: str = ""
    wide: bool = False
    pinned: bool = False


COLUMNS: dict[str, Column] = {
    "name": Column("Person", pinned=True),
    "dependant": Column("Person", pinned=True),
    "group": Column("Group", pinned=True),
    "title": Column("Measure", pinned=True),
    "who": Column("Who", wide=True, pinned=True),
    "team": Column("Team"),
    "helper": Column("Leans on"),
    "teams": Column("Teams"),
    "members": Column("Members", wide=True),
    "help_given": Column("Help given", ",.1f", "Older help counts less."),
    "help_received": Column("Help received", ",.1f", "Older help counts less."),
    "balance": Column("Balance", "+.2f", "1 only gives, -1 only receives, 0 even."),
    "allies": Column("Allies", ",.0f", "Colleagues with more than one single contact."),
    "two_way_share": Column("Both ways", ".0%", "Share of support that runs both ways."),
    "cross_team_share": Column("Across teams", ".0%", "Share of contact beyond the team."),
    "constraint": Column("Constraint", ".2f", "Higher: contacts who all know each other."),
    "effective_size": Column("Effective size", ".1f", "Separate corners reached."),
    "share": Column("Share of their help", ".0%"),
    "events": Column("Times", ",.0f"),
    "people": Column("People", ",.0f"),
    "people_seen": Column("People seen", ".0%"),
    "number": Column("How many", ",.0f"),
    "verdict": Column("How sure"),
    "stability": Column("Stability", ".2f", "How surely it comes back when events are drawn anew."),
    "bus_factor": Column(
        "Hangs on", ",.0f", "Without how many helpers most of the team's help would be missed (bus factor)."
    ),
    "month": Column("Month"),
    "event": Column("What happened", help="Since the month before."),
    "other": Column("With, from or into"),
    "came": Column("Who came"),
    "went": Column("Who left the group"),
    "file": Column("File"),
    "rows": Column("Rows"),
    "severity": Column("What was done"),
    "what": Column("What", wide=True),
    "mend": Column("How to mend it", wide=True),
    "finding": Column("Finding"),
    "why": Column("Why", wide=True),
    "advice": Column("Next step", wide=True),
    "challenge": Column("Challenge"),
    "shows": Column("Shows"),
    "response": Column("What may help", wide=True),
    "kind": Column("Kind"),
    "setting": Column("Setting"),
    "set_to": Column("Value"),
    "unit": Column("Unit"),
    "phase": Column("Phase"),
    "first_phase": Column("First phase"),
    "last_phase": Column("Last phase"),
    "before": Column("Mean before", ",.1f"),
    "after": Column("Mean after", ",.1f"),
    "difference": Column("Change", "+,.1f"),
    "low": Column("From", ",.1f", "The low end of the 95 % interval."),
    "high": Column("To", ",.1f", "The high end of the 95 % interval."),
    "change_low": Column("From", "+,.1f", "The low end of the 95 % interval of the change."),
    "change_high": Column("To", "+,.1f", "The high end of the 95 % interval of the change."),
    "n": Column("Counted on", ",.0f", "Rounded down, so that no one is told apart."),
    "value": Column("Value", ",.2f"),
    "target": Column("Target", ",.1f"),
    "words": Column("In words", wide=True),
}
"""The columns of every table on pages and in the report, by their name in the data."""
