"""What needs attention?"""

from ally_graph import ui
from ally_graph.ui.sections import contents, shelf, summary
from ally_graph.ui.sections import indicators as indicator_parts
from ally_graph.views import answers

ui.ensure_app()
choice = ui.chosen()
people, found, answer, foundation = contents.overview(choice)

ui.heading("What needs attention?", answer)
shelf.welcome(choice.records)
ui.cards(summary.cards(choice, found, people))
ui.findings(found, key="overview", checked=answers.looked_for(), columns=2)
summary.challenges(choice)
ui.note(foundation)
indicator_parts.work_ahead(choice)
ui.fetch_ahead()
