"""What to do next, from the records: who could be whose buddy or mentor, and who could share whose load."""

from ally_graph.matching.programmes import PROGRAMMES
from ally_graph.matching.proposals import Matching, Pair, Unmatched, match
from ally_graph.matching.quiet import Quiet, quiet_window
from ally_graph.matching.register import blocked_pairs, programme_rows
from ally_graph.matching.shared_load import Measured, Part, Plan, Step, share_load, task_words

__all__ = [
    "PROGRAMMES",
    "Matching",
    "Measured",
    "Pair",
    "Part",
    "Plan",
    "Quiet",
    "Step",
    "Unmatched",
    "blocked_pairs",
    "match",
    "programme_rows",
    "quiet_window",
    "share_load",
    "task_words",
]
