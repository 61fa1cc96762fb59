"""What the map on the page is drawn from: everyone once, and for each month who was there, their group and their ties.

All months are in one small payload, so that the browser moves through them without asking for anything. Numbers are
rounded to what can be seen: a tie is one sign a month.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from pyvis.network import Network

from ally_graph.charts.network_map import TOP_LABELS, Drawing, Places, drawn_singly, only, strongest
from ally_graph.charts.network_map import payload as drawn_payload
from ally_graph.charts.palette import DARK, LIGHT
from ally_graph.charts.paper import in_the_square, squared
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.findings import DETECTORS, detector_of
from ally_graph.wording.counts import count, in_words, upper_first

SIGNS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
"""One sign for each way a tie can be: strength, direction, cooling, and whether it is among the strongest."""
NO_TIE = "."
LEVELS, STEPS = 4, 100
MERE, THERE, BACK, BOTH = range(4)
"""Contact without help; help from the first to the second; the other way; both ways."""
ALL_DRAWN_UP_TO = 750
"""Up to so many ties, all are drawn; of more, each person's strongest until somebody is chosen."""
COOLED = 0.5
"""A tie this weak, as a share of the month before, cools: at the usual half-life of 30 days nothing was added."""
MOST_NEW = 3
MEASURED = ("help_given", "help_received", "allies")


def moving_map(
    months: Disclosed[tuple[ShownNetwork, ...]],
    spots: Places | Mapping[str, tuple[float, float] | None],
    *,
    now: int = -1,
    phases: pd.DataFrame | None = None,
    started: Disclosed[pd.DataFrame] | None = None,
    everyone: bool = False,
) -> dict[str, Any]:
    """The payload of a map of people: everyone, their places, and each month.

    In a large company only those in focus, unless `everyone` is to be a dot.

    `now` is the month the page is of, `phases` has `name, start, end`, and of what was `started` the programmes are
    marked. Somebody outside the team in focus is a dot without a name unless there was a tie to somebody inside.
    """
    shown = _months(months, everyone=everyone)
    now %= len(shown)
    people = _everyone(shown, now)
    index = {person: place for place, person in enumerate(people["person_id"])}
    pairs, strengths, ways = _ties(shown, index)
    touching = _named(people, pairs)
    ids = np.where(touching, people["person_id"], "")
    signs, strong = _signs(shown, index, pairs, strengths, ways)
    ends = [month.when for month in shown]
    scale = {name: _scale([month.nodes[name] for month in shown]) for name in MEASURED}
    x, y = squared(people["person_id"].tolist(), spots)
    people.loc[~touching, ["team", "location", "manager_id"]] = None
    managers = [index.get(str(one), -1) if pd.notna(one) else -1 for one in people["manager_id"]]
    teams, places = _coded(people["team"]), _coded(people["location"])
    told = _told(shown, people, pairs, strengths)
    return {
        "level": "people",
        "nodes": {
            "ids": ids.tolist(),
            "names": np.where(touching, people["name"], "").tolist(),
            "x": x,
            "y": y,
            "focus": "".join("01"[bool(one)] for one in people["focus"]),
            "team": teams[0],
            "location": places[0],
            "manager": [one if touching[one] else -1 if one >= 0 else one for one in managers],
            "label": _labels_first(people),
        },
        "teams": teams[1],
        "locations": places[1],
        "groups": [[int(key), words] for key, words in shown[now].labels.items()],
        "pairs": pairs.ravel().tolist(),
        "months": [
            _month(month, index, scale, touching) | {"ties": row, "told": words}
            for month, row, words in zip(shown, signs, told, strict=True)
        ],
        "ties": strong[now],
        "now": now,
        "phases": _on_the_axis(phases, ends),
        "started": _begun(started, ends),
        "strongest": round(_strongest(strengths), 6),
        "found": [[entry.key, entry.on_map, entry.key == "isolated"] for entry in DETECTORS if entry.on_map],
        "directed": shown[now].directed,
    } | _colours()


def everyone_of(
    months: Disclosed[tuple[ShownNetwork, ...]], *, now: int = -1, everyone: bool = False
) -> tuple[str, ...]:
    """The ids of all who are dots in the payload of `moving_map`, in its order, also of those it has no id of."""
    shown = _months(months, everyone=everyone)
    return tuple(_everyone(shown, now % len(shown))["person_id"].astype(str))


