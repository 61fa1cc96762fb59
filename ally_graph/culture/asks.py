"""What each practice and each tool asks of whom: the part of a plan that no record can say."""

from __future__ import annotations

from dataclasses import dataclass

LEADERS, HR, EVERYONE, HELPERS = "Leaders", "HR", "Everyone", "Those who help most"


@dataclass(frozen=True)
class Ask:
    """What is asked, and of whom."""

    of: str
    what: str

    def __str__(self) -> str:
        return f"{self.of}: {self.what}"


PRACTICE_ASKS: dict[str, Ask] = {
    "communication_channels": Ask(LEADERS, "a fixed time each week in which anybody may bring up anything"),
    "mentorship_and_peer_support": Ask(HELPERS, "one colleague each, for a quarter, in place of being open to all"),
    "work_life_balance": Ask(LEADERS, "hours in which nobody is asked for anything, their own included"),
    "recognition_habit": Ask(EVERYONE, "one thanks a week, said to the person and saying for what"),
    "learning_opportunities": Ask(HR, "time in the plan for learning, which no deadline takes away"),
    "inclusivity": Ask(EVERYONE, "one new person asked along to something every month"),
    "supportive_policies": Ask(HR, "rules for absence, hours and help that are written down and short"),
    "leading_by_example": Ask(LEADERS, "asking for help themselves, where others see it"),
    "collaboration_over_competition": Ask(LEADERS, "goals that two teams can only reach together"),
    "accountability_and_feedback": Ask(HR, "figures shown to everybody twice a year, with what was done about them"),
}
"""What each of the ten practices asks, of those without whom it can't begin."""

TOOL_ASKS: dict[str, Ask] = {
    "mentorship": Ask(HELPERS, "an hour a fortnight for one person, for half a year"),
    "buddy": Ask(EVERYONE, "meeting somebody new more than eight times in their first 90 days"),
    "peer_review_hours": Ask(LEADERS, "two hours a week kept free for looking at each other's work"),
    "open_mic": Ask(LEADERS, "an hour a month in which they listen and answer"),
    "recognition": Ask(LEADERS, "thanks in public for help given, not only for results"),
    "flexible_work": Ask(HR, "a rule on hours and places that holds in every team"),
    "training": Ask(HR, "a half-day on listening and saying no for all who take on a support role"),
    "anonymous_feedback": Ask(HR, "a way to write without a name, and an answer to all within a month"),
    "employee_assistance": Ask(HR, "somebody from outside to talk to, paid for and known to all"),
    "diversity_inclusion": Ask(HR, "a look at who is thanked, met and promoted, by group, twice a year"),
    "shared_goals": Ask(LEADERS, "one goal for two teams, with help between them counted"),
    "culture_audit": Ask(HR, "these two pages every half-year, shown to everyone"),
}
"""What each of the twelve tools asks, of those without whom it can't begin."""
