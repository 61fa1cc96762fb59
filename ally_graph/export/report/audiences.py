"""Who a report is for: what is in it, in which order, and what may be seen there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ally_graph.disclosure.gate import COMPANY, LOCAL, Viewer
from ally_graph.errors import SettingError
from ally_graph.export.report import company_sections, sections
from ally_graph.export.report.sections import Section, View


@dataclass(frozen=True)
class Audience:
    """An edition of the report: for whom, what it holds in a sentence, as who it is seen, and its sections."""

    key: str
    title: str
    summary: str
    viewer: Viewer
    sections: tuple[Callable[[View], Section], ...]


_LEAD = (sections.attention, sections.alone, sections.load)
_END = (sections.challenges, sections.method, sections.limits)
AUDIENCES = {
    one.key: one
    for one in (
        Audience(
            "manager",
            "A manager",
            "Who may be on their own and who carries a lot, by name, with a next step, and the map.",
            LOCAL,
            (*_LEAD, sections.allied, sections.groups, sections.moving, *_END),
        ),
        Audience(
            "hr",
            "HR",
            "Whether help is fairly spread and in which teams, the indicators, and the findings by name after them.",
            LOCAL,
            (company_sections.fairly, sections.moving, *_LEAD, sections.groups, *_END),
        ),
        Audience(
            "company",
            "The whole company",
            "Figures of the company and its teams, the indicators and the challenges; nobody by name.",
            COMPANY,
            (
                company_sections.in_numbers,
                company_sections.fairly,
                sections.moving,
                company_sections.challenges,
                sections.method,
                sections.limits,
            ),
        ),
    )
}


def audience(key: str) -> Audience:
    """The audience with this key.

    >>> audience("company").viewer.role
    'company'
    >>> audience("press")
    Traceback (most recent call last):
    ...
    ally_graph.errors.SettingError: press is no audience of the report. Known: manager, hr, company.
    """
    if key not in AUDIENCES:
        raise SettingError(f"{key} is no audience of the report. Known: {', '.join(AUDIENCES)}.")
    return AUDIENCES[key]
