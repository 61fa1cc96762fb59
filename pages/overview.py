"""What needs attention?"""

from ally_graph import ui
from ally_graph.ui.sections import contents, summary
from ally_graph.ui.sections import indicators as indicator_parts

ui.ensure_app()
choice = ui.chosen()
people, found, answer, foundation, checked = contents.overview(choice)

ui.heading("What needs attention?", answer)
ui.cards(summary.cards(choice, found, people))
ui.findings(found, key="overview", checked=checked, columns=2)
summary.challenges(choice)
ui.note(foundation)
indicator_parts.work_ahead(choice)
ui.fetch_ahead()
