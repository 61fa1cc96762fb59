"""What can be shown to a room?"""

from ally_graph import ui
from ally_graph.ui.sections import present

ui.ensure_app()
present.page(ui.chosen())
