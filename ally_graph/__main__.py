"""`python -m ally_graph`: the command line."""

import sys

from ally_graph import terminal
from ally_graph.cache import printed


def start(arguments: list[str]) -> int:
    """Print again what this very command printed for this very data, or run it."""
    code = printed.again(arguments)
    if code is not None:
        return code
    from ally_graph.allocation import hurry
    from ally_graph.command_line import command

    hurry()
    return command(arguments)


if __name__ == "__main__":
    sys.exit(terminal.run(start, sys.argv[1:]))
