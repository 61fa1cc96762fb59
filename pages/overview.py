"""What needs attention?"""

from ally_graph import disclose, ui
from ally_graph.ui import answers, indicator_parts, summary

ui.ensure_app()
choice = ui.chosen()
people = disclose.people(choice.analysis, choice.viewer, choice.team)
found = disclose.findings(choice.analysis, choice.viewer, choice.team)

ui.heading("What needs attention?", answers.attention(found, people, choice))
ui.cards(summary.cards(choice, found, people))
ui.findings(found, key="overview", checked=summary.checked(), columns=2)
summary.challenges(choice)
ui.note(answers.foundation(choice))
indicator_parts.work_ahead(choice)
ui.fetch_ahead()
