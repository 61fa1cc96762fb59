"""What all findings cost beside the measures alone, and beside the least that could do it.

    python tests/benchmarks/findings.py [--sizes 300,1000,3000] [--rounds 3] [--folder scale-data] [--json FILE]

The companies and the contestants are those of `scale.py`, over 365 days. One after the other, each a process of its
own: the floor (`contestants/floor.py`, which needs polars), the measures, and all findings. Told are medians of
processor time over rounds and the ratio within a round; the start of Python and its libraries is in all of them.
`--in-process` tells the same of `analyze` alone, in one process, without the floor.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))

import scale

CONTESTANTS = ("floor", "product", "product, findings")
TARGET = 2.5


def processes(place: Path, rounds: int) -> list[dict[str, float]]:
    """Processor seconds of each contestant, round by round; the first one, which compiles what is new, is not told."""
    every = argparse.Namespace(findings_up_to=sys.maxsize, analyst_up_to=0, viva=None)
    chosen = scale.commands(place, every)
    people = int(place.name)
    scale.run(people, CONTESTANTS[-1], chosen[CONTESTANTS[-1]])
    return [{name: scale.run(people, name, chosen[name]).cpu for name in CONTESTANTS} for _ in range(rounds)]


def in_process(place: Path, rounds: int) -> list[dict[str, float]]:
    """Processor seconds of `analyze` without and with findings, round by round, once everything is loaded."""
    import ally_graph

    records = ally_graph.load(place)

    def seconds(findings: bool) -> float:
        begin = time.process_time()
        ally_graph.analyze(records, window_days=scale.WINDOW, findings=findings)
        return time.process_time() - begin

    seconds(findings=True)
    return [{name: seconds(name == CONTESTANTS[-1]) for name in CONTESTANTS[1:]} for _ in range(rounds)]


def told(people: int, rounds: list[dict[str, float]]) -> dict:
    """The median of each contestant and the median ratio of findings to measures."""
    middle = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    ratio = statistics.median(one[CONTESTANTS[-1]] / one["product"] for one in rounds)
    return {"people": people, **{name: round(value, 2) for name, value in middle.items()}, "ratio": round(ratio, 2)}


def main() -> None:
    """Run and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--sizes", type=lambda text: [int(size) for size in text.split(",")], default=[300, 1_000, 3_000]
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("scale-data"))
    parser.add_argument("--in-process", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = []
    for people in options.sizes:
        place = scale.company(options.folder, people)
        rounds = (in_process if options.in_process else processes)(place, options.rounds)
        rows.append(told(people, rounds))
        seconds = ", ".join(f"{name} {rows[-1][name]:.2f} s" for name in rounds[0])
        print(f"{people:>6,} people: {seconds}; findings / measures {rows[-1]['ratio']} (at most {TARGET})", flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
