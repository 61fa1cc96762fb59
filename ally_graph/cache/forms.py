"""How records and results are written as the files of an entry, and read back as they were."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Generic, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from ally_graph.analysis import Analysis
from ally_graph.clusters import Cluster
from ally_graph.errors import Problem
from ally_graph.findings import Finding
from ally_graph.findings.challenges import Signal
from ally_graph.measures.company import CompanyFigures
from ally_graph.network import Network
from ally_graph.records import TABLES, Records
from ally_graph.records.tables import ENDS, EVENT_TABLES, LABELS, FileRows
from ally_graph.settings import Settings
from ally_graph.timeline.cluster_history import Step

Result = TypeVar("Result")
Files = dict[str, bytes]
CODED = {name: (*ENDS[name], LABELS[name]) for name in EVENT_TABLES}
"""Columns of the large tables that are written as integer codes: two people and a label."""
FACTS = "facts.json"


@dataclass(frozen=True)
class Form(Generic[Result]):
    """A kind of entry: how its result becomes files, and how files become the result again."""

    kind: str
    to_files: Callable[[Result], Files]
    from_files: Callable[[Files], Result]


def records_files(records: Records) -> Files:
    """Everything that `Records` holds: a Parquet file a table, people and labels of events as codes."""
    facts = {name: getattr(records, name) for name in ("set_aside", "outside", "has_roster", "source", "fingerprint")}
    facts["problems"] = [asdict(problem) for problem in records.problems]
    facts["files"] = [asdict(one) for one in records.files]
    facts["unmatched"] = [list(one) for one in records.unmatched]
    facts["labels"], files = {}, {}
    for name in TABLES:
        frame = getattr(records, name)
        if name in CODED:
            frame, facts["labels"][name] = _coded(frame, *CODED[name])
        files[f"{name}.parquet"] = _parquet(frame)
    return files | {FACTS: _json(facts)}


def records_from(files: Files) -> Records:
    """The records that these files were written from."""
    facts = json.loads(files[FACTS])
    labels, facts["known_fingerprint"] = facts.pop("labels"), facts.pop("fingerprint")
    tables = {name: _frame(files[f"{name}.parquet"]) for name in TABLES}
    everyone = pd.CategoricalDtype(pd.Index(tables["people"]["person_id"].tolist(), dtype="str"))
    for name, columns in CODED.items():
        tables[name] = _decoded(tables[name], columns, everyone, labels[name])
    problems = tuple(Problem(**(problem | {"rows": tuple(problem["rows"])})) for problem in facts.pop("problems"))
    counts = tuple(FileRows(**one) for one in facts.pop("files"))
    unmatched = tuple(tuple(one) for one in facts.pop("unmatched"))
    return Records(**tables, problems=problems, files=counts, unmatched=unmatched, **facts)


def _coded(frame: pd.DataFrame, one: str, two: str, label: str) -> tuple[pd.DataFrame, list[str]]:
    """A table of events with codes in place of people and labels, and the labels."""
    if isinstance(frame[label].dtype, pd.CategoricalDtype):
        codes, labels = frame[label].cat.codes.to_numpy(), list(frame[label].cat.categories)
    else:
        codes, values = pd.factorize(frame[label], sort=True)
        labels = list(values)
    people = {name: frame[name].cat.codes.to_numpy() for name in (one, two)}
    return frame.assign(**people, **{label: codes.astype(np.int32)}), labels


def _decoded(
    frame: pd.DataFrame, columns: tuple[str, str, str], everyone: pd.CategoricalDtype, labels: list[str]
) -> pd.DataFrame:
    one, two, label = columns
    codes = frame[label].to_numpy()
    if label == "kind":
        names = pd.Categorical.from_codes(codes, pd.Index(labels, dtype="str"))
    else:
        names = pd.Series(np.append(np.array(labels, dtype=object), None)[codes], dtype="str")
    people = {name: pd.Categorical.from_codes(frame[name].to_numpy(), dtype=everyone) for name in (one, two)}
    return frame.assign(**people, **{label: names})


def _parquet(frame: pd.DataFrame) -> bytes:
    """A table as Parquet that is quick to read: numbers as they are, times as steps from one to the next."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    times = [field.name for field in table.schema if pa.types.is_timestamp(field.type)]
    others = [field.name for field in table.schema if field.name not in times and field.type != pa.int32()]
    out = pa.BufferOutputStream()
    steps = dict.fromkeys(times, "DELTA_BINARY_PACKED")
    parquet.write_table(table, out, use_dictionary=others, column_encoding=steps or None, compression="none")
    return out.getvalue().to_pybytes()


def _frame(data: bytes) -> pd.DataFrame:
    return parquet.read_table(pa.BufferReader(data)).to_pandas()


def _json(value: object) -> bytes:
    return json.dumps(value, default=_plain).encode("utf-8", "surrogatepass")


def _plain(value: object) -> object:
    """A number or array of numpy as a plain value; anything else is refused."""
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} can't be kept")


def analysis_form(settings: Settings, make_base: Callable[[], Network]) -> Form[Analysis]:
    """An analysis without its network, which is made again only when somebody asks for it."""

    def read(files: Files) -> Analysis:
        facts = json.loads(files[FACTS])
        clusters = tuple(Cluster(**(one | {"members": tuple(one["members"])})) for one in facts.pop("clusters"))
        findings = tuple(Finding(**(one | {"people": tuple(one["people"])})) for one in facts.pop("findings"))
        signals = tuple(Signal(**one) for one in facts.pop("signals"))
        months, figures = facts.pop("months"), CompanyFigures(**facts.pop("network"))
        return Analysis(
            people=_frame(files["people.parquet"]),
            network=figures,
            clusters=clusters,
            findings=findings,
            settings=settings,
            make_base=make_base,
            months=None if months is None else tuple(months),
            signals=signals,
            **facts,
        )

    return Form("analysis", _analysis_files, read)


def _analysis_files(analysis: Analysis) -> Files:
    facts = {name: getattr(analysis, name) for name in ("data", "coverage", "months")}
    facts["network"] = dict(analysis.network)
    for name in ("clusters", "findings", "signals"):
        facts[name] = [vars(one) for one in getattr(analysis, name)]
    return {"people.parquet": _parquet(analysis.people), FACTS: _json(facts)}


def frame_form(kind: str) -> Form[pd.DataFrame]:
    """A table of a result."""
    return Form(kind, lambda frame: {"table.parquet": _parquet(frame)}, lambda files: _frame(files["table.parquet"]))


def _steps_from(files: Files) -> tuple[Step, ...]:
    rows = json.loads(files[FACTS])
    return tuple(Step(**(row | {name: tuple(row[name]) for name in ("members", "others")})) for row in rows)


def _steps_files(steps: Iterable[Step]) -> Files:
    return {FACTS: _json([vars(step) for step in steps])}


STEPS = Form("groups", _steps_files, _steps_from)
"""What happened to the groups month by month."""
RECORDS = Form("records", records_files, records_from)
