"""What stands between the network and the pages: who may come in, what the browser may do, how many fit."""

from ally_graph.ui.server.start import MIDDLEWARE, started

__all__ = ["MIDDLEWARE", "started"]
