"""Meetings: calendars as `.ics`, and tables of attendance, as contact of everyone with everyone."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from dateutil.rrule import rrulestr

from ally_graph.importers.choices import Choices, Columns, choices
from ally_graph.importers.columns import (
    cells,
    chosen,
    flagged,
    ids_of,
    people_in,
    say_nothing_words,
    set_people_aside,
    split_people,
    times_in,
)
from ally_graph.importers.conversations import say_left_out
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.headings import guess, plain
from ally_graph.importers.opening import Grid, named, read_grids
from ally_graph.importers.roster import open_people
from ally_graph.importers.source import SOURCES
from ally_graph.importers.two_mode import Gathering, add_gatherings
from ally_graph.records.decoding import to_utf8
from ally_graph.records.limits import WHOLE_LIMIT
from ally_graph.records.places import Item
from ally_graph.records.sheet import stop

MEETING_NAMES: dict[str, str] = {
    "meeting": (
        "meeting meeting_id meeting_title event event_id subject besprechung termin title project project_id group "
        "group_id channel channel_id committee"
    ),
    "attendee": (
        "attendee attendee_email participant participant_id member member_id invitee teilnehmer person person_id email"
    ),
    "attendees": "attendees participants members required_attendees invitees teilnehmer_liste",
    "more": "optional_attendees optional_participants",
    "organizer": "organizer organiser organizer_email meeting_organizer organisator host",
    "timestamp": "timestamp start start_date start_time date time datetime datum beginn when day",
    "status": "status response response_status partstat",
}
DECLINED = {"declined", "no", "abgelehnt", "cancelled", "canceled", "abgesagt", "3"}
ROOMS = ("ROOM", "RESOURCE", "GROUP")
OCCURRENCES = 1_000
EVENTS = 200_000
_HOUR = r"(?i)\s*\d{1,2}:\d\d(:\d\d)?\s*([ap]\.?m\.?)?\s*"
_ROOM_NAME = re.compile(
    r"(?i)\b(conf(erence)?[ -]?room|meeting[ -]?room|boardroom|raum|salle|room[ -]?\d|projector|beamer)\b"
    r"|resource\.calendar"
)


@SOURCES.add("Meetings", question="Do you have a calendar, or a table of who attended which meeting?", key="calendar")
def convert_calendar(
    inputs: Sequence[str | Path],
    *,
    columns: Columns | None = None,
    people: str | Path | None = None,
    people_columns: Mapping[str, str] | None = None,
    kind: str | None = None,
    date: str | None = None,
    date_format: str | None = None,
    header_row: int | None = None,
    no_header: bool = False,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Calendars (`.ics`) and tables of attendance: everyone at a meeting is in contact, with weight 1 / (people - 1).

    A table has a row for each meeting and attendee, or one for each meeting with all attendees in a cell. Recurring
    meetings count each time; whoever declined, rooms and cancelled meetings don't; more than 25 people are an audience.

    References
    ----------
    Newman (2001), "Scientific collaboration networks. II", for the weight.
    """
    asked = choices(columns=columns, people=people, people_columns=people_columns, kind=kind, date=date,
                    date_format=date_format, header_row=header_row, no_header=no_header, aliases=aliases)  # fmt: skip
    gathered = Gathered()
    open_people(asked, gathered)
    for text in inputs:
        path = named(text).path
        if path.suffix.lower() in (".ics", ".ical"):
            read_ics(path, asked, gathered)
        else:
            for grid in read_grids([text], head=header_row, without=no_header):
                read_attendance(grid, asked, gathered)
    return gathered.finished()


def meeting_mapping(grid: Grid) -> dict[str, str]:
    """Which column of a table of attendance is which, as far as the headings tell."""
    return guess(grid.columns, MEETING_NAMES)


def is_attendance(grid: Grid) -> bool:
    """Whether a table says who was at which meeting."""
    mapping = meeting_mapping(grid)
    return "attendees" in mapping or ("meeting" in mapping and "attendee" in mapping)


