"""Are the indicators moving?"""

import streamlit as st

from ally_graph import disclose, indicators, ui
from ally_graph.ui import answers, summary

ui.ensure_app()
choice = ui.chosen()
group = choice.team if choice.team in indicators.groups(choice.records) else indicators.ALL
values = disclose.indicators(choice.records, choice.viewer, group)
changes = disclose.indicator_changes(choice.records, choice.viewer, group)
phases = disclose.table(indicators.phases(choice.records), choice.viewer)

ui.heading("Are the indicators moving?", answers.moving(changes, values, group))
ui.note(indicators.caution(choice.records))
shown = st.selectbox("Indicator", summary.INDICATOR_CHOICES, key="indicator", bind="query-params")
for line in summary.in_rows(summary.measures(values, shown), 4):
    for column, measure in zip(st.columns(4), line, strict=False):
        with column:
            summary.indicator(measure, phases, dark=choice.dark)
ui.note(summary.INDICATOR_CAPTION)
ui.table(
    changes,
    ["title", "unit", "before", "after", "difference", "words"],
    key="changes",
    alt_text="Every measure: its mean in the first phase and in the last, and the change in words",
    file_name="indicators.csv",
)
