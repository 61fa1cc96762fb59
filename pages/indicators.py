"""Are the indicators moving?"""

import streamlit as st

from ally_graph import indicators, ui
from ally_graph.ui.sections import changed, to_deck
from ally_graph.ui.sections import indicators as indicator_parts
from ally_graph.ui.sections.phase_editor import phase_editor
from ally_graph.ui.state import against
from ally_graph.ui.state import months as chosen_months
from ally_graph.views import answers

ui.ensure_app()
own = ui.chosen()
choice = against.of_months(own)
group = chosen_months.group_in_focus(choice)
values, changes = chosen_months.chosen_values(choice, group), chosen_months.chosen_changes(choice, group)
answer = chosen_months.kept(choice, "moving", lambda: answers.moving(changes, values, group, choice), group)

ui.heading("Are the indicators moving?", answer)
ui.note(chosen_months.kept(own, "caution", lambda: indicators.caution(own.records)))
changed.show_months(own)
which, how = st.columns(2, vertical_alignment="bottom")
shown = which.selectbox("Indicator", indicator_parts.CHOICES, key="indicator", bind="query-params")
modes = [indicator_parts.AS_IT_WAS, indicator_parts.RUN_CHART]
mode = how.radio("Draw", modes, key="draw", horizontal=True, bind="query-params")
key, run = indicator_parts.indicator_key(shown), mode == indicator_parts.RUN_CHART
left, right = indicator_parts.places(values)
with left:
    indicator_parts.measures(choice, group, key, run=run)
at_once = indicator_parts.is_at_once(choice, group, key)
if at_once:
    with right:
        network = indicator_parts.beside(choice, group, key, run=run)
signs = indicator_parts.movement(choice, group, key)
indicator_parts.figures(choice, group, key)
phase_editor(own.records)
if not at_once:
    with right:
        network = indicator_parts.beside(choice, group, key, run=run)
if network:
    with signs:
        indicator_parts.leading_signs(choice, group)
to_deck.offer("indicators", "changes", "network")
