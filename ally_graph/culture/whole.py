"""Everything that is said of the culture in one window, together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ally_graph.culture.elements import Element, elements
from ally_graph.culture.looked import Looked
from ally_graph.culture.plan import ALWAYS_TOLD, Response, Step, proposed, responses
from ally_graph.culture.programmes import Programme, programmes
from ally_graph.culture.reasons import Answer, Facts, reasons
from ally_graph.culture.roles import RoleFound, roles
from ally_graph.findings import Finding
from ally_graph.findings.challenges import UNKNOWN, Verdict
from ally_graph.network import Network
from ally_graph.records import Records


@dataclass(frozen=True)
class Culture:
    """The elements, roles, programmes, challenges with what fits them, reasons to fail, and the steps proposed."""

    elements: tuple[Element, ...]
    roles: tuple[RoleFound, ...]
    programmes: tuple[Programme, ...]
    responses: tuple[Response, ...]
    reasons: tuple[Answer, ...]
    proposed: tuple[Step, ...]


def culture_of(
    records: Records,
    base: Network,
    findings: tuple[Finding, ...],
    challenges: Sequence[Verdict],
    *,
    audited_before: bool = False,
) -> Culture:
    """What the records of a window say about the culture; `findings` and `challenges` are those of its analysis."""
    if not len(base.events):
        challenges = [replace(one, verdict=UNKNOWN, why="Nothing is on record in this window.") for one in challenges]
    looked = Looked(records, base, findings)
    register = programmes(looked)
    fitting = responses(challenges, register)
    return Culture(
        elements(looked),
        roles(looked),
        register,
        fitting,
        reasons(Facts(looked, register, challenges, audited_before)),
        proposed(fitting, base.as_of, _told(looked)),
    )


def _told(looked: Looked) -> set[str]:
    """The indicators of the network that these records can tell, of those that a plan would watch."""
    team = looked.base.groups("team")[0]
    helped, thanked = looked.helps.nnz > 0, len(looked.records.recognitions) > 0
    several = len(np.unique(team[team >= 0])) > 1
    could = {"across_teams": helped and several, "thanked": thanked, "unevenness": helped, "from_the_busiest": helped}
    return {ALWAYS_TOLD, *(key for key, can in could.items() if can)}
