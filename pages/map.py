"""Who is allied with whom?"""

from ally_graph import ui
from ally_graph.ui.sections import changed, contents, map_filter, map_section

ui.ensure_app()
choice = ui.chosen()
people, network, _, answer = contents.map_of_all(choice)

ui.heading("Who is allied with whom?", answer)
told = changed.show(choice, "map")
map_section.show(choice)
ui.table(
    map_filter.of_table(choice, changed.people_of(choice, people, told, "map")),
    changed.columns(
        choice,
        ["name", "team", "allies", "help_given", "help_received", "balance", "two_way_share", "cross_team_share"],
        told,
    ),
    key="people",
    alt_text="Everybody with their allies, and the help they give and get",
    file_name="people.csv",
)
