"""Who are my allies?"""

from ally_graph import ui
from ally_graph.ui.sections import allies

ui.ensure_app()
allies.page(ui.chosen())
