"""`python -m ally_graph`: the command line."""

import sys

from ally_graph.command_line import main

sys.exit(main())
