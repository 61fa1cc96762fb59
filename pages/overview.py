"""What needs attention?"""

from ally_graph import ui
from ally_graph.ui.sections import cards, changed, contents, culture, group_changes, shelf, summary, takeaway
from ally_graph.ui.sections import indicators as indicator_parts
from ally_graph.ui.state.session import map_ahead

ui.ensure_app()
choice = ui.chosen()
people, found, answer, foundation, checked = contents.overview(choice)

ui.heading("What needs attention?", answer)
shelf.welcome(choice.records)
told = changed.show(choice, "overview")
ui.cards(summary.cards(choice, found, people, told))
cards.show(choice, found, told, checked=checked, key="overview", columns=2)
summary.challenges(choice)
ui.note(foundation)
takeaway.offer(choice)
indicator_parts.work_ahead(choice)
group_changes.work_ahead(choice)
culture.work_ahead(choice)
map_ahead(choice)
ui.fetch_ahead()
