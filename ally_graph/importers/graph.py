"""Files of graph programs, and our own exports, as people and ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from ally_graph.errors import DataError, Problem
from ally_graph.importers.choices import Choices, choices
from ally_graph.importers.columns import weights_in
from ally_graph.importers.edges import SAY_KIND, mapped_kind, our_kind
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.graph_files import GraphFile, read_graph
from ally_graph.importers.headings import PEOPLE_NAMES, guess, is_nothing, plain
from ally_graph.importers.opening import Grid, named
from ally_graph.importers.roster import open_people
from ally_graph.importers.snapshot import day_of
from ally_graph.importers.source import SOURCES
from ally_graph.records.forms import understood
from ally_graph.records.sheet import stop
from ally_graph.records.tables import TABLES
from ally_graph.wording.counts import people_words, tally

KNOWN = [column.name for column in TABLES["people"].columns]
KIND_NAMES = "kind relation relationship category layer"
TIME_NAMES = ("timestamp", "time", "date", "last", "start", "created_at")
WEIGHT_NAMES = ("weight", "value", "strength", "count")
DRAWN = {
    "x",
    "y",
    "z",
    "r",
    "g",
    "b",
    "a",
    "size",
    "color",
    "colour",
    "fixed",
    "index",
    "vx",
    "vy",
    "shape",
    "position",
}
"""What programs write about a picture and not about a person."""
OURS = "office_ally"
MOST_FACTS = 60


@SOURCES.add(
    "Graph file", question="Do you have a file of Gephi, Pajek, UCINET, networkx, D3 or of our own export?", key="graph"
)
def convert_graph(
    inputs: Sequence[str | Path],
    *,
    people: str | Path | None = None,
    people_columns: Mapping[str, str] | None = None,
    kind: str | None = None,
    date: str | None = None,
    date_format: str | None = None,
    map_kind: Mapping[str, str] | None = None,
    min_weight: float | None = None,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """GraphML, GEXF, GML, Pajek, UCINET DL, VNA and node-link JSON as people and ties; everybody in it stays.

    An edge without a direction is contact. One with a direction is contact, too, unless `kind` or the file says more:
    our own exports say it, and come back with the same people, ties and weights.
    """
    asked = choices(people=people, people_columns=people_columns, kind=kind, date=date, date_format=date_format,
                    map_kind=map_kind, min_weight=min_weight, aliases=aliases)  # fmt: skip
    gathered = Gathered()
    open_people(asked, gathered)
    for text in inputs:
        path = named(text).path
        graph = read_graph(path.name, path)
        if graph is None:
            raise stop(
                path.name,
                "is no file of a graph program that is known",
                "Give GraphML, GEXF, GML, Pajek, UCINET DL or node-link JSON.",
            )
        add_graph(path, graph, asked, gathered)
    return gathered.finished()


def graph_words(graph: GraphFile) -> str:
    """What a graph file is taken for, in words."""
    people, ties = people_words(len(graph.nodes)), tally(len(graph.edges), "tie")
    return f"a graph file ({graph.format}): {people} and {ties}"


def add_graph(path: Path, graph: GraphFile, asked: Choices, gathered: Gathered) -> None:
    """The people and the ties of a graph file. A row stands for a tie, in the order of the file."""
    gathered.file(path.name)
    names = {node: gathered.directory.name_of(node) for node in graph.nodes}
    if not gathered.directory.is_known:
        _add_people(path.name, graph, names, gathered)
    if graph.edges:
        _add_ties(path, graph, names, asked, gathered)


def _add_people(file: str, graph: GraphFile, names: Mapping[str, str], gathered: Gathered) -> None:
    left_out = {*plainly(graph.about.get("measures", "")), *DRAWN}
    facts = [
        {
            name: fact
            for name, fact in told.items()
            if plain(name) not in left_out and name not in left_out and not is_nothing(fact)
        }
        for told in graph.nodes.values()
    ]
    columns = list(dict.fromkeys(name for told in facts for name in told))[:MOST_FACTS]
    ours = OURS in graph.about
    mapping = {name: name for name in KNOWN if name in columns}
    mapping |= (
        {}
        if ours
        else {t: n for t, n in guess(columns, _without_id()).items() if t not in mapping and n not in mapping.values()}
    )
    frame = pd.DataFrame({"person_id": [names[node] for node in graph.nodes]}, dtype="str")
    for target, name in mapping.items():
        if target != "person_id":
            frame[target] = pd.Series([told.get(name) for told in facts], dtype="str")
    rest = [name for name in columns if name not in mapping.values() and name != "label"]
    for name in rest:
        kept = name.removeprefix("roster_") if ours else name
        frame[kept if kept not in frame else name] = pd.Series([told.get(name) for told in facts], dtype="str")
    if "name" in frame:
        frame["name"] = frame["name"].mask(frame["name"] == frame["person_id"])
    gathered.add("people", frame, file, [0] * len(frame))


def plainly(text: str) -> list[str]:
    """The words of a list with commas."""
    return [word for word in text.split(",") if word]


def _without_id() -> dict[str, str]:
    return {target: words for target, words in PEOPLE_NAMES.items() if target != "person_id"}


def _add_ties(path: Path, graph: GraphFile, names: Mapping[str, str], asked: Choices, gathered: Gathered) -> None:
    file = path.name
    facts = pd.DataFrame([told for _, _, told, _ in graph.edges], dtype="object")
    facts.columns = [str(name) for name in facts.columns]
    ties = pd.DataFrame(
        {"from_id": [names[one] for one, *_ in graph.edges], "to_id": [names[two] for _, two, *_ in graph.edges]},
        dtype="str",
    )
    number = pd.Series(range(1, len(ties) + 1))
    ties["timestamp"] = _times(path, facts, asked, gathered)
    ties["kind"] = _kinds(file, graph, facts, asked, gathered)
    good = pd.Series(True, index=ties.index)
    weight = next((name for name in WEIGHT_NAMES if name in facts), None)
    if weight is not None:
        texts = facts[weight].astype("str").where(facts[weight].notna())
        grid = Grid(
            file, "", pd.DataFrame({weight: texts.astype("str").where(facts[weight].notna(), None)}), number.to_numpy()
        )
        ties["weight"], heavy = weights_in(grid, weight, asked, gathered)
        good &= heavy
    own = ties["from_id"] == ties["to_id"]
    gathered.set_aside(file, number[own], "is a tie of a person with themself", "Nothing to do.")
    keep = (good & ~own).to_numpy()
    order = [name for name in ("from_id", "to_id", "timestamp", "kind", "weight") if name in ties]
    gathered.add("interactions", ties[keep][order], file, number[keep])


def _times(path: Path, facts: pd.DataFrame, asked: Choices, gathered: Gathered) -> pd.Series:
    name = next((name for name in TIME_NAMES if name in facts), None)
    if name is None or facts[name].isna().any():
        day = day_of(path, path.name, asked, gathered)
        if name is None:
            return pd.Series(day, index=facts.index, dtype="str")
    texts = facts[name].astype("str").where(facts[name].notna())
    known = understood(texts.dropna().unique(), asked.date_format)
    if known.doubt:
        raise DataError(
            [
                Problem(
                    path.name,
                    f"{name} holds times that can be read in two ways",
                    "Say which: --date-format dmy or mdy.",
                )
            ]
        )
    times = texts.map(known.texts)
    return times.fillna(day) if times.isna().any() and facts[name].isna().any() else times


def _kinds(file: str, graph: GraphFile, facts: pd.DataFrame, asked: Choices, gathered: Gathered) -> pd.Series:
    """The kind of each tie: as asked, as the file says, contact where nothing says it."""
    undirected = pd.Series([not directed for *_, directed in graph.edges])
    if asked.kind:
        return pd.Series(asked.kind, index=facts.index, dtype="str")
    if OURS in graph.about or set(facts.get("type", pd.Series(dtype="str")).dropna()) & {"support"}:
        return pd.Series(
            [our_kind(told.get("type", "support"), told.get("kinds", "")) for _, _, told, _ in graph.edges], dtype="str"
        )
    name = next((name for name in facts if plain(name) in KIND_NAMES.split()), None)
    if name is not None:
        return (
            facts[name]
            .map(lambda text: mapped_kind(str(text), asked), na_action="ignore")
            .fillna("contact")
            .astype("str")
        )
    if not undirected.all():
        what = "nothing says what a tie stands for: the two people are in contact, and nobody helps"
        gathered.notice(file, what, SAY_KIND.replace(", or map a column to kind", ""))
    return pd.Series("contact", index=facts.index, dtype="str")
