"""The least that could do it: the same columns and figures by hand, for clean data of one shape and nothing else.

Arrow and Polars read, numba loops, scipy iterates, graspologic-native groups. No row is checked, no choice is offered,
no problem is told; what the product takes longer than this is what checking, choosing and telling cost.

    python floor.py FOLDER WINDOW_DAYS PEOPLE.csv [--months] > figures.json
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import graspologic_native
import numpy as np
import polars as pl
from numba import njit
from pyarrow import parquet
from scipy import sparse
from scipy.sparse import csgraph

HALF_LIFE, GAP, FEWEST_DAYS, EXACT_BETWEENNESS = 30.0, 28.0, 28, 5_000
GIVEN = ("answer", "checkin", "cover", "help", "mentoring", "review", "training", "recognition")
ASKED = ("access", "request")
ATTRIBUTES = ("team", "level", "work_mode")
DAY = 86_400_000_000


@njit(cache=True)
def merged(one, two):
    """Two tables in the order of time as one: source, target, time and kind."""
    rows, i, j = len(one[2]) + len(two[2]), 0, 0
    source, target = np.empty(rows, np.int32), np.empty(rows, np.int32)
    time, kind = np.empty(rows, np.int64), np.empty(rows, np.int8)
    for e in range(rows):
        if j == len(two[2]) or (i < len(one[2]) and one[2][i] <= two[2][j]):
            source[e], target[e], time[e], kind[e] = one[0][i], one[1][i], one[2][i], one[3][i]
            i += 1
        else:
            source[e], target[e], time[e], kind[e] = two[0][j], two[1][j], two[2][j], two[3][j]
            j += 1
    return source, target, time, kind


@njit(cache=True)
def number_pairs(source, target, flow, size):
    begin = np.zeros(size + 1, np.int64)
    for e in range(len(source)):
        if flow[e]:
            begin[min(source[e], target[e]) + 1] += 1
    begin = np.cumsum(begin)
    event, far, free = np.empty(begin[-1], np.int32), np.empty(begin[-1], np.int32), begin[:-1].copy()
    for e in range(len(source)):
        if flow[e]:
            near = min(source[e], target[e])
            event[free[near]], far[free[near]] = e, max(source[e], target[e])
            free[near] += 1
    low, high, at = np.empty(begin[-1], np.int32), np.empty(begin[-1], np.int32), np.full(size, -1, np.int32)
    position, pairs = np.full(len(source), -1, np.int32), 0
    for i in range(size):
        first = pairs
        for k in range(begin[i], begin[i + 1]):
            if at[far[k]] < first:
                low[pairs], high[pairs], at[far[k]] = i, far[k], pairs
                pairs += 1
        high[first:pairs].sort()
        for p in range(first, pairs):
            at[high[p]] = p
        for k in range(begin[i], begin[i + 1]):
            position[event[k]] = at[far[k]]
    return low[:pairs], high[:pairs], position


@njit(cache=True)
def add_up(position, source, target, age, flow, newest, oldest, sums, counts, near, last, half_life, gap):
    for e in range(len(position)):
        pair = position[e]
        if pair < 0 or age[e] < newest or age[e] > oldest:
            continue
        row = 2 if flow[e] == 2 else (0 if source[e] < target[e] else 1)
        sums[row, pair] += 2.0 ** ((newest - age[e]) / half_life)
        counts[row, pair] += 1
        if last[pair] - age[e] <= gap:
            near[pair] = True
        last[pair] = age[e]


@njit(cache=True)
def seen_in(source, target, kind, age, newest, oldest, seen):
    for e in range(len(source)):
        if newest <= age[e] <= oldest:
            seen[kind[e], source[e]] = True
            seen[kind[e], target[e]] = True


@njit(cache=True)
def matrix(size, low, high, up, down, has_up, has_down):
    starts = np.zeros(size + 1, np.int64)
    for p in range(len(low)):
        starts[low[p] + 1] += has_up[p]
        starts[high[p] + 1] += has_down[p]
    starts = np.cumsum(starts)
    free, data, columns = starts[:-1].copy(), np.empty(starts[-1]), np.empty(starts[-1], np.int32)
    for p in range(len(low)):
        if has_down[p]:
            data[free[high[p]]], columns[free[high[p]]] = down[p], low[p]
            free[high[p]] += 1
    for p in range(len(low)):
        if has_up[p]:
            data[free[low[p]]], columns[free[low[p]]] = up[p], high[p]
            free[low[p]] += 1
    return starts, columns, data


@njit(cache=True)
def holes(starts, columns, data, order):
    size = len(order)
    place, total, strongest = np.empty(size, np.int32), np.zeros(size), np.zeros(size)
    for k in range(size):
        place[order[k]] = k
    at, near, weight = np.zeros(size + 1, np.int64), np.empty(len(columns), np.int32), np.empty(len(data))
    for k in range(size):
        free = at[k]
        for e in range(starts[order[k]], starts[order[k] + 1]):
            near[free], weight[free] = place[columns[e]], data[e]
            total[k] += data[e]
            strongest[k] = max(strongest[k], data[e])
            free += 1
        at[k + 1] = free
    constraint, effective, mine = np.full(size, np.nan), np.full(size, np.nan), np.zeros((size, 2))
    for i in range(size):
        if strongest[i] <= 0:
            continue
        for e in range(at[i], at[i + 1]):
            mine[near[e], 0] = weight[e] / total[i]
            mine[near[e], 1] = mine[near[e], 0] / total[near[e]]
        bound, repeated = 0.0, 0.0
        for e in range(at[i], at[i + 1]):
            shared, through = 0.0, 0.0
            for f in range(at[near[e]], at[near[e] + 1]):
                shared += mine[near[f], 0] * weight[f]
                through += mine[near[f], 1] * weight[f]
            bound += (mine[near[e], 0] + through) ** 2
            repeated += shared / strongest[near[e]]
        constraint[order[i]], effective[order[i]] = bound, at[i + 1] - at[i] - repeated
        for e in range(at[i], at[i + 1]):
            mine[near[e]] = 0.0
    return constraint, effective


@njit(cache=True)
def cores(starts, columns):
    size = len(starts) - 1
    degree = starts[1:] - starts[:-1]
    begin = np.zeros(size + 2, np.int64)
    for i in range(size):
        begin[degree[i] + 1] += 1
    begin = np.cumsum(begin)
    order, place, free = np.empty(size, np.int64), np.empty(size, np.int64), begin.copy()
    for i in range(size):
        place[i] = free[degree[i]]
        order[place[i]] = i
        free[degree[i]] += 1
    for k in range(size):
        i = order[k]
        for e in range(starts[i], starts[i + 1]):
            j = columns[e]
            if degree[j] > degree[i]:
                first = begin[degree[j]]
                other = order[first]
                order[first], order[place[j]], place[other], place[j] = j, other, place[j], first
                begin[degree[j]] += 1
                degree[j] -= 1
    return degree


@njit(cache=True)
def days_at_work(begin, end, who, since, until, window):
    steps = np.zeros((len(begin), window + 1), np.int16)
    for a in range(len(who)):
        steps[who[a], since[a]] += 1
        steps[who[a], until[a]] -= 1
    days = np.zeros(len(begin))
    for i in range(len(begin)):
        away = 0
        for d in range(window):
            away += steps[i, d]
            days[i] += away <= 0 and begin[i] <= d < end[i]
    return days


def table_of(path, *coded):
    """A table as Arrow, whose texts the file holds as codes already: reading these codes beats any other way."""
    file = parquet.ParquetFile(path, read_dictionary=coded)
    return file.read(use_threads=False).unify_dictionaries().combine_chunks()


def values(array, dtype):
    """Arrow's own values, without its way to numpy, which imports pandas."""
    return np.frombuffer(array.buffers()[1], dtype, len(array), array.offset * np.dtype(dtype).itemsize)