def read_attendance(grid: Grid, asked: Choices, gathered: Gathered, undated: str | None = None) -> None:
    """The meetings of a table."""
    gathered.grid(grid)
    if asked.columns:
        mapping = {name: found[0] for name, found in chosen(grid, asked.columns, gathered).items()}
    else:
        mapping = meeting_mapping(grid)
    who = mapping.get("attendees") or mapping.get("attendee")
    if who is None or ("meeting" not in mapping and "attendees" not in mapping):
        what = "has no column of attendees beside one of meetings"
        raise stop(grid.place, what, "Say which: --map meeting=COLUMN,attendee=COLUMN.")
    extra = [mapping[target] for target in ("organizer", "more") if target in mapping and "attendees" in mapping]
    names = [who, *extra]
    say_nothing_words(grid, names, asked, gathered)
    people = people_in(grid, names, asked, gathered)
    good = set_people_aside(grid, people[who], who, gathered).copy()
    account = gathered.file(grid.file, grid.sheet)
    account.not_read += [f"column {name}" for name in grid.columns if name not in mapping.values()]
    times = _times(grid, mapping, asked, gathered, undated)
    good &= times.notna().to_numpy() & ~_declined(grid, mapping, gathered)
    meetings = _meetings(grid, mapping, people, times, good, asked, gathered)
    add_gatherings(meetings, grid.place, gathered, kind=asked.kind or "meeting")


def _times(
    grid: Grid, mapping: Mapping[str, str], asked: Choices, gathered: Gathered, undated: str | None
) -> pd.Series:
    day = asked.date or undated
    if "timestamp" not in mapping:
        if day is None:
            raise stop(grid.place, "says nothing about time", "Map a column: --map timestamp=COLUMN, or give --date.")
        return pd.Series(day, index=grid.frame.index, dtype="str")
    clock = _clock(grid, mapping["timestamp"])
    if clock is not None:
        grid = grid.beside(mapping["timestamp"], clock)
        gathered.file(grid.file, grid.sheet).not_read.remove(f"column {clock}")
    times = times_in(grid, mapping["timestamp"], asked, gathered)
    empty = grid.column(mapping["timestamp"]).isna()
    if day is None:
        gathered.set_aside(grid.place, grid.rows[empty.to_numpy()], f"{mapping['timestamp']} is empty", "Fill it in.")
    return times.mask(empty, day) if day else times


def _clock(grid: Grid, day: str) -> str | None:
    """The column of the hours that go with a column of days, as Outlook writes them."""
    known = {plain(name): name for name in grid.columns}
    hour = known.get(plain(day).replace("date", "time").replace("datum", "zeit"))
    if hour is None or hour == day:
        return None
    days, hours = grid.column(day).dropna(), grid.column(hour).dropna()
    bare = not days.str.contains(":").any()
    return hour if bare and len(hours) and hours.str.fullmatch(_HOUR).all() else None


def _declined(grid: Grid, mapping: Mapping[str, str], gathered: Gathered) -> pd.Series:
    if "status" not in mapping:
        return pd.Series(False, index=grid.frame.index).to_numpy()
    flags = grid.column(mapping["status"]).str.casefold().isin(DECLINED).to_numpy()
    gathered.set_aside(grid.place, grid.rows[flags], "was declined or cancelled", "Nothing to do.")
    return flags


def _meetings(
    grid: Grid, mapping: Mapping[str, str], people: Mapping[str, pd.Series], times: pd.Series, good: pd.Series,
    asked: Choices, gathered: Gathered,
) -> list[Gathering]:  # fmt: skip
    directory = gathered.directory
    if "attendees" in mapping:
        extra = [people[mapping[target]] for target in ("more", "organizer") if target in mapping]
        found = []
        for place in grid.frame.index[good]:
            listed = split_people(people[mapping["attendees"]][place], directory)
            for column in extra:
                listed += split_people(column[place], directory) if isinstance(column[place], str) else []
            found.append(Gathering(_meant(listed, directory), times[place], (int(grid.rows[place]),)))
        return found
    frame = pd.DataFrame({"who": ids_of(people[mapping["attendee"]], directory), "time": times, "row": grid.rows})
    frame["meeting"] = cells(grid, mapping["meeting"], asked, directory).fillna("")
    frame = frame[good & ~flagged(frame["who"], is_room).to_numpy()]
    several = [part for _, part in frame.groupby(["meeting", "time"], sort=False)]
    return [Gathering(tuple(part["who"]), part["time"].iloc[0], tuple(map(int, part["row"]))) for part in several]


