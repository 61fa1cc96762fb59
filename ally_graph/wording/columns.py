"""What the columns of tables are called, how their numbers are written, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ColumnWords:
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


COLUMNS: dict[str, ColumnWords] = {
    "name": ColumnWords("Person", pinned=True),
    "dependant": ColumnWords("Person", pinned=True),
    "group": ColumnWords("Group", pinned=True),
    "title": ColumnWords("Measure", pinned=True),
    "who": ColumnWords("Who", wide=True, pinned=True),
    "team": ColumnWords("Team"),
    "helper": ColumnWords("Leans on"),
    "teams": ColumnWords("Teams"),
    "members": ColumnWords("Members", wide=True),
    "help_given": ColumnWords("Help given", ",.1f", "Older help counts less."),
    "help_received": ColumnWords("Help received", ",.1f", "Older help counts less."),
    "balance": ColumnWords("Balance", "+.2f", "1 only gives, -1 only receives, 0 even."),
    "allies": ColumnWords("Allies", ",.0f", "Colleagues with more than one single contact."),
    "two_way_share": ColumnWords("Both ways", ".0%", "Share of support that runs both ways."),
    "cross_team_share": ColumnWords("Across teams", ".0%", "Share of contact beyond the team."),
    "constraint": ColumnWords("Constraint", ".2f", "Higher: contacts who all know each other."),
    "effective_size": ColumnWords("Effective size", ".1f", "Separate corners reached."),
    "giver": ColumnWords("Gives", pinned=True),
    "receiver": ColumnWords("Gets", pinned=True),
    "ties": ColumnWords("Ties", ",.0f", "Pairs of people in which somebody of one helps somebody of the other."),
    "per_person": ColumnWords("For each person who gives", ",.1f"),
    "against_chance": ColumnWords("Times what chance makes", ",.1f", "1: as many as if help ran by chance."),
    "share": ColumnWords("Share of their help", ".0%"),
    "events": ColumnWords("Times", ",.0f"),
    "people": ColumnWords("People", ",.0f"),
    "people_seen": ColumnWords("People seen", ".0%"),
    "number": ColumnWords("How many", ",.0f"),
    "verdict": ColumnWords("How sure"),
    "stability": ColumnWords("Stability", ".2f", "How surely it comes back when events are drawn anew."),
    "partner": ColumnWords("With", pinned=True),
    "runner_up": ColumnWords("Next in line", help="The best of those who are free."),
    "score": ColumnWords("Fit", ".2f", "What speaks for the pair, from 0 to 1."),
    "taker": ColumnWords("Who takes it", pinned=True),
    "eased": ColumnWords("From"),
    "task": ColumnWords("What", help="The share of what is asked of the other of this kind, by this team."),
    "category": ColumnWords("Kind of ally", pinned=True),
    "ally_kinds": ColumnWords("Kind of ally", help="Somebody can be of several kinds."),
    "you_got": ColumnWords("You got", help="Help that came from them in the period."),
    "you_gave": ColumnWords("You gave", help="Help that went to them in the period."),
    "tie_state": ColumnWords(
        "The tie",
        help="Held against its own rhythm of the last year. Quiet may be chance, gone quiet is hardly chance; ended is "
        "a programme that ended as agreed, or somebody who left.",
    ),
    "last_contact": ColumnWords("Last contact"),
    "habit": ColumnWords("Habit", pinned=True),
    "first_step": ColumnWords("First step", wide=True),
    "bus_factor": ColumnWords(
        "Hangs on", ",.0f", "Without how many helpers most of the team's help would be missed (bus factor)."
    ),
    "month": ColumnWords("Month"),
    "event": ColumnWords("What happened", help="Since the month before."),
    "other": ColumnWords("With, from or into"),
    "came": ColumnWords("Who came"),
    "went": ColumnWords("Who left the group"),
    "file": ColumnWords("File"),
    "rows": ColumnWords("Rows"),
    "severity": ColumnWords("What was done"),
    "what": ColumnWords("What", wide=True),
    "mend": ColumnWords("How to mend it", wide=True),
    "finding": ColumnWords("Finding"),
    "concerned": ColumnWords("Whom it concerns"),
    "why": ColumnWords("Why", wide=True),
    "advice": ColumnWords("Next step", wide=True),
    "challenge": ColumnWords("Challenge"),
    "shows": ColumnWords("Shows"),
    "response": ColumnWords("What may help", wide=True),
    "kind": ColumnWords("Kind"),
    "setting": ColumnWords("Setting"),
    "set_to": ColumnWords("Value"),
    "unit": ColumnWords("Unit"),
    "phase": ColumnWords("Phase"),
    "first_phase": ColumnWords("First phase"),
    "last_phase": ColumnWords("Last phase"),
    "before": ColumnWords("Mean before", ",.1f"),
    "after": ColumnWords("Mean after", ",.1f"),
    "difference": ColumnWords("Change", "+,.1f"),
    "low": ColumnWords("From", ",.1f", "The low end of the 95 % interval."),
    "high": ColumnWords("To", ",.1f", "The high end of the 95 % interval."),
    "change_low": ColumnWords("From", "+,.1f", "The low end of the 95 % interval of the change."),
    "change_high": ColumnWords("To", "+,.1f", "The high end of the 95 % interval of the change."),
    "n": ColumnWords("Counted on", ",.0f", "Rounded down, so that no one is told apart."),
    "value": ColumnWords("Value", ",.2f"),
    "target": ColumnWords("Target", ",.1f"),
    "words": ColumnWords("In words", wide=True),
    "alone": ColumnWords("On their own", ",.0f", "Percent of the people who may be on their own."),
    "load": ColumnWords("Carry a lot", ",.0f", "Percent of the people who carry a lot for others."),
    "unevenness": ColumnWords(
        "Unevenness", ".2f", "How unevenly help is given beyond chance (Gini): 0 as chance has it, 1 all from one."
    ),
    "unevenness_low": ColumnWords("Unevenness, from", ".2f", "The low end of its 95 % interval."),
    "unevenness_high": ColumnWords("Unevenness, to", ".2f", "The high end of its 95 % interval."),
    "across_teams": ColumnWords("To other teams", ",.0f", "Percent of the support given that goes to other teams."),
    "thanked": ColumnWords("Thanked", ",.0f", "Percent of the people who were thanked."),
    "covered": ColumnWords("On record", ",.0f", "Percent of the people who appear in the records."),
    "element": ColumnWords("Element", pinned=True),
    "evidence": ColumnWords("What is on record"),
    "by": ColumnWords("By"),
    "told": ColumnWords("Figure"),
    "here": ColumnWords("Here"),
    "lower": ColumnWords("Further from good in", wide=True),
    "role": ColumnWords("Role", pinned=True),
    "acting": ColumnWords("Who acts in it"),
    "programme": ColumnWords("Programme", pinned=True),
    "started": ColumnWords("Started"),
    "ended": ColumnWords("Ended"),
    "hours": ColumnWords("Hours a month"),
    "reach": ColumnWords("Takes part now", wide=True),
    "dose": ColumnWords("Met in the first 90 days", wide=True),
    "formed": ColumnWords("Ties that formed and lasted", wide=True),
    "load_of_givers": ColumnWords("What those who give in it carry", wide=True),
    "practices": ColumnWords("Practices that fit, and what they ask", wide=True),
    "tools": ColumnWords("Tools that fit, and what they ask", wide=True),
    "reason": ColumnWords("Why it may fail", pinned=True),
    "says": ColumnWords("What the records say", wide=True),
    "ask": ColumnWords("What only people can answer", wide=True),
    "step": ColumnWords("Step", wide=True, pinned=True),
    "tool": ColumnWords("With", wide=True),
    "owner": ColumnWords("Owner"),
    "until": ColumnWords("Until"),
    "watch": ColumnWords("Watch"),
    "state": ColumnWords("What became of it"),
    **{
        f"{name}{what}": ColumnWords(f"{title}, {words}", form, help)
        for name, title, shape in (
            ("alone", "On their own", ",.0f"),
            ("load", "Carry a lot", ",.0f"),
            ("unevenness", "Unevenness", ".2f"),
            ("across_teams", "To other teams", ",.0f"),
            ("thanked", "Thanked", ",.0f"),
            ("covered", "On record", ",.0f"),
            ("allies", "Allies", ",.0f"),
            ("help_given", "Help given", ",.1f"),
            ("help_received", "Help received", ",.1f"),
        )
        for what, words, form, help in (
            ("_then", "then", shape, ""),
            ("_change", "change", f"+{shape}", "Of a group: among those who were there in both periods."),
            ("_sure", "how sure", "", "Whether the interval of the change leaves out nought."),
        )
    },
}
"""The columns of every table on pages and in the report, by their name in the data."""