def codes(column, ids):
    """Places in sorted texts of a column of codes."""
    column = column.chunk(0)
    place = {text: i for i, text in enumerate(ids)}
    known = np.array([place[text] for text in column.dictionary.to_pylist()], np.int32)
    return known[values(column.indices, np.int32)]


def read(folder: Path):
    people = pl.read_parquet(folder / "people.parquet").sort("person_id")
    missing = [name for name in ("start_date", "end_date", "kind", "fte") if name not in people.columns]
    people = people.with_columns(pl.lit(None).alias(name) for name in missing)
    ids, kinds = people["person_id"].to_list(), sorted({*GIVEN, *ASKED, "meeting", "message", "pairing"})
    table = table_of(folder / "interactions.parquet", "from_id", "to_id", "kind")
    one = [codes(table[name], ids) for name in ("from_id", "to_id")]
    one += [values(table["timestamp"].chunk(0), np.int64), codes(table["kind"], kinds).astype(np.int8)]
    thanks = table_of(folder / "recognitions.parquet", "receiver_id", "giver_id")
    two = [codes(thanks[name], ids) for name in ("receiver_id", "giver_id")]
    two += [values(thanks["timestamp"].chunk(0), np.int64), np.full(len(thanks), kinds.index("recognition"), np.int8)]
    return people, pl.read_parquet(folder / "absences.parquet"), kinds, merged(tuple(one), tuple(two))