def _meant(listed: Sequence[str], directory: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(directory.name_of(text) for text in listed if not is_room(text)))


def is_room(text: str) -> bool:
    """Whether the name of an attendee is that of a room or a thing.

    >>> is_room("Conference Room 4"), is_room("Rooma Lind")
    (True, False)
    """
    return bool(_ROOM_NAME.search(text))


@dataclass
class Event:
    """One entry of a calendar: its lines by name, each with its parameters."""

    lines: dict[str, list[tuple[dict[str, str], str]]] = field(default_factory=dict)

    def first(self, name: str) -> tuple[dict[str, str], str]:
        """The first line of a name; empty where there is none."""
        return self.lines.get(name, [({}, "")])[0]


def read_ics(path: Path, asked: Choices, gathered: Gathered) -> None:
    """The meetings of a calendar, each time they take place up to its last entry or the day of its export."""
    file = path.name
    data, _ = to_utf8(file, Item(file, path).read(WHOLE_LIMIT))
    events = list(_events(file, data.decode("utf-8", "replace")))
    account = gathered.file(file)
    account.not_read.append("titles, places and texts of meetings")
    left, meetings = Counter(), []
    moved = {
        (event.first("UID")[1], event.first("RECURRENCE-ID")[1][:8])
        for event in events
        if "RECURRENCE-ID" in event.lines
    }
    starts = [_moment(event.first("DTSTART")) for event in events]
    last = max((_naive(start) for start in [*starts, *_stamps(events)] if start is not None), default=None)
    for number, event in enumerate(events, start=1):
        if event.first("STATUS")[1].upper() == "CANCELLED":
            gathered.set_aside(file, [number], "was cancelled", "Nothing to do.")
            continue
        people = _attending(event, gathered, left)
        times = list(_occurrences(event, moved, last))
        if not times:
            gathered.set_aside(file, [number], "has no start that can be read", "Export it again.")
        meetings += [Gathering(people, time, (number,)) for time in times]
    say_left_out(gathered, file, left)
    if last is not None and any("RRULE" in event.lines for event in events):
        what = f"holds meetings that recur; they were counted up to {last.date()}, the last day that the calendar names"
        gathered.notice(file, what, "Export it again later for those that come.")
    add_gatherings(meetings, file, gathered, kind=asked.kind or "meeting")
    _merge_problems(gathered)


def _stamps(events: Sequence[Event]) -> list[dt.datetime | None]:
    """When the entries of a calendar were exported or last changed."""
    return [_moment(event.first(name)) for event in events for name in ("DTSTAMP", "LAST-MODIFIED")]


def _merge_problems(gathered: Gathered) -> None:
    """One problem where many say the same about single entries."""
    merged: dict[tuple[str, str, str, str], list] = {}
    for problem in gathered.problems:
        merged.setdefault((problem.file, problem.what, problem.mend, problem.severity), []).append(problem)
    gathered.problems[:] = [
        type(same[0])(
            *key, tuple(sorted({row for one in same for row in one.rows}))[:1_000], sum(one.count for one in same)
        )
        for key, same in merged.items()
    ]


