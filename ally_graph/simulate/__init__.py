"""Invented companies whose truth is known: to try the product, to teach with it, and to test it.

A scenario makes a `Company`: its small tables, its events in time order and what was planted in it. The same seed makes
the same bytes. To add a scenario, write a function from a `Plan` to a `Company` and register it with `SCENARIOS.add`.
"""

from __future__ import annotations

from ally_graph.simulate import crowd, technova
from ally_graph.simulate.company import SCENARIOS, Company, Plan, no_truth
from ally_graph.simulate.folder import simulate, tables

__all__ = ["SCENARIOS", "Company", "Plan", "crowd", "no_truth", "simulate", "tables", "technova"]
