"""Small data folders made of texts."""

from pathlib import Path

import pytest

from ally_graph.records import Records, load

EVENTS = "from_id,to_id,timestamp,kind\n"
PEOPLE = "person_id,name,team\nana,Ana,Support\nbo,Bo,Support\ncy,Cy,Design\n"


@pytest.fixture
def read(tmp_path: Path):
    """Write files given by name and load the folder."""

    def write_and_load(files: dict[str, str | bytes], **options) -> Records:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode("utf-8")
            (tmp_path / name).write_bytes(data)
        return load(tmp_path, **options)

    return write_and_load


@pytest.fixture
def read_people(read):
    """Load a folder that holds only a people table."""
    return lambda text: read({"people.csv": text})


@pytest.fixture
def read_events(read):
    """Load a folder with three people and these rows of interactions."""
    return lambda rows, people=PEOPLE: read({"people.csv": people, "interactions.csv": EVENTS + rows})
