"""The frame around every page: that the app runs first, and that errors are shown in one place."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from ally_graph import views
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.errors import AllyGraphError, DataError
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.state import jobs
from ally_graph.ui.state.session import is_sample, use_sample

log = logging.getLogger(__name__)


def ensure_app() -> None:
    """Make the app run before the page: the first line of every page.

    Streamlit also takes the folder `pages/` by itself. Asked for a page right after a start, before anybody has opened
    the app, it would run the page's file alone, without filters and without the place where errors are shown. This
    switches that off and runs the same address again.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


@contextmanager
def errors_shown(key: str = "page") -> Iterator[None]:
    """Show what the user can mend, with how to mend it; anything else goes to the log in full and is owned up to."""
    try:
        yield
    except DataError as error:
        st.error("This data can't be used as it is. Here is what to mend.", icon=":material/build:")
        frame = content_of(views.problems(error.problems, LOCAL))
        st.dataframe(frame, hide_index=True, key=f"{key}_to_mend", alt="What to mend in the data")
        _way_back(key)
    except jobs.Stopped as stopped:
        st.info(md(str(stopped)), icon=":material/pause_circle:")
        st.button("Work it out after all", key=f"{key}_again", on_click=jobs.again, args=(stopped.name,))
    except AllyGraphError as error:
        st.error(md(str(error)), icon=":material/build:")
        _way_back(key)
    except Exception:
        log.exception("A page stopped with an error that nobody expected")
        st.error(
            "Something went wrong on our side, not on yours. The details are in the log; the other pages still work.",
            icon=":material/error:",
        )
        _way_back(key)


@st.cache_resource(show_spinner=False)
def fetch_ahead() -> None:
    """Let the browser fetch what draws charts and tables, out of sight: the next page needn't wait for a megabyte."""
    with st.container(key="ahead"):
        nothing = {"data": {"values": []}, "mark": {"type": "point", "aria": False}}
        st.vega_lite_chart(nothing, key="chart_ahead", alt="Fetched ahead")
        st.dataframe(pd.DataFrame({"": []}), key="table_ahead", alt="Fetched ahead")


def _way_back(key: str) -> None:
    """Away from data that stops the whole page; a draft that can't be used stops nothing."""
    if key == "page" and not is_sample():
        st.button("Back to the sample company", on_click=use_sample, key="way_back", type="primary")
