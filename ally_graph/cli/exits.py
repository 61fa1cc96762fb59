"""How a command ends: its exit code, and what is said about what went wrong.

0: done; 1: the data has problems that stop the work; 2: wrong usage; 130: stopped with Ctrl-C.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from ally_graph.errors import DataError, Problem, SettingError

DONE, DATA_PROBLEMS, WRONG_USAGE, STOPPED = 0, 1, 2, 130
SEVERITIES = ("error", "set aside", "notice")


def run(command: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """Run a command with these arguments and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return command(arguments)
    except KeyboardInterrupt:
        print("Stopped. No file was left half-written.", file=sys.stderr)
        return STOPPED
    except DataError as error:
        print(problem_lines(error.problems), end="", file=sys.stderr)
        return DATA_PROBLEMS
    except SettingError as error:
        print(f"error: {error}", file=sys.stderr)
        return WRONG_USAGE
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except OSError as error:
        print(f"error: {error.filename or 'file'}: {error.strerror or error}", file=sys.stderr)
        return WRONG_USAGE


def problem_lines(problems: Sequence[Problem]) -> str:
    """Problems a line each, errors first."""
    ordered = sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity))
    return "".join(f"{problem.severity}: {problem}\n" for problem in ordered)