def _events(file: str, text: str) -> Iterator[Event]:
    """The entries of a calendar; lines that were folded are joined."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    event, inside, count = None, [], 0
    for line in unfolded.splitlines():
        name, parameters, value = _line(line)
        if name == "BEGIN":
            inside.append(value.upper())
            event = Event() if value.upper() == "VEVENT" else event
        elif name == "END":
            if inside and inside[-1] == "VEVENT" and event is not None:
                count += 1
                if count > EVENTS:
                    raise stop(file, f"holds more than {EVENTS:,} meetings", "Split it by time.")
                yield event
                event = None
            inside = inside[:-1]
        elif event is not None and inside and inside[-1] == "VEVENT":
            event.lines.setdefault(name, []).append((parameters, value))


_PARAMETER = re.compile(r';([A-Za-z-]+)=("[^"]*"|[^;:"]*)')


def _line(line: str) -> tuple[str, dict[str, str], str]:
    match = re.match(r'([A-Za-z-]+)((?:;[A-Za-z-]+=(?:"[^"]*"|[^;:"]*)(?:,(?:"[^"]*"|[^;:"]*))*)*):(.*)', line)
    if not match:
        return "", {}, ""
    parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(match[2])}
    return match[1].upper(), parameters, match[3].strip()


def _attending(event: Event, gathered: Gathered, left: Counter) -> tuple[str, ...]:
    """Who is at a meeting: who organises it, and everyone invited who did not decline; no rooms."""
    people = []
    for parameters, value in [*event.lines.get("ORGANIZER", []), *event.lines.get("ATTENDEE", [])]:
        if parameters.get("CUTYPE", "").upper() in ROOMS or is_room(parameters.get("CN", "")) or is_room(value):
            left["rooms or lists among the attendees"] += 1
        elif parameters.get("PARTSTAT", "").upper() == "DECLINED":
            left["invitations declined"] += 1
        else:
            address = re.sub(r"(?i)^mailto:", "", value)
            name = parameters.get("CN", "")
            meant = gathered.directory.find(address) or (gathered.directory.find(name) if name else None)
            people.append(meant or gathered.directory.tidy(address))
    declined = {gathered.directory.name_of(re.sub(r"(?i)^mailto:", "", value))
                for parameters, value in event.lines.get("ATTENDEE", [])
                if parameters.get("PARTSTAT", "").upper() == "DECLINED"}  # fmt: skip
    return tuple(person for person in dict.fromkeys(people) if person not in declined)


def _moment(line: tuple[dict[str, str], str]) -> dt.datetime | None:
    """When a line says; its zone where it names one that is known."""
    parameters, value = line
    match = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", value)
    if not match:
        return None
    try:
        moment = dt.datetime.strptime(match[1] + (match[2] or "000000"), "%Y%m%d%H%M%S")
    except ValueError:
        return None
    if match[3]:
        return moment.replace(tzinfo=dt.UTC)
    try:
        return moment.replace(tzinfo=ZoneInfo(parameters["TZID"])) if "TZID" in parameters else moment
    except (KeyError, ValueError, OSError):
        return moment


def _occurrences(event: Event, moved: set[tuple[str, str]], last: dt.datetime | None) -> Iterator[str]:
    """When a meeting takes place: once, or as often as its rule says up to the last entry of the calendar."""
    start = _moment(event.first("DTSTART"))
    if start is None:
        return
    rule = event.first("RRULE")[1]
    if not rule or "RECURRENCE-ID" in event.lines:
        yield _written(start)
        return
    out = {_day_of(value) for _, line in event.lines.get("EXDATE", []) for value in line.split(",")}
    out |= {day for uid, day in moved if uid == event.first("UID")[1]}
    until = last if last is not None else _naive(start)
    try:
        times = rrulestr(re.sub(r"(UNTIL=\d{8}T\d{6})Z", r"\1", rule), dtstart=_naive(start))
    except (ValueError, TypeError):
        yield _written(start)
        return
    for count, time in enumerate(times):
        if count >= OCCURRENCES or (time > until and count):
            return
        if time.strftime("%Y%m%d") not in out:
            yield _written(time.replace(tzinfo=start.tzinfo))


def _day_of(value: str) -> str:
    return value.strip()[:8]


def _naive(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=None)


def _written(moment: dt.datetime) -> str:
    if moment.tzinfo is None and moment.time() == dt.time():
        return moment.date().isoformat()
    return moment.isoformat().replace("+00:00", "Z")