def signed(mask: Sequence[bool]) -> str:
    """A yes or no for each as few signs as may be: six in one.

    >>> signed([True, False, False, False, False, False, True]), signed([])
    ('gg', '')
    """
    six = np.zeros((-(-len(mask) // 6), 6), dtype=int)
    six.ravel()[: len(mask)] = mask
    return "".join(SIGNS[code] for code in six @ (32, 16, 8, 4, 2, 1))


def _months(months: Disclosed[tuple[ShownNetwork, ...]], *, everyone: bool) -> list[ShownNetwork]:
    return list(content_of(months)) if everyone else [_drawn(month) for month in content_of(months)]


def _drawn(month: ShownNetwork) -> ShownNetwork:
    """The people who get a dot of their own, and the ties among them."""
    single = drawn_singly(month)
    if single is None or len(single) == len(month.nodes):
        return month
    kept = only(month, single)
    ids = single["person_id"]
    contact = month.contact
    if contact is not None:
        contact = contact[contact["source"].isin(ids) & contact["target"].isin(ids)]
    return replace(kept, contact=contact)


def group_map(drawing: Drawing) -> dict[str, Any]:
    """The payload of a map of groups or teams, one dot each."""
    drawn = drawn_payload(drawing)
    nodes, edges = drawn["nodes"], drawn["edges"]
    index = {node["id"]: place for place, node in enumerate(nodes)}
    x, y = in_the_square(np.array([(node["x"], node["y"]) for node in nodes], dtype=float).reshape(-1, 2))
    largest = max((node["size"] for node in nodes), default=1.0)
    sizes = [round(STEPS * ((node["size"] - 8) / max(largest - 8, 1e-9)) ** 2) for node in nodes]
    way = {"to": THERE, "to, from": BOTH}
    signs = [_sign(min(int(edge["width"]), LEVELS - 1), way.get(edge["arrows"], MERE)) for edge in edges]
    month = {
        "when": "",
        "words": "",
        "told": "",
        "here": "1" * len(nodes),
        "group": [1] * len(nodes),
        "found": [],
        "ties": "".join(signs),
    } | dict.fromkeys(MEASURED, sizes)
    return {
        "level": drawing.level,
        "nodes": {
            "ids": list(index),
            "names": [node["label"].split("\n")[0] for node in nodes],
            "words": [node["words"] for node in nodes],
            "x": x,
            "y": y,
            "focus": "1" * len(nodes),
            "team": [-1] * len(nodes),
            "location": [-1] * len(nodes),
            "manager": [-1] * len(nodes),
            "label": list(range(len(nodes))),
        },
        "teams": [],
        "locations": [],
        "groups": [[1, drawing.legend[0][2]]],
        "pairs": [place for edge in edges for place in (index[edge["from"]], index[edge["to"]])],
        "months": [month],
        "ties": [drawing.ties, drawing.ties_drawn],
        "now": 0,
        "phases": [],
        "started": [],
        "strongest": 0.0,
        "found": [],
        "directed": drawing.directed,
    } | _colours()


def drawing_of(payload: Mapping[str, Any], network: ShownNetwork) -> Drawing:
    """What the words about a map of people need to know of it."""
    ties, drawn = payload["ties"]
    left_out = int(network.nodes["focus"].sum()) - payload["nodes"]["focus"].count("1")
    return Drawing(Network(), (), ties, drawn, "people", network.directed, max(left_out, 0), True)


def _colours() -> dict[str, Any]:
    return {
        "colours": {
            name: {"hues": list(one.hues), "neutral": one.neutral, "accent": one.accent}
            for name, one in (("light", LIGHT), ("dark", DARK))
        }
    }


def _everyone(months: Sequence[ShownNetwork], now: int) -> pd.DataFrame:
    """Everyone of any month, by name, as the month the page is of has them, else the latest that does."""
    ordered = [months[now], *reversed(months)]
    frame = pd.concat([month.nodes for month in ordered]).drop_duplicates("person_id")
    frame = frame.reindex(columns=[*frame, *({"location", "manager_id"} - {*frame})])
    return frame.sort_values(["name", "person_id"], ignore_index=True)


def _ties(months: Sequence[ShownNetwork], index: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All pairs with a tie in any month, and for each month how strong the tie was and which way it ran."""
    rows = [_pairs_of(month, index) for month in months]
    size = max(len(index), 1)
    keys = np.unique(np.concatenate([key for key, _, _ in rows]))
    strengths, ways = np.zeros((len(months), len(keys))), np.zeros((len(months), len(keys)), dtype=np.int8)
    for row, (key, strength, way) in enumerate(rows):
        place = np.searchsorted(keys, key)
        strengths[row, place], ways[row, place] = strength, way
    return np.column_stack([keys // size, keys % size]), strengths, ways


def _pairs_of(month: ShownNetwork, index: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pairs, how strong each tie is, and its way; a tie that runs both ways is as strong as its stronger way."""
    size = max(len(index), 1)
    one, other, weight = _ends(month.ties, index)
    key = np.minimum(one, other) * size + np.maximum(one, other)
    way = np.where(one < other, THERE, BACK) if month.directed else np.full(len(one), MERE)
    if month.contact is not None:
        a, b, strength = _ends(month.contact, index)
        key = np.concatenate([key, np.minimum(a, b) * size + np.maximum(a, b)])
        weight, way = np.concatenate([weight, strength]), np.concatenate([way, np.full(len(a), MERE)])
    keys, place = np.unique(key, return_inverse=True)
    strongest_way = np.zeros(len(keys))
    np.maximum.at(strongest_way, place, weight)
    return keys, strongest_way, np.bincount(place, way, minlength=len(keys)).astype(np.int8)


def _ends(ties: pd.DataFrame, index: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    one, other = (_numbers(ties[end], index) for end in ("source", "target"))
    return one, other, ties["weight"].to_numpy(dtype=float)


def _numbers(column: pd.Series, index: Mapping[str, int]) -> np.ndarray:
    """The place of each person of a column; of a categorical one, each id is looked up once."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype(str).map(index).to_numpy(dtype=np.int64)
    known = np.array([index.get(str(person), -1) for person in column.cat.categories], dtype=np.int64)
    return known[column.cat.codes.to_numpy()]


def _named(people: pd.DataFrame, pairs: np.ndarray) -> np.ndarray:
    """Who has a name on the map: those in focus, and those who ever had a tie to one of them."""
    focus = people["focus"].to_numpy(dtype=bool)
    named = focus.copy()
    named[pairs[focus[pairs[:, 1]], 0]] = True
    named[pairs[focus[pairs[:, 0]], 1]] = True
    return named


def _signs(
    months: Sequence[ShownNetwork],
    index: Mapping[str, int],
    pairs: np.ndarray,
    strengths: np.ndarray,
    ways: np.ndarray,
) -> tuple[list[str], list[list[int]]]:
    """Each month's ties as a sign a pair, and how many there are and how many of them are among the strongest."""
    there = strengths > 0
    level = np.minimum(np.sqrt(strengths / _strongest(strengths)) * LEVELS, LEVELS - 1).astype(int)
    before = np.vstack([np.zeros_like(strengths[:1]), strengths[:-1]])
    cooled = there & (strengths <= COOLED * before)
    letters, rows, counts = np.array([*SIGNS, NO_TIE]), [], []
    for row, month in enumerate(months):
        many = there[row].sum() > ALL_DRAWN_UP_TO
        minor = there[row] & ~_among_strongest(month, index, pairs) if many else np.zeros(len(pairs), dtype=bool)
        counts.append([int(there[row].sum()), int((there[row] & ~minor).sum())])
        code = level[row] * 16 + ways[row] * 4 + cooled[row] * 2 + minor
        rows.append("".join(letters[np.where(there[row], code, -1)]))
    return rows, counts


def _strongest(strengths: np.ndarray) -> float:
    """What counts as the strongest of all ties, so that a few far stronger ones don't make all others alike."""
    there = strengths[strengths > 0]
    return float(np.quantile(there, 0.98)) if len(there) else 1.0


def _sign(level: int, way: int) -> str:
    return SIGNS[level * 16 + way * 4]


def _among_strongest(month: ShownNetwork, index: Mapping[str, int], pairs: np.ndarray) -> np.ndarray:
    size = max(len(index), 1)
    one, other, _ = _ends(strongest(month.ties), index)
    kept = np.minimum(one, other) * size + np.maximum(one, other)
    return np.isin(pairs[:, 0] * size + pairs[:, 1], kept)


def _scale(columns: Sequence[pd.Series]) -> float:
    """What counts as a hundred: nearly the largest value of all months."""
    values = np.concatenate([column.fillna(0).to_numpy(dtype=float) for column in columns])
    return max(float(np.quantile(values, 0.99)) if len(values) else 0.0, 1e-9)


def _month(
    month: ShownNetwork, index: Mapping[str, int], scale: Mapping[str, float], named: np.ndarray
) -> dict[str, Any]:
    """Who was there in a month, in which group, with how much, and what was found; 0 is no group."""
    nodes, size = month.nodes, len(index)
    place = nodes["person_id"].map(index).to_numpy(dtype=np.int64)
    here, group = np.zeros(size, dtype=int), np.zeros(size, dtype=int)
    here[place] = 1
    group[place] = nodes["cluster"].fillna(0).astype(int)
    told = {"when": _day(month.when), "words": _month_words(month.when), "here": "".join(map(str, here))}
    for name in MEASURED:
        values = np.zeros(size, dtype=int)
        share = nodes[name].fillna(0).to_numpy(dtype=float) / scale[name]
        values[place] = np.round(STEPS * np.clip(share, 0, 1)).astype(int)
        told[name] = values.tolist()
    allies = np.full(size, -1)
    allies[place] = nodes["allies"].fillna(-1).astype(int)
    allies[~named] = -1
    found = [
        [int(index[person]), state]
        for person, states in zip(nodes["person_id"], nodes["states"], strict=True)
        for state in states
        if named[index[person]] and detector_of(state).on_map
    ]
    return told | {"group": group.tolist(), "count": allies.tolist(), "found": found}


def _day(when: pd.Timestamp | None) -> str:
    return "" if when is None else str(_last_day(when).date())


def _last_day(when: pd.Timestamp) -> pd.Timestamp:
    return when - pd.Timedelta(microseconds=1)


def _month_words(when: pd.Timestamp | None) -> str:
    return "" if when is None else f"{_last_day(when):%B %Y}"


def _coded(column: pd.Series) -> tuple[list[int], list[str]]:
    """A column of words as numbers, -1 where there is none, and the words."""
    codes, words = pd.factorize(column.where(column.notna(), None), sort=True)
    return codes.tolist(), [str(word) for word in words]


def _labels_first(people: pd.DataFrame) -> list[int]:
    """In which order names get room: who stands out, then who gives most help. All of up to 400 people."""
    told = people["states"].map(bool).astype(int)
    order = people.assign(told=told).sort_values(["focus", "told", "help_given"], ascending=False, kind="stable")
    most = len(people) if len(people) <= 10 * TOP_LABELS else TOP_LABELS + int(told.sum())
    return order.index[:most].tolist()


def _told(months: Sequence[ShownNetwork], people: pd.DataFrame, pairs: np.ndarray, strengths: np.ndarray) -> list[str]:
    """One sentence a month: what appeared and what went quiet since the month before, among those in focus."""
    focus = people["focus"].to_numpy(dtype=bool)
    touching = focus[pairs].any(axis=1) if len(pairs) else np.zeros(0, dtype=bool)
    there = (strengths > 0) & touching
    first = f"{upper_first(count(int(there[0].sum()), 'tie', 'ties'))}." if len(months) > 1 else ""
    steps = pairwise(there)
    return [first] + [_sentence(pairs[now & ~before], pairs[before & ~now], people) for before, now in steps]


def _sentence(fresh: np.ndarray, gone: np.ndarray, people: pd.DataFrame) -> str:
    appeared = upper_first(count(len(fresh), "tie", "ties")) if len(fresh) else "No tie"
    sentence = (
        f"{appeared} appeared and {in_words(len(gone)) if len(gone) else 'none'} went quiet since the month before"
    )
    new = np.bincount(fresh.ravel(), minlength=len(people)) * people["focus"].to_numpy(dtype=bool)
    most = int(new.max(initial=0))
    if most >= MOST_NEW and (new == most).sum() == 1:
        sentence += f"; {people['name'].iloc[int(new.argmax())]} has the most new ones, {in_words(most)}"
    return f"{sentence}."


def _on_the_axis(phases: pd.DataFrame | None, ends: Sequence[pd.Timestamp | None]) -> list[list[Any]]:
    """Each phase with where it begins and ends, as a share of the way from the first month to the last."""
    if phases is None or len(ends) < 2 or None in ends:
        return []
    marks, places = [end.value for end in ends], np.linspace(0, 1, len(ends))
    rows = []
    for phase in phases.sort_values("start").itertuples():
        start, end = (float(np.interp(moment.value, marks, places)) for moment in (phase.start, phase.end))
        if end > start:
            rows.append([str(phase.name), round(start, 3), round(end, 3)])
    return rows


def _begun(started: Disclosed[pd.DataFrame] | None, ends: Sequence[pd.Timestamp | None]) -> list[list[Any]]:
    """The months in which programmes began: where on the axis, which month it was, and what began."""
    if started is None or len(ends) < 2 or None in ends:
        return []
    begun = content_of(started)
    begun = begun[begun["kind"] == "programme"]
    rows = []
    for month, names in begun[begun["month"] < ends[-1]].groupby("month", sort=True)["what"]:
        place = float(np.interp(month.value, [end.value for end in ends], np.linspace(0, 1, len(ends))))
        rows.append([round(place, 3), f"{month:%B %Y}", list(map(str, names))])
    return rows
