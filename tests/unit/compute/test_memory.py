import platform
import subprocess
import sys

import pytest

MEASURED = """
import resource, sys
import numpy as np
from ally_graph.compute.memory import keep_freed_memory
if sys.argv[1] == "keep":
    assert keep_freed_memory()
np.ones(4_000_000).sum()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    np.ones(4_000_000).sum()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def pages_touched(choice):
    told = subprocess.run([sys.executable, "-c", MEASURED, choice], check=True, capture_output=True, text=True)
    return int(told.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_an_array_made_again_and_again_touches_its_pages_once():
    assert pages_touched("keep") * 5 < pages_touched("leave")
