"""What to do next, from the records: who could be whose buddy or mentor, share whose load, or become an ally."""

from ally_graph.matching.possible_allies import PossibleAlly, possible_allies
from ally_graph.matching.programmes import PROGRAMMES
from ally_graph.matching.proposals import Matching, Pair, Unmatched, match
from ally_graph.matching.quiet import Quiet, quiet_window
from ally_graph.matching.register import blocked_pairs, programme_rows
from ally_graph.matching.shared_load import Measured, Part, Plan, Step, share_load, task_words
from ally_graph.matching.support_base import SupportBase, Tie, support_base

__all__ = [
    "PROGRAMMES",
    "Matching",
    "Measured",
    "Pair",
    "Part",
    "Plan",
    "PossibleAlly",
    "Quiet",
    "Step",
    "SupportBase",
    "Tie",
    "Unmatched",
    "blocked_pairs",
    "match",
    "possible_allies",
    "programme_rows",
    "quiet_window",
    "share_load",
    "support_base",
    "task_words",
]
