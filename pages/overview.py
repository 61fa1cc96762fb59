"""What needs attention?"""

from ally_graph import ui, views
from ally_graph.ui.sections import indicators as indicator_parts
from ally_graph.ui.sections import summary
from ally_graph.views import answers

ui.ensure_app()
choice = ui.chosen()
people = views.people(choice.analysis, choice.viewer, choice.team)
found = views.findings(choice.analysis, choice.viewer, choice.team)

ui.heading("What needs attention?", answers.attention(found, people, choice))
ui.cards(summary.cards(choice, found, people))
ui.findings(found, key="overview", checked=answers.looked_for(), columns=2)
summary.challenges(choice)
ui.note(answers.foundation(choice))
indicator_parts.work_ahead(choice)
ui.fetch_ahead()
