"""Who may be on their own?"""

from ally_graph import charts, ui
from ally_graph.ui.sections import cards, changed, contents

COLUMNS = ["name", "team", "allies", "help_given", "help_received", "two_way_share", "cross_team_share"]

ui.ensure_app()
choice = ui.chosen()
people, by_name, found, answer, checked, untold = contents.alone(choice)

ui.heading("Who may be on their own?", answer)
told = changed.show(choice, "alone")
if untold is None:
    ui.chart(charts.allies_by_team, people, then=changed.then_of(told), dark=choice.dark, key="allies_by_team")
else:
    ui.untold(untold)
cards.show(choice, found, told, checked=checked, key="alone", columns=2)
ui.table(
    changed.people_of(choice, by_name, told, "alone"),
    changed.columns(choice, COLUMNS, told),
    key="people",
    alt_text="Everybody with their allies, by name",
    file_name="allies.csv",
)
