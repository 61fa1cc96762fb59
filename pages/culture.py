"""What to do about the culture?"""

from ally_graph import ui
from ally_graph.ui.sections import culture

ui.ensure_app()
culture.page(ui.chosen())
