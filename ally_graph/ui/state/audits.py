"""The plan and the audits of a data set: kept beside it where it is kept, else on the shelf of this visitor.

They are a file of their own, readable by its owner alone. What is kept of an audit are its figures as they were shown,
so that the next one can be held against them.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from ally_graph.cache.signing import OTHERS_READ, read_own
from ally_graph.culture.plan import Step
from ally_graph.errors import SettingError
from ally_graph.files.atomic import OWNER, replacing
from ally_graph.ui.state import notes, session
from ally_graph.views import audit

FILE, MOST_BYTES, MOST_KEPT = "audits.json", 8 << 20, 24
_lock = threading.Lock()
Kept = dict[str, dict]


def _of() -> str:
    """What the data in use is kept under: a hash of where it lies."""
    return hashlib.sha256(f"audits of {session.data_path()}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read() -> Kept:
    """Everything that is kept in the file of the data in use; nothing where it can't be read."""
    try:
        found = json.loads(read_own(notes.path().with_name(FILE), MOST_BYTES, closed=OTHERS_READ))
        return {str(key): dict(value) for key, value in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(found: Kept) -> None:
    with replacing(notes.path().with_name(FILE)) as draft:
        number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER)
        with open(number, "w", encoding="utf-8") as opened:
            json.dump(found, opened, ensure_ascii=True)
        os.chmod(draft, OWNER)


def kept() -> list[dict]:
    """The figures of the audits that are kept of the data in use, the newest first."""
    found = []
    for one in _read().get(_of(), {}).get("audits", ()):
        try:
            found.append(audit.from_json(json.dumps(one)))
        except SettingError:
            continue
    return sorted(found, key=lambda one: one["as_of"], reverse=True)


def before(as_of: str) -> dict | None:
    """The newest kept audit that looked back from an earlier day."""
    return next((one for one in kept() if one["as_of"] < as_of[:10]), None)


def plan() -> tuple[Step, ...]:
    """The steps that were decided on for the data in use."""
    steps = (audit.step_from(one) for one in _read().get(_of(), {}).get("plan", ()))
    return tuple(one for one in steps if one is not None)


def keep(figures: Mapping[str, object]) -> None:
    """Keep the figures of an audit, in place of one of the same day. Raises `OSError` where they can't be kept."""
    with _lock:
        found = _read()
        own = found.setdefault(_of(), {})
        others = [one for one in own.get("audits", ()) if one.get("as_of") != figures["as_of"]]
        own["audits"] = [*others, dict(figures)][-MOST_KEPT:]
        _write(found)


def keep_plan(steps: Sequence[Step]) -> None:
    """Keep the plan of the data in use. Raises `OSError` where it can't be kept."""
    with _lock:
        found = _read()
        found.setdefault(_of(), {})["plan"] = [asdict(one) for one in steps]
        _write(found)


def forget() -> None:
    """Take away the plan and the audits of the data in use. Raises `OSError` where they can't be taken away."""
    with _lock:
        found = _read()
        if found.pop(_of(), None) is not None:
            _write(found)
