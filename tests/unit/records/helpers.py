"""What several tests ask of problems."""

from ally_graph.errors import Problem
from ally_graph.records import Records


def problem_of(records: Records, words: str) -> Problem:
    """The one problem whose text holds these words."""
    found = [problem for problem in records.problems if words in f"{problem.what} {problem.mend}"]
    assert len(found) == 1, [str(problem) for problem in records.problems]
    return found[0]


def ids_of(records: Records) -> list[str]:
    """Everyone on the roster."""
    return records.people["person_id"].tolist()


def ties_of(records: Records) -> list[tuple[str, str]]:
    """Who with whom, in the order of the table."""
    return list(zip(records.interactions["from_id"], records.interactions["to_id"], strict=True))
