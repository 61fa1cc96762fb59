"""Each rule of recommendations broken in a copy of the tree: a quick test has to fail for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.nightly.mutants import mutants

ROOT = Path(__file__).parents[2]
NEEDED = ("ally_graph", "tests", "pages", "sample_data", "app.py", "pyproject.toml", "requirements.txt")
SHORT = [one.number for one in mutants() if one.file.endswith("own_entries.py")][:3]


def test_every_rule_that_is_dropped_makes_a_test_fail(tmp_path):
    """Three of them, or all with `OFFICE_ALLY_NIGHTLY=1`; what is printed are those that no test saw."""
    for name in NEEDED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    numbers = [one.number for one in mutants()] if os.environ.get("OFFICE_ALLY_NIGHTLY") else SHORT
    command = [sys.executable, "tests/nightly/mutants.py", *map(str, numbers)]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, ""), found.stderr
