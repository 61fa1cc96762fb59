"""`python -m ally_graph`, or `office-ally` where it is installed: the command line."""

import sys

from ally_graph.cache import printed
from ally_graph.cli import exits


def start(arguments: list[str]) -> int:
    """Print again what this very command printed for this very data, or run it."""
    code = printed.again(arguments)
    if code is not None:
        return code
    from ally_graph.cli.commands import command
    from ally_graph.compute.memory import share_one_heap

    share_one_heap()
    return command(arguments)


def main() -> int:
    """Run the command that was typed and return its exit code."""
    return exits.run(start, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
