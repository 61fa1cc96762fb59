"""Run one command and print what it took: exit code, processor and wall seconds, and its highest memory in MB.

    python -S measured.py COMMAND [ARGUMENT ...]

A process of its own, and a small one: the highest memory of a new process is never told as less than that of the one
which started it.
"""

import json
import os
import sys
import time

begin = time.perf_counter()
quiet = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[quiet])
_, status, used = os.wait4(pid, 0)
wall = time.perf_counter() - begin
memory = used.ru_maxrss * 1024 / 1e6
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, wall, memory]))
