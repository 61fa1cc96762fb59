"""Every threshold the findings rest on, in one table: its default, its unit, why it is so, and who says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields


def _setting(default: object, unit: str, why: str, source: str = "ours") -> object:
    return field(default=default, metadata={"unit": unit, "why": why, "source": source})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The choices an analysis is made with.

    >>> Settings(window_days=28).window_days
    28
    """

    window_days: int = _setting(90, "days", "Long enough for monthly contacts to show, short enough to be about now.")
    half_life_days: float = _setting(
        30.0,
        "days",
        "A contact of a month ago counts half; old help fades instead of ending at an edge. inf: plain sums.",
        "Ahmad, Porter & Beguerisse-Díaz (2021), tie-decay networks",
    )
    min_group: int = _setting(5, "people", "No figure about a group rests on fewer people than this.")
    seed: int = _setting(0, "number", "Resampling starts from it, so that the same data gives the same result.")
    slice_days: int = _setting(28, "days", "Four whole weeks: every weekday occurs equally often.")
    ally_gap_days: int = _setting(
        28,
        "days",
        "Two contacts within it make a colleague an ally; so does one contact that ran both ways, such as a meeting.",
        "after the tie rule of Viva Insights (Microsoft)",
    )
    min_exposure_days: int = _setting(28, "days", "With fewer days at work in the window it is too early to tell.")
    min_stratum: int = _setting(8, "people", "People are compared with at least this many colleagues like them.")
    false_discovery_rate: float = _setting(
        0.05,
        "share",
        "Of the people named by inference, the share expected to be named by chance.",
        "Benjamini & Hochberg (1995)",
    )
    isolated_kinds: tuple[str, ...] = _setting(
        ("employee", "contractor"), "kinds", "Externals come and go; nobody expects them to have allies here."
    )
    isolated_ally_ratio: float = _setting(
        1 / 3, "of the median", "At most this share of the allies colleagues like them usually have."
    )
    isolated_contact_ratio: float = _setting(
        1 / 4, "of the expected", "At most this share of the contacts expected of them."
    )
    low_contact_median: float = _setting(
        1.0, "people", "Where half have no more allies or contacts than this, it is about the team; nobody is named."
    )
    overrelied_load_ratio: float = _setting(
        2.0, "times the median", "Help given each week, against colleagues like them."
    )
    overrelied_natural_load: float = _setting(
        3.0,
        "times the median",
        "Dependants are compared with worlds in which nobody carries more than this. Simulated companies decided: "
        "without it the heaviest loads explain themselves; with a lower one, large but well spread loads are named.",
    )
    sole_source_share: float = _setting(
        0.5,
        "share of help",
        "A dependant gets more than this share of their help from one person. With two equal helpers there is "
        "somewhere else to turn.",
    )
    sole_source_events: int = _setting(3, "events", "With less help than this, a share says nothing.")
    overrelied_dependants: int = _setting(2, "people", "One dependant can be a pair of friends; two are a pattern.")
    access_requests: int = _setting(
        2, "people", "Colleagues who say they need more of this person's time.", "after Cross & Parker (2004)"
    )
    null_draws: int = _setting(
        999, "draws", "Chance worlds that a structure is compared with; fewer in large companies."
    )
    cluster_bootstraps: int = _setting(
        50, "draws", "Reweighted event lists that clusters have to survive; fewer in large companies."
    )
    cluster_starts: int = _setting(10, "starts", "The best partition of so many starts counts, on each of them.")
    cluster_resolution: float = _setting(1.0, "gamma", "1 is plain modularity; higher gives smaller clusters.")
    cluster_solid: float = _setting(0.75, "Jaccard", "From here a cluster is solid.", "Hennig (2007)")
    cluster_tentative: float = _setting(0.60, "Jaccard", "Below this it is not called a cluster.", "Hennig (2007)")
    coverage_floor: float = _setting(
        0.75,
        "share of the roster",
        "Below it, silence in a survey is not taken for isolation.",
        "after Smith & Moody (2013)",
    )


def describe() -> Iterator[dict]:
    """The table of settings, one row each, for the methods page."""
    for row in fields(Settings):
        yield {"name": row.name, "default": row.default, **row.metadata}
