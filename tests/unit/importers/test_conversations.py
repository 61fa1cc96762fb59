"""Columns of messages that grow by blocks."""

from __future__ import annotations

import numpy as np

from ally_graph.importers import conversations
from ally_graph.importers.conversations import Message, Talk
from ally_graph.importers.gathering import Gathered


def test_columns_that_grow_by_blocks_come_out_as_they_went_in(monkeypatch):
    """More people than fit in one byte, seven rows to a block: every tie is there in its order, in two bytes."""
    monkeypatch.setattr(conversations, "PACKED", 7)
    talk, people = Talk(), {f"U{number}": f"U{number}" for number in range(300)}
    ties = [(f"U{number}", f"U{(number * 7 + 1) % 300}") for number in range(299)]
    for row, (author, asked) in enumerate(ties, start=1):
        assert talk.take(Message(author, f"2026-03-{row % 28 + 1:02d}T10:00:00Z", answers=asked), row, people)
    gathered = Gathered()
    gathered.file("export.zip")
    talk.add_to(gathered, "export.zip")
    frame = gathered.parts["interactions"][0]
    assert list(zip(frame["from_id"], frame["to_id"], strict=True)) == ties
    assert frame["from_id"].cat.codes.dtype == np.int16
    assert frame["_row"].tolist() == list(range(1, 300))
    assert frame["timestamp"].dt.day.tolist() == [row % 28 + 1 for row in range(1, 300)]
    tables = gathered.finished()
    assert tables["interactions"].attrs["files"][0].used == 299
    assert not any(gathered.parts.values())
