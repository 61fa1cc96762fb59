"""The forms in which times are written, in one table; which of them a column is in is guessed only beyond doubt."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import pandas as pd

from ally_graph.records.dates import ISO_TIME

_CLOCK = (
    r"(?:[ T,]+(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|[A-Z]{2,5}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?)?"
)
_YEAR = r"(?P<y>\d{4}|\d{2})"
_WORDS = (
    "jan januar january janvier enero gennaio januari janeiro",
    "feb februar february fevrier février febrero febbraio februari fevereiro",
    "mar mär märz mrz march mars marzo maart março",
    "apr april avril abril aprile",
    "may mai mayo maggio mei maio",
    "jun juni june juin junio giugno junho",
    "jul juli july juillet julio luglio julho",
    "aug august aout août agosto augustus",
    "sep sept september septembre septiembre settembre setembro",
    "oct okt october oktober octobre octubre ottobre outubro",
    "nov november novembre noviembre novembro",
    "dec dez december dezember decembre décembre diciembre dicembre dezembro",
)
MONTHS = {word: number for number, words in enumerate(_WORDS, start=1) for word in words.split()}
ZONES = {
    **dict.fromkeys(("Z", "UTC", "GMT", "WET"), 0), "BST": 60, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120,
    "EEST": 180, "MSK": 180, "JST": 540, "AEST": 600, "AEDT": 660, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
"""Minutes ahead of UTC of the short names of time zones that survey tools write."""
EXCEL_FIRST = dt.datetime(1899, 12, 30)
NAMED = ("iso", "excel", "unix", "unix-ms", "slack", "dmy", "mdy", "ymd")
Read = Callable[[str], "str | None"]


@dataclass(frozen=True)
class Form:
    """One way to write a time: its key, an example, what matches it, and how a text becomes ISO 8601."""

    key: str
    example: str
    pattern: re.Pattern
    build: Callable[[re.Match], str | None]

    def read(self, text: str) -> str | None:
        """The time in ISO 8601, with its offset where one is written; None where it is not of this form."""
        match = self.pattern.fullmatch(text)
        try:
            return self.build(match) if match else None
        except (ValueError, OverflowError):
            return None


def _day(match: re.Match, *, month: int | None = None) -> str | None:
    parts = match.groupdict()
    year = int(parts["y"])
    year += (2000 if year < 70 else 1900) if len(parts["y"]) == 2 else 0
    moment = dt.datetime(year, month or int(parts["m"]), int(parts["d"]))
    if parts.get("h") is None:
        return moment.date().isoformat()
    hour = int(parts["h"])
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"][0] in "pP" else 0)
    moment = moment.replace(hour=hour, minute=int(parts["min"]), second=int(parts["s"] or 0))
    return moment.isoformat() + _offset(parts["zone"])


def _offset(zone: str | None) -> str:
    """A zone as the end of an ISO time; one that is not known says nothing."""
    if not zone:
        return ""
    if zone in ZONES:
        minutes = ZONES[zone]
    else:
        match = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", zone)
        if not match:
            return ""
        minutes = (int(match[2]) * 60 + int(match[3] or 0)) * (-1 if match[1] == "-" else 1)
    return "Z" if minutes == 0 else f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _named_month(match: re.Match) -> str | None:
    month = MONTHS.get(match["name"].casefold().strip("."))
    return _day(match, month=month) if month else None


def _excel(match: re.Match) -> str | None:
    return _from_days(float(match[0].replace(",", ".")))


def _from_days(days: float) -> str:
    moment = EXCEL_FIRST + dt.timedelta(seconds=round(days * 86_400))
    return moment.date().isoformat() if days == int(days) else moment.isoformat()


def _unix(divide: int) -> Callable[[re.Match], str | None]:
    def build(match: re.Match) -> str:
        moment = dt.datetime.fromtimestamp(float(match[0]) / divide, dt.UTC)
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

    return build


def _mail(match: re.Match) -> str | None:
    return parsedate_to_datetime(match[0]).isoformat()


def _compact(match: re.Match) -> str | None:
    moment = dt.datetime.strptime(match[1] + match[2].ljust(6, "0"), "%Y%m%d%H%M%S")
    return moment.isoformat() + ("Z" if match[3] else "")


def _numbers(order: str, marks: str) -> re.Pattern:
    parts = {"d": r"(?P<d>\d{1,2})", "m": r"(?P<m>\d{1,2})", "y": _YEAR if order[0] != "y" else r"(?P<y>\d{4})"}
    one, two, three = (parts[letter] for letter in order)
    return re.compile(rf"{one}(?P<mark>[{marks}]) ?{two}(?P=mark) ?{three}{_CLOCK}")


_MAIL = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? .{1,40}")
_MONTH_NAME = r"(?P<name>[^\W\d_]{3,10}\.?)"
FORMS: dict[str, Form] = {
    form.key: form
    for form in (
        Form("iso", "2026-03-31T14:30:00Z", re.compile(ISO_TIME.strip("^$")), lambda match: match[0]),
        Form("ymd", "2026/03/31", _numbers("ymd", "./-"), _day),
        Form("dmy", "31/03/2026", _numbers("dmy", "./-"), _day),
        Form("mdy", "03/31/2026", _numbers("mdy", "/-"), _day),
        Form(
            "day-name",
            "31 March 2026",
            re.compile(rf"(?:[^\W\d_]+,? )?(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[ -]{_MONTH_NAME},?[ -]{_YEAR}{_CLOCK}"),
            _named_month,
        ),
        Form(
            "name-day",
            "March 31, 2026",
            re.compile(rf"(?:[^\W\d_]+,? )?{_MONTH_NAME} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}{_CLOCK}"),
            _named_month,
        ),
        Form("mail", "Tue, 31 Mar 2026 14:30:00 +0200", _MAIL,
             _mail),
        Form("compact", "20260331T143000Z", re.compile(r"(\d{8})T?(\d{4}(?:\d{2})?)(Z?)"), _compact),
        Form("excel", "46112", re.compile(r"[234567]\d{4}(?:[.,]\d{1,12})?"), _excel),
        Form("unix", "1774967400", re.compile(r"1?\d{9}(?:\.0+)?|[23]\d{9}"), _unix(1)),
        Form("unix-ms", "1774967400000", re.compile(r"[123]\d{12}(?:\.0+)?"), _unix(1_000)),
        Form("unix-us", "1774967400000000", re.compile(r"[123]\d{15}"), _unix(1_000_000)),
        Form("slack", "1774967400.000200", re.compile(r"1?\d{9}\.\d{6}"), _unix(1)),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Understood:
    """A column of times: each distinct text in ISO 8601 (None where it is none), in which form, and what is in doubt.

    `doubt` names the forms between which nothing decides; then only texts in ISO 8601 are read.
    """

    texts: Mapping[str, str | None]
    form: str = "iso"
    doubt: tuple[str, ...] = ()


def understood(texts: Iterable[str], given: str | None = None) -> Understood:
    """The times of a column, in the one form that fits all that are not ISO 8601; in the form that is given, if one is.

    >>> understood(["28/04/2026", "03/04/2026"]).texts["03/04/2026"], understood(["03/04/2026"]).doubt
    ('2026-04-03', ('dmy', 'mdy'))
    """
    distinct = {text: " ".join(text.split()) for text in dict.fromkeys(texts)}
    read = {text: _iso(plain) for text, plain in distinct.items()}
    left = {text: plain for text, plain in distinct.items() if read[text] is None}
    if given:
        reader = reader_of(given)
        return Understood(read | {text: reader(plain) for text, plain in left.items()}, given)
    found = {key: _read_by(form, left) for key, form in FORMS.items() if key != "iso"}
    some = {text for column in found.values() for text in column}
    whole = {key: column for key, column in found.items() if some and len(column) == len(some)}
    if not whole:
        return Understood(read, "iso", tuple(key for key, column in found.items() if column))
    first, *others = whole.values()
    if any(column != first for column in others):
        return Understood(read, "iso", tuple(whole))
    return Understood(read | first, next(iter(whole)))


def _read_by(form: Form, left: Mapping[str, str]) -> dict[str, str]:
    """The texts that a form can read, as it reads them."""
    return {text: moment for text, plain in left.items() if (moment := form.read(plain))}


def _iso(text: str) -> str | None:
    return text if FORMS["iso"].pattern.fullmatch(text) else None


def reader_of(given: str) -> Read:
    """What reads a text in a form that somebody names: a key of the table, or a format such as `%d/%m/%Y`."""
    if given in FORMS:
        return FORMS[given].read

    def read(text: str) -> str | None:
        moment = pd.to_datetime(pd.Series([text]), format=given, errors="coerce")[0]
        if pd.isna(moment):
            return None
        return moment.date().isoformat() if not re.search(r"%[HIMSpXcsT]", given) else moment.isoformat()

    return read


def is_form(given: str) -> bool:
    """Whether a text can say how times are written.

    >>> is_form("%d.%m.%Y"), is_form("DD.MM.YYYY"), is_form("excel")
    (True, False, True)
    """
    return given in FORMS or bool(re.search(r"%[dmyYbBjsc]", given))


def as_strptime(given: str) -> str:
    """A form in letters, such as `DD.MM.YYYY`, as the format that is meant.

    >>> as_strptime("DD.MM.YYYY"), as_strptime("m/d/yy HH:MM")
    ('%d.%m.%Y', '%m/%d/%y %H:%M')
    """
    day, _, clock = given.partition(" ")
    for pattern, letter in ((r"[yY]{4}", "%Y"), (r"[yY]{2}", "%y"), (r"\b[mM]{1,2}\b", "%m"), (r"\b[dD]{1,2}\b", "%d")):
        day = re.sub(pattern, letter, day)
    for pattern, letter in ((r"[hH]{1,2}", "%H"), (r"[mM]{2}", "%M"), (r"[sS]{2}", "%S")):
        clock = re.sub(pattern, letter, clock)
    return f"{day} {clock}".strip()


def named_form(key: str) -> str:
    """A form of the table in words."""
    names = {"excel": "Excel's numbers of days", "unix": "Unix seconds", "unix-ms": "Unix milliseconds",
             "unix-us": "Unix microseconds", "slack": "Slack's seconds", "dmy": "day, month, year",
             "mdy": "month, day, year", "ymd": "year, month, day"}  # fmt: skip
    return names.get(key, f"times such as {example_of(key)}")


def example_of(key: str) -> str:
    """A time in a form of the table."""
    return FORMS[key].example if key in FORMS else key
