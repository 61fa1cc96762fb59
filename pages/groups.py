"""Which groups hold together?"""

from ally_graph import charts, ui
from ally_graph.ui.sections import cards, changed, contents, group_changes, group_naming, to_deck

ui.ensure_app()
choice = ui.chosen()
groups, some, by_team, found, answer, checked, untold = contents.groups(choice)

ui.heading("Which groups hold together?", answer)
told = changed.show(choice, "groups")
if by_team is not None:
    ui.chart(charts.clusters_by_team, by_team, dark=choice.dark, key="clusters_by_team")
elif untold is not None:
    ui.untold(untold)
else:
    ui.empty(
        "No groups to show",
        "Contact runs too evenly, or there is too little of it, for groups that would come back.",
    )
cards.show(choice, found, told, checked=checked, key="groups", columns=2)
if some:
    ui.table(
        groups,
        changed.columns(choice, ["group", "people", "teams", "verdict", "stability", "members"], None),
        key="groups_table",
        alt_text="The groups, how sure each is, and who belongs to it",
        file_name="groups.csv",
    )
    group_naming.offer(choice)
group_changes.changes(choice)
to_deck.offer("groups")