class Company:
    """All events as arrays in order of time, and their pairs numbered once."""

    def __init__(self, folder: Path) -> None:
        self.people, self.absences, self.kinds, events = read(folder)
        self.source, self.target, stamps, self.kind = events
        self.size = len(self.people)
        self.end = -(-(int(stamps[-1]) + 1) // DAY) * DAY
        self.first = int(stamps[0])
        self.age = (self.end - stamps) / DAY
        flows = np.array([1 if name in GIVEN else 0 if name in ASKED else 2 for name in self.kinds], np.int8)
        self.used = [
            name for name, n in zip(self.kinds, np.bincount(self.kind, minlength=len(flows)), strict=True) if n
        ]
        self.flow = flows[self.kind]
        self.low, self.high, self.position = number_pairs(self.source, self.target, self.flow, self.size)
        self.attributes = {
            name: self.people[name].cast(pl.Utf8).rank("dense").fill_null(0).cast(pl.Int32).to_numpy() - 1
            for name in ATTRIBUTES
            if name in self.people.columns and self.people[name].null_count() < self.size
        }


def leiden(size, starts, columns, data):
    quality, found = graspologic_native.leiden_csr(starts, columns, data, size, seed=0)
    labels = np.empty(size, np.int64)
    labels[np.fromiter(found.keys(), np.int64, size)] = np.fromiter(found.values(), np.int64, size)
    order = np.argsort(labels, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(labels))[:-1])
    return quality, sorted((g for g in groups if len(g) >= 3), key=lambda g: (-len(g), g[0]))


def gini(values):
    n = len(values)
    return float((2 * np.arange(1, n + 1) - n - 1) @ np.sort(values) / (n * values.sum()))


