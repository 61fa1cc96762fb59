"""How long the long suites are, and where they begin.

`OFFICE_ALLY_NIGHTLY=1` runs them whole, `=0.1` a tenth of them, and without it the short form runs. Another
`OFFICE_ALLY_SEED` draws other cases.
"""

from __future__ import annotations

import os

SHARE = float(os.environ.get("OFFICE_ALLY_NIGHTLY") or 0)
SEED = int(os.environ.get("OFFICE_ALLY_SEED") or 0)


def many(short: int, whole: int) -> int:
    """So many cases: the short form, or as many as are asked of the whole."""
    return max(short, round(SHARE * whole))
