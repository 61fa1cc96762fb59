"""vivainsights: `network_p2p` with groups, then `network_summary`, on ties that were added up beforehand.

Run with the interpreter that has it (`python -m pip install vivainsights pyarrow`):

    python viva.py TIES.parquet TABLE.csv
"""

from __future__ import annotations

import sys

import pandas as pd
import vivainsights as vi


def main() -> None:
    ties = pd.read_parquet(sys.argv[1])
    # The layout is always drawn; at random is the quickest. Without it being asked for, mds would take hours.
    graph = vi.network_p2p(ties, return_type="network", community="multilevel", weight="weight", layout="random")
    vi.network_summary(graph, hrvar="Organization").to_csv(sys.argv[2], index=False)


if __name__ == "__main__":
    main()
