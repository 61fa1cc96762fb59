"""Where the files of the app are: at the top of a checkout, inside the package once it is installed from a wheel."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
IN_WHEEL = "_app"
DATA_VARIABLE = "OFFICE_ALLY_DATA"
"""The environment variable with the data that the app opens with; the sample company where it is not set."""
KEY_VARIABLE = "OFFICE_ALLY_TOKEN"
"""The environment variable with the key without which nobody is let in."""
BROWSER_VARIABLE = "OFFICE_ALLY_BROWSER"
"""Set to `1` where a browser is to be opened once the app is there."""


def app_folder(package: Path = PACKAGE) -> Path:
    """The folder with `app.py`, `pages/`, `sample_data/` and the theme.

    >>> (app_folder() / "app.py").is_file(), (app_folder() / "sample_data" / "people.csv").is_file()
    (True, True)
    """
    inside = package / IN_WHEEL
    return inside if inside.is_dir() else package.parent


def sample_folder() -> Path:
    """The data folder of the sample company."""
    return app_folder() / "sample_data"


def first_data() -> Path:
    """The data that the app opens with: what `OFFICE_ALLY_DATA` names, or the sample company."""
    return Path(os.environ.get(DATA_VARIABLE) or sample_folder())
