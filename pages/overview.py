"""What needs attention?"""

from ally_graph import ui, views
from ally_graph.ui.sections import indicators as indicator_parts
from ally_graph.ui.sections import summary
from ally_graph.views import answers


def shown(choice: ui.Chosen) -> tuple:
    """What this page shows of a choice."""
    people = views.people(choice.analysis, choice.viewer, choice.team)
    found = views.findings(choice.analysis, choice.viewer, choice.team)
    return people, found, answers.attention(found, people, choice), answers.foundation(choice)


ui.ensure_app()
choice = ui.chosen()
people, found, answer, foundation = ui.once(choice, "overview", lambda: shown(choice))

ui.heading("What needs attention?", answer)
ui.cards(summary.cards(choice, found, people))
ui.findings(found, key="overview", checked=answers.looked_for(), columns=2)
summary.challenges(choice)
ui.note(foundation)
indicator_parts.work_ahead(choice)
ui.fetch_ahead()
