"""How time and memory grow with the company: the product beside a floor, an analyst's script and vivainsights.

    python tests/benchmarks/scale.py [--sizes 60,1000,10000] [--rounds 3] [--folder DIR] [--json FILE] [--chart FILE]
        [--viva PYTHON] [--analyst-up-to 10000] [--findings-up-to 100000]

Invents companies with 100 events a person in a year, all of them in the window (a random company: people differ by a
lognormal factor, help is heavy-tailed), checks the fast ways against plain ones (`gates.py`) and that all contestants
find the same, then runs them in turn, each in a process of its own, in several rounds. Told are medians of processor
time and of wall time, the highest memory, ratios within a round, and the exponent with which processor time grows. It
needs what `contestants/floor.py` stands on (`python -m pip install polars`); vivainsights runs in an interpreter of its
own, given by `--viva`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

WINDOW = 365
RATIOS = (
    ("product / floor", "product", "floor", "at most 1.15"),
    ("product / floor, 12 months", "product, months", "floor, months", "at most 1.15"),
    ("all findings / none", "product, findings", "product", "at most 2.5 at 100,000"),
    ("analyst / product, 12 months", "analyst, months", "product, months", "at least 25 at 10,000"),
    ("vivainsights / product", "vivainsights", "product", "at least 12 at 10,000"),
)
TITLES = {
    "analyst, months": "an analyst's script, 12 months",
    "vivainsights": "vivainsights, network and summary",
    "product, months": "Office Ally, 12 months",
    "floor, months": "the least that could do it, 12 months",
    "product, findings": "Office Ally, all findings",
    "product": "Office Ally, measures and groups",
    "floor": "the least that could do it",
    "product, reopened": "Office Ally, opened again",
}
"""What the contestants are called in the chart."""
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Run:
    """What one process took: seconds of processor and of wall time, and its highest memory in MB."""

    people: int
    contestant: str
    cpu: float
    wall: float
    memory: float


def company(folder: Path, people: int) -> Path:
    """A folder with an invented company of this size, written once."""
    from ally_graph.simulate import simulate

    place = folder / str(people)
    if not (place / "truth.json").exists():
        simulate(place, scenario="random", people=people, months=12, seed=1, fmt="parquet")
    return place


def commands(place: Path, options: argparse.Namespace) -> dict[str, list[str]]:
    """The command of each contestant that takes part at this size."""
    people, out = int(place.name), place.with_suffix(".csv")
    product = [sys.executable, "-m", "ally_graph", "analyze", str(place), "--window", str(WINDOW), "--json"]
    product += ["--people", str(out), "--no-cache"]
    script = {name: [sys.executable, str(HERE / "contestants" / f"{name}.py")] for name in ("floor", "analyst")}
    arguments = [str(place), str(WINDOW), str(out)]
    chosen = {"floor": script["floor"] + arguments, "product": [*product, "--no-findings"]}
    chosen["floor, months"] = [*chosen["floor"], "--months"]
    chosen["product, months"] = [*chosen["product"], "--months"]
    if people <= options.findings_up_to:
        chosen["product, findings"] = product
    chosen["product, reopened"] = [part for part in chosen["product"] if part != "--no-cache"]
    if people <= options.analyst_up_to:
        chosen["analyst, months"] = [*script["analyst"], *arguments, "--months"]
    if options.viva and people <= options.analyst_up_to:
        ties = place.with_suffix(".ties.parquet")
        chosen["vivainsights"] = [options.viva, str(HERE / "contestants" / "viva.py"), str(ties), str(out)]
    return chosen


def run(people: int, contestant: str, command: list[str]) -> Run:
    """Run a command to its end, its results into nothing."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1", "PYTHONPATH": str(ROOT)}
    measured = [sys.executable, "-S", str(HERE / "measured.py"), *command]
    told = subprocess.run(measured, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    code, cpu, wall, memory = json.loads(told.stdout)
    if code:
        raise SystemExit(f"{contestant} failed on {people:,} people: {' '.join(command)}")
    return Run(people, contestant, cpu, wall, memory)


def ties_for_viva(place: Path) -> None:
    """The person-to-person table that vivainsights starts from."""
    import ally_graph
    from ally_graph.network import network_of
    from ally_graph.settings import Settings

    path = place.with_suffix(".ties.parquet")
    if not path.exists():
        network = network_of(ally_graph.load(place), settings=Settings(window_days=WINDOW))
        pairs, team = network.pairs, network.people["team"].astype("str").to_numpy(dtype=object)
        ends = {"PrimaryCollaborator": pairs.low, "SecondaryCollaborator": pairs.high}
        columns = {f"{name}_PersonId": network.ids[codes] for name, codes in ends.items()}
        columns |= {f"{name}_Organization": team[codes] for name, codes in ends.items()}
        pd.DataFrame({**columns, "weight": network.sums.contact_weight}).to_parquet(path, index=False)


def check_equality(place: Path, chosen: dict[str, list[str]]) -> None:
    """Stop unless floor, product and analyst write the same people table and the same figures, as good groups too."""
    names = [name for name in ("product", "floor", "analyst, months") if name in chosen]
    tables, figures = {}, {}
    for name in names:
        command = [part for part in chosen[name] if part != "--months"]
        told = subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        whole = json.loads(told.stdout)
        figures[name] = whole.get("network", whole)
        tables[name] = pd.read_csv(place.with_suffix(".csv"), index_col="person_id", dtype={"person_id": "str"})
    best = max(figures[name]["modularity"] for name in names)
    if figures["product"]["modularity"] < best - 0.001:
        raise SystemExit(f"product: modularity {figures['product']['modularity']}, and {best} was found by another")
    for name in names[1:]:
        differences = [
            *_columns(tables["product"], tables[name], name),
            *_figures(figures["product"], figures[name], name),
        ]
        if differences:
            raise SystemExit(f"{name} and product differ: {'; '.join(differences)}")
    print(f"{place.name} people: {' and '.join(names)} agree on every column and figure", flush=True)


def _columns(one: pd.DataFrame, other: pd.DataFrame, name: str) -> list[str]:
    """Columns of numbers that are not the same.

    The analyst's effective size is left out: over all people, networkx 3.6 gives other numbers than over each person.
    """
    found = []
    for column in one.columns.intersection(other.columns):
        if (
            one[column].dtype.kind not in "fi"
            or column == "cluster"
            or (name, column) == ("analyst, months", "effective_size")
        ):
            continue
        gap = (one[column] - other[column].reindex(one.index)).abs()
        if (one[column].isna() != other[column].reindex(one.index).isna()).any() or gap.max() > TOLERANCE:
            found.append(f"{column} by up to {gap.max():.1e}")
    return found


def _figures(one: dict, other: dict, name: str) -> list[str]:
    """Figures of the network that are not the same; the product writes six digits.

    The analyst does not think of days at work, on which the product compares help given.
    """
    limits = {"ties": 0, "density": 1e-6, "reciprocity": 1e-6, "gini_help_given": 1e-6}
    if name == "analyst, months":
        del limits["gini_help_given"]
    wrong = [figure for figure, limit in limits.items() if abs(one[figure] - other[figure]) > limit]
    return [f"{figure}: {one[figure]} and {other[figure]}" for figure in wrong]


def told_words(one: Run, turn: int) -> str:
    """One run as a line."""
    size = f"{one.people:>7,} {turn + 1} {one.contestant:<18}"
    return f"{size} {one.cpu:>8.2f} s {one.wall:>8.2f} s {one.memory:>7,.0f} MB"


def medians(runs: list[Run]) -> pd.DataFrame:
    """Median processor and wall time and highest memory of each contestant at each size."""
    frame = pd.DataFrame(map(asdict, runs))
    order = list(dict.fromkeys(frame["contestant"]))
    told = frame.groupby(["people", "contestant"]).agg(
        cpu=("cpu", "median"), wall=("wall", "median"), memory=("memory", "max")
    )
    return told.reindex(order, level="contestant")


def ratios(runs: list[Run]) -> list[dict]:
    """The median over rounds of each ratio of processor times, at each size where both took part."""
    found = []
    for title, above, below, target in RATIOS:
        for people in sorted({one.people for one in runs}):
            parts = [[r.cpu for r in runs if (r.people, r.contestant) == (people, name)] for name in (above, below)]
            if all(parts):
                value = statistics.median(a / b for a, b in zip(*parts, strict=True))
                found.append({"ratio": title, "people": people, "value": round(value, 3), "target": target})
    return found


def growth(table: pd.DataFrame) -> dict[str, float]:
    """The exponent with which each contestant's processor time grows between the two largest sizes it ran at."""
    found = {}
    for name, part in table["cpu"].groupby("contestant"):
        sizes = part.index.get_level_values("people").to_numpy()
        if len(sizes) > 1:
            found[name] = round(float(np.log(part.iloc[-1] / part.iloc[-2]) / math.log(sizes[-1] / sizes[-2])), 3)
    return found


def chart(table: pd.DataFrame, path: Path) -> None:
    """Processor time by size, one line a contestant, both axes logarithmic."""
    import altair as alt

    rows = table.reset_index()
    rows["contestant"] = rows["contestant"].map(TITLES)
    line = alt.Chart(rows, width=560, height=340, title="Processor time of one analysis").encode(
        alt.X(
            "people:Q",
            scale=alt.Scale(type="log", domain=[rows["people"].min(), rows["people"].max()], nice=False),
            title="People, with 100 events each in a year",
            axis=alt.Axis(values=sorted(set(rows["people"]))),
        ),
        alt.Y("cpu:Q", scale=alt.Scale(type="log"), title="Seconds", axis=alt.Axis(values=[0.1, 1, 10, 100, 1000])),
        alt.Color("contestant:N", title=None, sort=list(TITLES.values()), legend=alt.Legend(labelLimit=300)),
        alt.StrokeDash("contestant:N", sort=list(TITLES.values()), legend=None),
    )
    (line.mark_line() + line.mark_point(filled=True, size=45, opacity=1)).save(path, scale_factor=2)


def main() -> None:
    """Run everything and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--sizes", type=lambda text: [int(size) for size in text.split(",")], default=[60, 1_000, 10_000]
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("scale-data"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--chart", type=Path)
    parser.add_argument("--viva", metavar="PYTHON", help="an interpreter that has vivainsights")
    parser.add_argument("--analyst-up-to", type=int, default=10_000)
    parser.add_argument("--findings-up-to", type=int, default=100_000)
    options = parser.parse_args()
    runs: list[Run] = []
    for people in options.sizes:
        place = company(options.folder, people)
        if options.viva:
            ties_for_viva(place)
        chosen = commands(place, options)
        if people <= options.analyst_up_to:
            subprocess.run([sys.executable, str(HERE / "gates.py"), str(place), str(WINDOW)], check=True)
        check_equality(place, chosen)
        # Not counted: writes the cache that is opened again, and compiles what was never run on this machine.
        for name in ("product, reopened", "product, findings"):
            if name in chosen:
                run(people, name, chosen[name])
        for turn in range(options.rounds):
            for name, command in chosen.items():
                runs.append(run(people, name, command))
                print(told_words(runs[-1], turn), flush=True)
    table, told = medians(runs), {"runs": [asdict(one) for one in runs], "ratios": ratios(runs)}
    told["growth"] = growth(table)
    print(
        table.round(2).to_string(),
        *(" ".join(map(str, row.values())) for row in told["ratios"]),
        told["growth"],
        sep="\n",
    )
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n")
    if options.chart:
        chart(table, options.chart)


if __name__ == "__main__":
    main()
