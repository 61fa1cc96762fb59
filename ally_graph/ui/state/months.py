"""What the page of the indicators is drawn from, worked out once for each state of the data, settings and phases.

They go from the first month to the end that is chosen in the sidebar. How far an analysis looks back, and the kinds
it is narrowed to, don't narrow these months; they are no part of the key. The phases that are tried out in a session
are part of it where they matter.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import pandas as pd

from ally_graph import indicators, views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.progress import Progress
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.ui.state import jobs
from ally_graph.ui.state import once as stored
from ally_graph.ui.state.session import Chosen, of_records
from ally_graph.views import answers
from ally_graph.workers import pool

Frame = Disclosed[pd.DataFrame]
Result = TypeVar("Result")
NETWORK = "network months"
AT_ONCE = 1000
"""Up to so many people the network is looked at month by month without being asked to."""


def group_in_focus(choice: Chosen) -> str:
    """The team in focus, where it has indicators; else the company."""
    known = of_records(choice.records, "groups", lambda: indicators.groups(choice.records))
    return choice.team if choice.team in known else indicators.ALL


def _settings(choice: Chosen) -> Settings:
    return _of_all_periods(choice.question.settings)


@functools.lru_cache(maxsize=1_000)
def _of_all_periods(settings: Settings) -> Settings:
    usual = Settings()
    return replace(settings, window_days=usual.window_days, half_life_days=usual.half_life_days)


def key_of(choice: Chosen, *asked: object) -> tuple:
    """What the months are made from, and what else is `asked`."""
    return choice.question.data, choice.question.as_of, _settings(choice), choice.viewer, *asked


def until(choice: Chosen) -> Records:
    """The records without the phases that began after the end that was chosen."""
    if choice.question.as_of is None:
        return choice.records
    begun = pd.to_datetime(choice.records.phases["start_date"]) < pd.Timestamp(choice.question.as_of)
    return replace(choice.records, phases=choice.records.phases[begun.to_numpy()].reset_index(drop=True))


def _ended(choice: Chosen, values: Frame) -> Frame:
    """The months that were over at the end that was chosen; what may be shown of them doesn't hang on later ones."""
    if choice.question.as_of is None:
        return values
    return values.filter(content_of(values)["month"] < pd.Timestamp(choice.question.as_of))


def kept(choice: Chosen, name: str, make: Callable[[], Result], *asked: Hashable) -> Result:
    """What follows from the months and from what is `asked`, made once for all periods of the sidebar."""
    return stored.once((name, *key_of(choice, choice.tried, *asked)), make)


def _worked_out(choice: Chosen, kind: str, title: str, make: Callable[..., Frame], *asked: object) -> Frame:
    """What follows from the months and from what is `asked` besides: worked out once, for everybody."""
    settings = _settings(choice)

    def made(tell: Progress) -> Frame:
        tell(0.0, title)
        return make(settings=settings)

    return jobs.done(kind, key_of(choice, *asked), title, made)


def _every(choice: Chosen) -> Frame:
    def make(settings: Settings) -> Frame:
        return _ended(choice, views.indicators(choice.records, choice.viewer, None, settings=settings))

    return _worked_out(choice, "months", "Reading the months", make)


def chosen_values(choice: Chosen, group: str | None) -> Frame:
    """The indicators of one group, or of all (None), by month."""
    every = _every(choice)
    if group is None:
        return every
    return kept(choice, "values", lambda: every.filter(content_of(every)["group"] == group), group)


def chosen_indicator(choice: Chosen, kind: tuple, values: Frame, key: str | None, *, every: bool = False) -> Frame:
    """The rows of one indicator, or of all; `kind` is what the rows are, and of whom."""
    return kept(choice, "indicator", lambda: answers.of_indicator(values, key, every=every), kind, key, every)


def chosen_around(choice: Chosen, values: Frame) -> tuple[Frame, Frame, Frame]:
    """What is drawn around the figures: the months that are missing, the phases, and what was started when."""
    started = chosen_started(choice)

    def make() -> tuple[Frame, Frame, Frame]:
        return views.missing_months(choice.records, values), views.phases(until(choice), choice.viewer), started

    return kept(choice, "around", make, values.digest)


def chosen_started(choice: Chosen) -> Frame:
    """What was started when."""
    make = partial(_started, choice)
    return _worked_out(choice, "started", "Looking at what was started when", make, choice.tried)


def _started(choice: Chosen, settings: Settings) -> Frame:
    return _ended(choice, views.started(until(choice), choice.viewer, min_group=settings.min_group))


def chosen_changes(choice: Chosen, group: str) -> Frame:
    """How the indicators of a group changed from the first phase to the last."""
    make = partial(views.indicator_changes, until(choice), choice.viewer, group, every=_every(choice))
    return _worked_out(choice, "changes", "Comparing the first phase with the last", make, group, choice.tried)


def chosen_movements(choice: Chosen, group: str) -> Frame:
    """What may be said of the indicators of a group before and after each phase."""
    make = partial(views.movements, until(choice), choice.viewer, group, every=_every(choice))
    return _worked_out(choice, "movements", "Comparing before and after", make, group, choice.tried)


def chosen_network(choice: Chosen, group: str) -> Frame:
    """The indicators of the network of a group by month."""
    asked, data = {"group": group, "settings": _settings(choice)}, choice.question.data

    def make(tell: Progress) -> Frame:
        found = pool.done("network_months", choice.records, data, asked, tell)
        return _ended(choice, views.network_shown(found, choice.viewer))

    return jobs.done(NETWORK, key_of(choice, group), "Looking at the network month by month", make)


def chosen_network_changes(choice: Chosen, group: str) -> Frame:
    """How the indicators of the network of a group changed from the first phase to the last."""
    known = chosen_network(choice, group)
    make = partial(views.indicator_changes, until(choice), choice.viewer, group, every=known)
    return _worked_out(choice, "network changes", "Comparing the network of two phases", make, group, choice.tried)


def network_is_there(choice: Chosen, group: str) -> bool:
    """Whether the indicators of the network have been worked out already."""
    return jobs.is_done(NETWORK, key_of(choice, group))


def chosen_signs(choice: Chosen, group: str) -> Frame:
    """Which indicator of the network moved before which other one."""
    known = {"every": _every(choice), "network": chosen_network(choice, group)}
    make = partial(views.leading_signs, until(choice), choice.viewer, group, **known)
    return _worked_out(choice, "signs", "Looking for leading signs", make, group)


def speaking_up(choice: Chosen, group: str) -> str:
    """What an early rise of conflict reports may mean."""
    shown = content_of(_every(choice))

    def make() -> str:
        return indicators.speaking_up(choice.records, group, settings=_settings(choice), shown=shown)

    return kept(choice, "speaking up", make, group)
