"""Who could be whose buddy, mentor, or company for a coffee?"""

from ally_graph import ui
from ally_graph.ui.sections import buddies

ui.ensure_app()
buddies.page(ui.chosen())
