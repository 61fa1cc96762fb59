"""The program that reads one upload in a process of its own: what it may take is limited, and it can be killed.

It is started with its file, not as a module, so that nothing of Streamlit is loaded. It gets one line of JSON, says how
far it is on standard output, writes its result as plain Parquet and JSON, and ends when the process that asked is gone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

ERROR, FACTS = "error.json", "facts.json"


def main() -> None:
    """Read what is asked on standard input."""
    asked = json.loads(sys.stdin.readline())
    _limit(asked["memory"], asked["seconds"])
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    out = Path(asked["out"])
    from ally_graph.errors import DataError, SettingError

    try:
        files = TASKS[asked["task"]](asked, _tell)
    except DataError as error:
        files = {ERROR: _json({"problems": [problem.to_dict() for problem in error.problems]})}
    except SettingError as error:
        files = {ERROR: _json({"setting": str(error)})}
    except MemoryError:
        files = {ERROR: _json({"memory": True})}
    for name, data in files.items():
        (out / name).write_bytes(data)


def _limit(memory: int, seconds: int) -> None:
    """Take no more than so many bytes of memory and seconds of a processor; files can't grow beyond the memory."""
    try:
        import resource
    except ImportError:  # Windows, where the server ends a process that takes too long
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, memory)):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _end_with_the_server() -> None:
    sys.stdin.read()
    os._exit(1)


def _tell(share: float, words: str) -> None:
    print(f"{share:.3f} {' '.join(words.split())}", flush=True)


def _load(asked: dict, tell: object) -> dict[str, bytes]:
    """The records of a path, kept beside an upload, so that nobody else need read that again."""
    from ally_graph import cache
    from ally_graph.cache import forms

    return forms.records_files(cache.load(asked["path"], small_too=asked["uploaded"], progress=tell))


def _preview(asked: dict, _tell: object) -> dict[str, bytes]:
    """The first rows of a table whose columns can be told apart by their headings."""
    from ally_graph.importers import preview, with_headings

    frame = with_headings(Path(asked["path"]).name, preview(asked["path"], asked["rows"]))
    problems = [problem.to_dict() for problem in frame.attrs.get("problems", ())]
    names, frame.columns = list(frame.columns), [str(place) for place in range(frame.shape[1])]
    frame.attrs.clear()
    return {"table.parquet": frame.to_parquet(index=False), FACTS: _json({"columns": names, "problems": problems})}


def _convert(asked: dict, _tell: object) -> dict[str, bytes]:
    """The tables of another format as a data folder; what came up on the way is in the facts."""
    from ally_graph.importers import SOURCES
    from ally_graph.records import write_folder

    tables = SOURCES[asked["source"]]([Path(name) for name in asked["paths"]], **asked["options"])
    write_folder(tables, asked["folder"])
    problems = [problem.to_dict() for frame in tables.values() for problem in frame.attrs.get("problems", ())]
    return {FACTS: _json({"problems": problems})}


def _look(asked: dict, _tell: object) -> dict[str, bytes]:
    """What the files are taken for, and the columns of a table of ties among them."""
    from ally_graph.importers import guess_mapping, look

    taken = look(asked["paths"], header_row=asked["header_row"])
    ties = [one.grid for one in taken.things if one.source == "edges"]
    single = ties[0] if len({tuple(grid.columns) for grid in ties}) == 1 else None
    mapping = guess_mapping(single.columns, single.frame) if single is not None else {}
    undated = any(one.source in ("matrix", "graph") for one in taken.things) or any(
        "timestamp" not in guess_mapping(grid.columns) for grid in ties
    )
    facts = {"sentence": taken.sentence, "sources": taken.sources, "mapping": mapping, "undated": undated}
    tables = [[one.source, one.grid.sheet, one.grid.columns] for one in taken.things if one.grid is not None]
    return {FACTS: _json(facts | {"columns": single.columns if single is not None else [], "tables": tables})}


def _take(asked: dict, _tell: object) -> dict[str, bytes]:
    """The files as a data folder; the counts, the problems and an example of a tie are in the facts."""
    from ally_graph.importers import convert_found
    from ally_graph.importers.choices import choices
    from ally_graph.records import write_folder

    tables = convert_found(asked["paths"], choices(**asked["options"]))
    first = next(iter(tables.values())).attrs
    facts = {
        "problems": [problem.to_dict() for problem in first["problems"]],
        "files": [str(one) for one in first["files"]],
    }
    facts |= {"example": _example(tables), "preview": _preview_of(tables)}
    write_folder(tables, asked["folder"])
    return {FACTS: _json(facts)}


def _preview_of(tables: dict, rows: int = 8) -> list[dict[str, str]]:
    """The first ties, or thanks, as texts, with people by name."""
    frame = tables.get("interactions", tables.get("recognitions"))
    if frame is None:
        return []
    first = frame.head(rows)
    moments = first.select_dtypes("datetime")
    texts = {name: moments[name].dt.strftime("%Y-%m-%dT%H:%M:%SZ") for name in moments}
    names = _names(tables)
    people = {name: first[name].astype("str").map(lambda one: str(names.get(one, one))) for name in first.columns[:2]}
    return first.assign(**texts, **people).astype("str").to_dict("records")


def _names(tables: dict) -> dict[str, str]:
    """Names by id, for those who have one."""
    people = tables.get("people")
    if people is None or "name" not in people:
        return {}
    told = people.dropna(subset=["name"])
    return dict(zip(told["person_id"], told["name"], strict=True))


def _example(tables: dict) -> dict[str, object]:
    """Two people of a tie by name, and which of them helps the other, if one does; nothing where there is no tie."""
    from ally_graph.vocabulary import RECOGNITION, Flow, flow_of, kind_title

    frame = tables["interactions"] if "interactions" in tables else tables.get("recognitions")
    if frame is None:
        return {}
    one, two, kind = frame.iloc[0, 0], frame.iloc[0, 1], RECOGNITION.key
    if "interactions" in tables:
        support = frame[[flow_of(str(kind)) in (Flow.GIVEN, Flow.RECEIVED) for kind in frame["kind"]]]
        row = (support if len(support) else frame).iloc[0]
        one, two, kind = row["from_id"], row["to_id"], str(row["kind"])
    names = _names(tables)
    one, two = (str(names.get(person, person)) for person in (one, two))
    flow = flow_of(kind)
    giver, receiver = (two, one) if flow is Flow.RECEIVED else (one, two)
    helps = flow in (Flow.GIVEN, Flow.RECEIVED)
    words = (
        f"{giver} helps {receiver} ({kind_title(kind).lower()})"
        if helps
        else f"{one} and {two} are in contact, and nobody helps"
    )
    return {"from": one, "to": two, "giver": giver, "receiver": receiver, "directed": helps, "words": words}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


TASKS = {"load": _load, "preview": _preview, "convert": _convert, "look": _look, "take": _take}

if __name__ == "__main__":
    main()
