"""Slides made from the data, one sentence and one picture each; people are named only where asked for and allowed."""

from ally_graph.deck.deck import Deck, Frame, Slide
from ally_graph.deck.making import deck
from ally_graph.deck.plan import Plan, Wish
from ally_graph.deck.slides import SLIDES

__all__ = ["SLIDES", "Deck", "Frame", "Plan", "Slide", "Wish", "deck"]
