"""Importers: one function for each format that becomes a data folder."""

from ally_graph.importers.calendar import convert_calendar
from ally_graph.importers.edges import convert_edges, guess_mapping, guess_people_mapping, with_headings
from ally_graph.importers.front import convert_found, look
from ally_graph.importers.git import convert_git
from ally_graph.importers.github import convert_github
from ally_graph.importers.graph import convert_graph
from ally_graph.importers.hris import convert_hris
from ally_graph.importers.kudos import convert_kudos
from ally_graph.importers.mail import convert_mail
from ally_graph.importers.matrix import convert_matrix
from ally_graph.importers.slack import convert_slack
from ally_graph.importers.source import SOURCES
from ally_graph.importers.survey import convert_survey
from ally_graph.importers.teams import convert_teams
from ally_graph.importers.viva import convert_viva
from ally_graph.records.reading import preview, read_table

__all__ = [
    "SOURCES",
    "convert_calendar",
    "convert_edges",
    "convert_found",
    "convert_git",
    "convert_github",
    "convert_graph",
    "convert_hris",
    "convert_kudos",
    "convert_mail",
    "convert_matrix",
    "convert_slack",
    "convert_survey",
    "convert_teams",
    "convert_viva",
    "guess_mapping",
    "guess_people_mapping",
    "look",
    "preview",
    "read_table",
    "with_headings",
]
