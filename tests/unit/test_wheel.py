"""What is in a wheel built from this checkout, and that the library in it finds its files."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_SHIPPED = {"__pycache__", ".office-ally-cache"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


def text_of(wheel, ending):
    [name] = [name for name in wheel.namelist() if name.endswith(ending)]
    return wheel.read(name).decode()


def files_below(folder):
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if not NOT_SHIPPED & set(path.parts)}


def test_the_wheel_holds_the_library_and_the_app_and_nothing_else(wheel):
    app = {"app.py", ".streamlit/config.toml"} | files_below("pages") | files_below("sample_data")
    expected = files_below("ally_graph") | {f"ally_graph/_app/{name}" for name in app}
    found = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert found == expected
    kinds = {Path(name).suffix for name in found}
    assert {".py", ".css", ".html", ".js", ".png", ".csv", ".toml"} <= kinds


def test_the_wheel_has_every_file_as_it_is_in_the_checkout(wheel):
    for name in ("app.py", "pages/map.py", "sample_data/people.csv", ".streamlit/config.toml"):
        assert wheel.read(f"ally_graph/_app/{name}") == (ROOT / name).read_bytes()


def test_the_wheel_asks_for_what_the_requirements_ask_for(wheel):
    told = Parser().parsestr(text_of(wheel, ".dist-info/METADATA"))
    lines = (ROOT / "requirements.txt").read_text().split()
    assert sorted(need for need in told.get_all("Requires-Dist") if "extra ==" not in need) == sorted(lines)
    assert {"warehouse", "spark", "postgres"} <= set(told.get_all("Provides-Extra"))
    assert (told["Name"], told["License-Expression"], told["License-File"]) == ("office-ally", "MIT", "LICENSE")
    assert text_of(wheel, ".dist-info/licenses/LICENSE") == (ROOT / "LICENSE").read_text()


def test_the_wheel_brings_the_command(wheel):
    assert "office-ally = ally_graph.__main__:main" in text_of(wheel, ".dist-info/entry_points.txt")


def test_the_library_of_the_wheel_finds_its_sample_company(wheel, tmp_path):
    """Unpacked and asked from an empty folder, away from the checkout; the sample company has sixty people."""
    wheel.extractall(tmp_path / "site")
    (tmp_path / "empty").mkdir()
    code = (
        "import ally_graph; from ally_graph.files.shipped import sample_folder; "
        "print(ally_graph.__file__, len(ally_graph.load(sample_folder()).people))"
    )
    paths = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "empty", env=paths, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == [str(tmp_path / "site" / "ally_graph" / "__init__.py"), "60"]