def gini_by_chance(weights, count, effort, rng):
    here = np.flatnonzero(effort > 0)
    some = rng.permutation(len(here))[: max(1, int(len(here) * min(1, 1e6 / count)))]
    found = []
    for _ in range(int(np.clip(1e6 // count, 1, 200))):
        ends = np.cumsum(rng.multinomial(count, effort[here] / effort[here].sum())[some])
        sums = np.concatenate([[0.0], np.cumsum(rng.choice(weights, ends[-1]))])
        found.append(gini(np.diff(sums[ends], prepend=0.0) / effort[here[some]]))
    return float(np.mean(found))


def ei(low, high, codes):
    known = (codes[low] >= 0) & (codes[high] >= 0)
    same = known & (codes[low] == codes[high])
    return float((known.sum() - 2 * same.sum()) / max(1, known.sum()))


def moments(column):
    stamps = column.cast(pl.Utf8).str.slice(0, 10).str.to_datetime("%Y-%m-%d", time_unit="us")
    return stamps.dt.timestamp("us").cast(pl.Float64).fill_null(np.nan).to_numpy()


def here_at(company, end, window):
    """Who is employed in the window, and for how many days they were at work."""
    people, first = company.people, end - window * DAY

    def day(column, plus, missing):
        values = moments(column)
        days = np.where(np.isnan(values), missing, (values - first) // DAY + plus)
        return np.clip(days, 0, window).astype(np.int64)

    start, stop = (moments(people[name]) for name in ("start_date", "end_date"))
    here = (
        ~((start > end) | (stop < first)) & (people["kind"].cast(pl.Utf8).fill_null("employee") != "service").to_numpy()
    )
    away = company.absences
    who = away["person_id"].cast(pl.Enum(people["person_id"])).to_physical().to_numpy().astype(np.int64)
    days = days_at_work(
        day(people["start_date"], 0, 0),
        day(people["end_date"], 1, window),
        who,
        day(away["start_date"], 0, 0),
        day(away["end_date"], 1, window),
        window,
    )
    return here, days


def window_of(company, end, window):
    """Everything about one window: the sums of its pairs, the figures, and the groups."""
    newest, oldest = (company.end - end) / DAY, (company.end - end + window * DAY) / DAY
    sums, counts = np.zeros((3, len(company.low))), np.zeros((3, len(company.low)), np.int32)
    near, last = np.zeros(len(company.low), bool), np.full(len(company.low), np.inf)
    some = slice(int(np.searchsorted(-company.age, -oldest)), int(np.searchsorted(-company.age, -newest, side="right")))
    columns = [column[some] for column in (company.position, company.source, company.target, company.age, company.flow)]
    add_up(*columns, newest, oldest, sums, counts, near, last, HALF_LIFE, GAP)
    kept = np.flatnonzero(counts.any(axis=0))
    low, high = company.low[kept], company.high[kept]
    sums, counts, near = sums.take(kept, axis=1), counts.take(kept, axis=1), near[kept]
    weight, everywhere = sums.sum(axis=0), np.ones(len(kept), bool)
    contact = matrix(company.size, low, high, weight, weight, everywhere, everywhere)
    given = np.bincount(low, sums[0], company.size) + np.bincount(high, sums[1], company.size)
    received = np.bincount(high, sums[0], company.size) + np.bincount(low, sums[1], company.size)
    here, days = here_at(company, end, window)
    quality, groups = leiden(company.size, *contact)
    fte = company.people["fte"].cast(pl.Float64).fill_null(1.0).to_numpy()
    effort = np.where(here & (days >= FEWEST_DAYS), days * fte, 0.0)
    seen = np.zeros((len(company.kinds), company.size), bool)
    seen_in(company.source[some], company.target[some], company.kind[some], company.age[some], newest, oldest, seen)
    step = max(1, (some.stop - some.start) // 1_000_000)
    sample = np.flatnonzero(company.flow[some][::step] == 1)
    weights = 2.0 ** ((newest - company.age[some][::step][sample]) / HALF_LIFE)
    people, ties = int(here.sum()), int((counts[:2] > 0).sum())
    figures = {
        "people": people,
        "coverage": {
            "share": float(seen.any(axis=0).sum() / people),
            "by_kind": {name: float(seen[company.kinds.index(name)].sum() / people) for name in company.used},
        },
        "network": {
            "ties": ties,
            "density": ties / (people * (people - 1)),
            "reciprocity": float(2 * np.minimum(sums[0], sums[1]).sum() / (sums[0].sum() + sums[1].sum())),
            "gini_help_given": gini(given[effort > 0] / effort[effort > 0]),
            "gini_expected_by_chance": gini_by_chance(weights, int(counts[:2].sum()), effort, np.random.default_rng(0)),
            "ei_index": {name: ei(low, high, codes) for name, codes in company.attributes.items()},
            "modularity": quality,
        },
    }
    return figures, groups, (low, high, sums, counts, near, weight, contact, given, received, here, days)


def share(part, whole):
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def people_table(company, groups, parts):
    low, high, sums, counts, near, weight, contact, given, received, here, days = parts
    size, both = company.size, lambda values: np.bincount(low, values, size) + np.bincount(high, values, size)
    team = company.attributes["team"]
    known = (team[low] >= 0) & (team[high] >= 0)
    same = known & (team[low] == team[high])
    up, down = sums[0] > 0, sums[1] > 0
    starts, columns, data = contact
    graph = sparse.csr_matrix((data, columns, starts.astype(np.int32)), shape=(size, size))
    order = csgraph.reverse_cuthill_mckee(graph, symmetric_mode=True)
    constraint, effective = holes(starts, columns, data, order)
    back = matrix(size, low, high, sums[1], sums[0], counts[1] > 0, counts[0] > 0)
    taken = sparse.csr_array((back[2], back[1], back[0].astype(np.int32)), shape=(size, size))[order][:, order]
    inverse = np.divide(0.85, given, out=np.zeros(size), where=given > 0)[order]
    rank, change = np.ones(size), np.inf
    while change > 1e-12 * rank.sum():
        new = 1 + taken @ (rank * inverse)
        change, rank = np.abs(new - rank).sum(), new
    pagerank = np.empty(size)
    pagerank[order] = rank / rank.sum()
    cluster = np.zeros(size, np.int32)
    for number, members in enumerate(groups, start=1):
        cluster[members] = number
    inside, outside = both(known & same), both(known & ~same)
    table = pl.DataFrame(
        {
            "person_id": company.people["person_id"],
            "name": company.people["name"],
            "team": company.people["team"],
            "help_given": given,
            "help_received": received,
            "balance": share(given - received, given + received),
            "allies": both(near | (counts[2] > 0)),
            "two_way_share": share(both(up & down), both(up | down)),
            "cross_team_share": share(both(weight * (known & ~same)), both(weight * known)),
            "ei_team": share(outside - inside, outside + inside),
            "constraint": constraint,
            "effective_size": effective,
            "core": cores(starts, columns).astype(float),
            "betweenness": betweenness(low, high, size),
            "pagerank": pagerank,
            "cluster": cluster,
            "states": np.where(days == 0, "away", np.where(days < FEWEST_DAYS, "new", "")),
        }
    )
    return table.filter(here).with_columns(pl.col("cluster").replace(0, None), pl.col(pl.Float64).fill_nan(None))


def betweenness(low, high, size):
    if size > EXACT_BETWEENNESS:
        return np.full(size, np.nan)
    import rustworkx as rx

    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data(list(zip(low.tolist(), high.tolist(), strict=True)))
    found = rx.betweenness_centrality(graph, parallel_threshold=size + 1)
    return np.array([found[i] for i in range(size)])


def month_ends(company):
    moment, last = datetime(1970, 1, 1) + timedelta(microseconds=company.first), company.end
    while True:
        moment = datetime(moment.year + moment.month // 12, moment.month % 12 + 1, 1)
        end = min(int((moment - datetime(1970, 1, 1)).total_seconds() * 1e6), last)
        yield end
        if end == last:
            return


def main() -> None:
    company, window = Company(Path(sys.argv[1])), int(sys.argv[2])
    figures, groups, parts = window_of(company, company.end, window)
    people_table(company, groups, parts).write_csv(sys.argv[3])
    ids = company.people["person_id"].to_numpy()

    def told(found, members):
        return {**found, "clusters": [{"id": k, "members": ids[m].tolist()} for k, m in enumerate(members, start=1)]}

    whole = told(figures, groups)
    if "--months" in sys.argv:
        ends = list(month_ends(company))
        whole["months"] = [
            whole | {"months": []} if end == company.end else told(*window_of(company, end, window)[:2]) for end in ends
        ]
    json.dump(whole, sys.stdout)


if __name__ == "__main__":
    main()
