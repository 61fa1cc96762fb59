"""Words in cells that name no person: those that stand for nothing, and those that stand below a table."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

EMPTY_WORDS = ("NA", "N/A", "#N/A", "NULL", "None", "nan", "NaN", "<NA>", "-", "--", "n.a.", "(blank)", "(empty)")
"""What programs and people write where there is nothing."""
TOTALS = frozenset(
    {
        *("total", "totals", "grand total", "sub total", "subtotal", "gesamt", "gesamtergebnis", "summe"),
        *("total general", "totaal", "totale", "total général", "eindtotaal", "сумма", "итого", "合計", "総計"),
    }
)
"""What stands in the last row of a report in place of a person; no word that is somebody's name."""
_REMARK = re.compile(
    r"(applied filters?|filters? applied|angewendete filter|filtres appliqués|report (run|generated|created)"
    r"|generated (on|by|at)|exported (on|by|from|at)|printed on|data as of|source:|quelle:|note:|confidential|©)",
    re.IGNORECASE,
)


_ALL_TOTALS = "|".join(sorted(map(re.escape, TOTALS), key=len, reverse=True))
_COUNTED = re.compile(
    rf"({_ALL_TOTALS})\s*[:=(]?\s*[\d.,]+\)?"
    rf"|({_ALL_TOTALS}) (employees|workers|people|persons|rows|records|headcount|head count|staff|fte|count|responses"
    r"|number of \w+|mitarbeiter|mitarbeitende|personen|empleados|employés)(\s*[:=(]?\s*[\d.,]+\)?)?"
    r"|[\d.,]+ (rows?|records?|employees|workers|results)"
)
"""A total with its number in one cell, such as `Total: 5` or `5 rows`."""


def is_total(text: str) -> bool:
    """Whether a cell names a total, a filter or the making of a report, and no person.

    >>> is_total("Grand Total"), is_total("Applied filters: Team is Ops"), is_total("Total: 5"), is_total("Sum Wong")
    (True, True, True, False)
    >>> is_total("Total Headcount: 2"), is_total("Total number of employees"), is_total("Total Recall")
    (True, True, False)
    """
    words = " ".join(text.split()).casefold().strip(" :*")
    return words in TOTALS or bool(_COUNTED.fullmatch(words)) or bool(_REMARK.match(words))


def is_nothing(text: str, words: Collection[str] = EMPTY_WORDS) -> bool:
    """Whether a cell holds one of the words that stand for nothing.

    >>> is_nothing("NULL"), is_nothing("Nan Goldin")
    (True, False)
    """
    return text.strip().casefold() in _folded(tuple(words))


@lru_cache(maxsize=64)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


PERSON_KINDS = {
    "service": "service bot robot system shared_mailbox mailbox room resource application app integration "
    "service_account "
    "automation shared functional_account equipment",
    "contractor": "contractor freelancer consultant agency temp temporary_worker contingent_worker extern_contractor "
    "freelance leiharbeiter zeitarbeit",
    "external": "external guest customer client partner vendor extern supplier",
    "employee": "employee regular permanent full_time part_time fulltime parttime staff internal intern member "
    "user active "
    "regular_full_time regular_part_time fixed_term apprentice vollzeit teilzeit unbefristet befristet",
}
"""Words of others for the kinds of people."""
_KIND_OF = {word: kind for kind, words in PERSON_KINDS.items() for word in words.split()}
_IS_BOT = re.compile(r"(^|[\s_-])(bot|robot|service[\s_-]account|mailbox)($|[\s_-])", re.IGNORECASE)


def person_kind(text: str) -> str | None:
    """The kind of person that a word means; None where it says nothing.

    >>> person_kind("Bot"), person_kind("Shared mailbox"), person_kind("Freelancer"), person_kind("wizard")
    ('service', 'service', 'contractor', None)
    """
    words = re.sub(r"[^a-z0-9]+", "_", text.strip().casefold().replace("ä", "a")).strip("_")
    return _KIND_OF.get(words) or ("service" if _IS_BOT.search(text) else None)
