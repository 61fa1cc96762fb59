"""What the pages are made of. Streamlit is imported here, in `app.py` and in `pages/`, and nowhere else."""

from ally_graph.ui.parts.downloads import download
from ally_graph.ui.parts.filters import sidebar
from ally_graph.ui.parts.frame import ensure_app, errors_shown, fetch_ahead
from ally_graph.ui.parts.map_view import network_map
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import cards, chart, empty, findings, heading, note, sentence, table, untold
from ally_graph.ui.sections.shelf import follow_address
from ally_graph.ui.state.session import (
    Chosen,
    active_records,
    chosen,
    chosen_places,
    is_sample,
    once,
    use_data,
)
from ally_graph.views import answers

__all__ = [
    "Chosen",
    "active_records",
    "answers",
    "cards",
    "chart",
    "chosen",
    "chosen_places",
    "download",
    "empty",
    "ensure_app",
    "errors_shown",
    "fetch_ahead",
    "findings",
    "follow_address",
    "heading",
    "is_sample",
    "md",
    "network_map",
    "note",
    "once",
    "sentence",
    "sidebar",
    "table",
    "untold",
    "use_data",
]
