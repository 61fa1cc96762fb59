"""Surveys about who turns to whom: as a table of answers, or as survey tools export them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph.importers.choices import Choices, Columns, choices
from ally_graph.importers.columns import cells, chosen, flagged, people_in, split_lists, split_people, times_in
from ally_graph.importers.directory import Directory
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.headings import SCALE, is_nothing, plain
from ally_graph.importers.matrix import TICKS
from ally_graph.importers.opening import Grid, read_grids
from ally_graph.importers.roster import open_people
from ally_graph.importers.snapshot import day_of
from ally_graph.importers.source import SOURCES
from ally_graph.records.identity import identity_key
from ally_graph.records.numbers import read_loosely
from ally_graph.records.sheet import stop
from ally_graph.records.table_check import examples
from ally_graph.wording.counts import tally

ASKED = (
    (
        r"(comes?|turns?|goes?|came) to you|asks? you|do you (help|support|mentor|coach|advise)|seeks? your"
        r"|wem (hilfst|helfen) ",
        "help",
    ),
    (
        r"need(s|ed)? more|(like|want|prefer|wish) to \w+( \w+)? (with )?more|more (time|access|of)|like more"
        r"|want more|mehr zeit|mehr von",
        "access",
    ),
    (r"energ(y|i[sz])|motivat|inspir|energie", "energy"),
    (
        r"turn to|go to|goes to|for (help|advice|support|information)|get (help|advice|support)|rel(y|ies) on|trust"
        r"|ask for|depend on"
        r"|seek|an wen|wen fragst|um (rat|hilfe)|hilfe|vers qui|quién|mentor|helps? you|supports? you|confid",
        "nomination",
    ),
    (r"work (closely )?with|collaborat|communicat|interact|talk|meet|spend time|zusammenarbeit|contact", "contact"),
)
"""What a question asks, and the kind of its answers; the first that fits counts."""
RESPONDENT = [
    "respondent",
    "respondent_id_email",
    "recipientemail",
    "recipient_email",
    "email_address",
    "email",
    "e_mail",
    "e_mail_adresse",
    "e_mail_address",
    "your_email",
    "your_name",
    "respondent_name",
    "username",
    "user_name",
    "name",
    "full_name",
    "participant",
    "employee",
    "externalreference",
    "external_data_reference",
    "externaldatareference",
    "ihr_name",
    "dein_name",
    "employee_id",
    "person_id",
    "id",
    "who",
    "ego",
    "respondent_id",
    "recipientlastname",
]
NOMINEE = ("nominee", "nominated", "named", "alter", "answer", "response", "person_named", "colleague", "to", "to_id",
           "antwort", "reponse", "respuesta", "risposta", "antwoord", "resposta")  # fmt: skip
MOST_QUESTIONS = 40
WHEN = [
    "enddate",
    "end_date",
    "completion_time",
    "submitted_at",
    "submitted",
    "recordeddate",
    "recorded_date",
    "timestamp",
    "date_submitted",
    "date_modified",
    "startdate",
    "start_date",
    "start_time",
    "zeitstempel",
    "abschlusszeit",
    "date",
    "datum",
    "fecha",
    "data",
]
ABOUT = {
    "startdate", "enddate", "status", "ipaddress", "ip_address", "progress", "duration_in_seconds", "duration",
    "finished", "recordeddate", "responseid", "response_id", "recipientlastname", "recipientfirstname",
    "recipientemail", "externalreference", "locationlatitude", "locationlongitude", "distributionchannel",
    "userlanguage", "respondent_id", "collector_id", "start_date", "end_date", "first_name", "last_name", "custom_data",
    "custom_data_1", "id", "start_time", "completion_time", "last_modified_time", "language",
    "total_points", "quiz_feedback",
    "score", "timestamp", "email", "email_address", "name", "q_relevantidduplicate", "consent", "team", "department",
    "location", "role", "job_title", "tenure", "date_created", "date_modified", "unnamed",
}  # fmt: skip
"""Columns of survey tools that are about the answer and not an answer."""
NOBODY = frozenset(
    {
        *("nobody", "no_one", "noone", "none", "no_person", "nothing", "niemand", "keiner", "keine", "personne"),
        *("nadie", "ninguno", "myself", "me", "self", "ich", "everyone", "everybody", "all", "alle", "todos"),
        *(
            "none_of_the_above",
            "none_of_these",
            "no_answer",
            "prefer_not_to_answer",
            "keine_angabe",
            "keine_von_diesen",
        ),
        *("aucun", "aucune", "ninguna", "nessuno", "nikt", "geen", "ningu", "ninguem", "ingen"),
        *("not_applicable", "don_t_know", "i_don_t_know", "unknown", "prefer_not_to_say", "other"),
    }
)
"""Answers that name no single other person."""
BY_QUESTION = ("question", "question_text", "prompt", "frage", "item", "pregunta", "domanda", "vraag", "pergunta")
ANONYMOUS = {"anonymous", "anonymous_user", "anonym", "anonyme", "anonimo", "anoniem", "anonimowy", "anonyymi"}
"""What surveys write in the place of whoever answered, where they did not ask."""
_BRACKET = re.compile(r"(?P<question>.*?)\s*\[(?P<person>[^\[\]]+)\]\s*$", re.DOTALL)
_AFTER = re.compile(r"(?P<question>.*?\?)(?:\.|\s*(?:>>|»|::?|-))\s*(?P<person>[^?]{2,60})", re.DOTALL)
_ASKS_WHOM = re.compile(
    r"\b(who|whom|whose|person|people|colleagues?|co-?workers?|team ?mates?|nominat\w*|names?"
    r"|wer|wem|wen|wessen|kolleg\w*|qui|quién|quiénes|chi)\b"
)
_ASKS_ELSE = re.compile(
    r"(how|what|which|why|when|where|is|are|was|do|does|did|have|has|can|could|would|to what|on a|rate|please rate"
    r"|i (feel|am|have|think|can|know)|i \w+ (my|our|the|that)|my "
    r"|wie |was |warum|womit|welche|comment|pourquoi|cómo|qué)\b"
)
"""Questions that nobody answers with a name, unless they ask for people in so many words."""
NAMED = ("your_name", "your_full_name", "name", "full_name", "respondent_name", "ihr_name", "dein_name", "display_name")
FIRST = ("recipientfirstname", "first_name", "firstname", "vorname", "prenom")
LAST = ("recipientlastname", "last_name", "lastname", "nachname", "nom_de_famille")
_NO_QUESTIONS = ABOUT | {*NAMED, *FIRST, *LAST, *RESPONDENT}
_NUMBERED = re.compile(r"(person|name|nominee|choice|colleague|nr|no|rank)?[ _.#-]*\d{1,2}", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """A column of answers: the words of its question, and the person it is about where it is about one.

    `by` is the column that says which rows answer the question, where a row holds one answer.
    """

    name: str
    words: str
    about: str = ""
    by: str = ""

    @property
    def kind(self) -> str:
        """The kind of tie that its answers are."""
        return kind_of_question(self.words)


@SOURCES.add("Survey", question="Did you ask people whom they turn to?", key="survey")
def convert_survey(
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
    map_kind: Mapping[str, str] | None = None,
    min_weight: float | None = None,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Answers to "who do you turn to": a row an answer, or a row a person as survey tools export it.

    A question says the kind of its answers: whom you turn to is a nomination, whom you need more of is access, who
    turns to you is help. 0, never and an empty cell are no tie. Of several answers of one person the last one counts.
    Where there is a table of people, its column `answered` says who answered: silence is no isolation.
    """
    asked = choices(columns=columns, people=people, people_columns=people_columns, kind=kind, date=date,
                    date_format=date_format, header_row=header_row, no_header=no_header, map_kind=map_kind,
                    min_weight=min_weight, aliases=aliases)  # fmt: skip
    gathered = Gathered()
    open_people(asked, gathered)
    for text in inputs:
        for grid in read_grids([text], head=header_row, without=no_header):
            read_survey(grid, asked, gathered, text)
    return gathered.finished()


def kind_of_question(words: str) -> str:
    """The kind of tie that the answers to a question are.

    >>> kind_of_question("Who do you turn to for help?"), kind_of_question("Who comes to you for help?")
    ('nomination', 'help')
    >>> kind_of_question("Whose time do you need more of?"), kind_of_question("Who gives you energy?")
    ('access', 'energy')
    """
    lowered = words.casefold()
    return next((kind for pattern, kind in ASKED if re.search(pattern, lowered)), "nomination")


def survey_words(grid: Grid) -> str:
    """What a table that is a survey is taken for, in words."""
    questions = questions_of(grid, Directory({}))
    whole = Counter(_stem(question) for question in questions)
    most = max(whole.values(), default=1)
    many = f"{len(whole)} question{'' if len(whole) == 1 else 's'}"
    heads = f"{grid.heads} header rows, " if grid.heads > 1 else ""
    columns = f"{most} column{'' if most == 1 else 's'}"
    who = respondent_column(grid)
    several = who is not None and bool(_long_questions(grid))
    answered = tally(int(grid.column(who).nunique()) if several else len(grid.frame), "respondent")
    return f"a survey export: {heads}{answered}, {many} with up to {columns} each"


def _stem(question: Question) -> str:
    return re.sub(
        r"[\s_.-]*(person|name|choice|nominee)?[\s_.#-]*\d{1,2}$", "", question.words, flags=re.IGNORECASE
    ).strip()


def is_survey(grid: Grid, directory: Directory) -> bool:
    """Whether a table is one of answers to a question about others."""
    if grid.heads == 3 or any(plain(name) in ("responseid", "collector_id", "respondent_id") for name in grid.columns):
        return bool(questions_of(grid, directory))
    if any(plain(name) in ("from", "source", "from_id") for name in grid.columns):
        return False
    who = respondent_column(grid)
    if who is not None and _long_questions(grid):
        return True
    told = [question for question in questions_of(grid, directory) if "?" in question.words or any(
        re.search(pattern, question.words.casefold()) for pattern, _ in ASKED)]  # fmt: skip
    return who is not None and any(len(question.words.split()) >= 3 for question in told)


def respondent_column(grid: Grid) -> str | None:
    """The column that says who answers: an address or a name rather than a number of the answer."""
    known = {plain(name): name for name in grid.columns}
    labelled = {plain(label): name for name, label in grid.labels.items()}
    for word in RESPONDENT:
        name = known.get(word) or labelled.get(word)
        if name is not None and grid.column(name).notna().any():
            return name
    return next((name for name in grid.columns if _is_addresses(grid.column(name))), None)


def _is_addresses(column: pd.Series) -> bool:
    texts = column.dropna()
    return len(texts) > 0 and bool(texts.str.contains(r"^\S+@\S+\.\S+$", regex=True).all())


def questions_of(grid: Grid, directory: Directory) -> list[Question]:
    """The columns that hold answers about others, with the words of their questions."""
    who, when = respondent_column(grid), time_column(grid)
    long = _long_questions(grid)
    if long:
        return long
    found = []
    own = {identity_key(name) for names in own_names(grid, who).values() for name in names}
    for name in grid.columns:
        words = grid.labels.get(name, name)
        if name in (who, when) or not grid.column(name).notna().any() or {plain(name), plain(words)} & _NO_QUESTIONS:
            continue
        match, after = _BRACKET.fullmatch(words), _AFTER.fullmatch(words)
        question, dash, rest = after.group("question", 0, "person") if after else words.rpartition(" - ")
        if match:
            found.append(Question(name, match["question"], match["person"]))
        elif dash and not _NUMBERED.fullmatch(rest.strip()) and _is_about(grid.column(name), rest, directory):
            found.append(Question(name, question, rest.strip()))
        elif (directory.is_known and directory.find(words)) or identity_key(words) in own:
            found.append(Question(name, "", words))
        elif _names_people(grid.column(name), words, directory, own):
            found.append(Question(name, words))
    return found


def _long_questions(grid: Grid) -> list[Question]:
    """The questions of a table with a row an answer, and a column that says which question it answers."""
    known = {plain(name): name for name in reversed(grid.columns)}
    by = next((known[word] for word in BY_QUESTION if word in known), None)
    named = next((known[word] for word in NOMINEE if word in known), None)
    if by is None or named is None:
        return []
    texts = grid.column(by).dropna().unique()
    asks = [text for text in texts if any(re.search(pattern, text.casefold()) for pattern, _ in ASKED)]
    return [Question(named, text, by=by) for text in texts] if asks and len(texts) <= MOST_QUESTIONS else []


def _is_about(column: pd.Series, person: str, directory: Directory) -> bool:
    """Whether the cells are about the person in the heading: ratings, ticks, or the person's own name."""
    texts = column.dropna().unique()
    return all(_rating(text) is not None or identity_key(text) == identity_key(person) for text in texts) and (
        not directory.is_known or directory.find(person) is not None or len(person.split()) <= 4
    )


def own_names(grid: Grid, who: str | None) -> dict[str, list[str]]:
    """How else whoever answers is called in the table: their name beside their address, first and last name joined."""
    if who is None:
        return {}
    known = {plain(name): name for name in [*grid.labels, *grid.columns] if name in grid.frame}
    known |= {plain(label): name for name, label in grid.labels.items() if plain(label) not in known}
    single = [known[word] for word in NAMED if word in known and known[word] != who]
    first, last = (next((known[word] for word in words if word in known), None) for words in (FIRST, LAST))
    columns = [grid.column(name) for name in dict.fromkeys(single)]
    if first is not None and last is not None:
        columns.append(grid.column(first).str.cat(grid.column(last), sep=" "))
    names: dict[str, list[str]] = {}
    for column in columns:
        for person, name in zip(grid.column(who), column, strict=True):
            if isinstance(person, str) and isinstance(name, str):
                names.setdefault(person, []).append(name)
    return names


def _know_respondents(grid: Grid, who: str, gathered: Gathered) -> None:
    """Whoever answers is found by their names as well, as others name them so."""
    names: dict[str, list[str]] = {}
    for person, called in own_names(grid, who).items():
        names.setdefault(gathered.directory.name_of(person), []).extend(called)
    gathered.directory.also(names)


def _names_people(column: pd.Series, words: str, directory: Directory, own: Collection[str] = ()) -> bool:
    """Whether the cells name people: by whom they name, or else by what the question asks."""
    texts = list(column.dropna().unique())[:200]
    if all(_rating(text) is not None for text in texts):
        return False
    if directory.is_known:
        parts = [part for text in texts for part in split_people(text, directory)]
        if sum(1 for part in parts if directory.find(part)) >= 0.4 * max(len(parts), 1):
            return True
    lowered = words.casefold()
    if any(identity_key(part) in own for text in texts for part in re.split(r"\s*[,;|\n]\s*", text)):
        return len(words.split()) > 1
    if _ASKS_WHOM.search(lowered):
        return len(words.split()) >= 3 or any(re.search(pattern, lowered) for pattern, _ in ASKED)
    return not _ASKS_ELSE.match(lowered) and any(re.search(pattern, lowered) for pattern, _ in ASKED)


def time_column(grid: Grid) -> str | None:
    """The column that says when somebody answered."""
    known = {plain(name): name for name in grid.columns}
    return next((known[word] for word in WHEN if word in known), None)


def _rating(text: str) -> float | None:
    """A cell of a scale as a number: as written, as its word, 1 for a tick; None for anything else."""
    if is_nothing(text):
        return 0.0
    key = plain(text)
    if key in SCALE:
        return float(SCALE[key])
    if text.strip().casefold() in TICKS or key in ("selected", "checked"):
        return 1.0
    lead = re.match(r"\s*(\d+)\s*([=:.)(–-]|$)", text)
    if lead:
        return float(lead[1])
    number = read_loosely([text], comma="decimal").values[text]
    return None if np.isnan(number) else number


def read_survey(grid: Grid, asked: Choices, gathered: Gathered, text: str | Path) -> None:
    """The answers of one table."""
    gathered.grid(grid)
    mapping = chosen(grid, asked.columns, gathered, many=("to_id",)) if asked.columns else {}
    who = mapping.get("from_id", [respondent_column(grid)])[0]
    if who is None:
        what = "says nowhere who answered"
        raise stop(grid.place, what, "Export it with the addresses or names of respondents: --map from_id=COLUMN.")
    _know_respondents(grid, who, gathered)
    questions = _questions(grid, mapping, who, gathered)
    if not questions:
        raise stop(grid.place, "has no question about others", "Say which columns name people: --map to_id=COLUMN.")
    keep, times = _answered(grid, who, mapping, asked, gathered, text)
    used = {
        who,
        *(name for question in questions for name in (question.name, question.by)),
        *mapping.get("timestamp", [time_column(grid)]),
    }
    rest = [name for name in grid.columns if name not in used and plain(name) not in ABOUT]
    gathered.file(grid.file, grid.sheet).not_read += [f"column {name}" for name in rest]
    respondents = people_in(grid, [who], asked, gathered)[who].map(gathered.directory.name_of, na_action="ignore")
    _say_kinds(grid, questions, asked, gathered)
    for question in questions:
        asks = grid.column(question.by).eq(question.words).to_numpy() if question.by else True
        _add_answers(grid, question, respondents, times, keep & asks, asked, gathered)
    _say_silent(grid, respondents, keep, asked, gathered)


def _questions(grid: Grid, mapping: Mapping[str, Sequence[str]], who: str, gathered: Gathered) -> list[Question]:
    if "to_id" in mapping:
        return [Question(name, grid.labels.get(name, name)) for name in mapping["to_id"]]
    return [question for question in questions_of(grid, gathered.directory) if question.name != who]


def _answered(
    grid: Grid, who: str, mapping: Mapping[str, Sequence[str]], asked: Choices, gathered: Gathered, text: str | Path
) -> tuple[np.ndarray, pd.Series]:
    """Which rows count, and when they were answered: one a person, the last one; previews never."""
    names = cells(grid, who, asked, gathered.directory)
    nameless = flagged(names, lambda one: plain(one) in ANONYMOUS).to_numpy()
    keep = names.notna().to_numpy() & ~nameless
    what = f"{who} is empty: nobody knows whose answers these are"
    gathered.set_aside(grid.place, grid.rows[names.isna().to_numpy()], what, "Fill it in.")
    what = f"{who} is {examples(sorted(set(names[nameless])))}: nobody knows whose answers these are"
    gathered.set_aside(
        grid.place, grid.rows[nameless], what, "Ask for names, or name another column: --map from_id=COLUMN."
    )
    for name in grid.columns:
        if plain(name) in ("status", "distributionchannel"):
            tests = (
                grid.column(name)
                .str.casefold()
                .isin(["survey preview", "preview", "spam", "1", "8", "test"])
                .to_numpy()
            )
            gathered.set_aside(
                grid.place, grid.rows[tests & keep], "is a preview or a test and no answer", "Nothing to do."
            )
            keep = keep & ~tests
    when = mapping.get("timestamp", [time_column(grid)])[0]
    times = _survey_times(grid, when, asked, gathered, text)
    keys = names.map(lambda one: identity_key(gathered.directory.name_of(one)), na_action="ignore")
    order = pd.DataFrame({"key": keys, "time": times.fillna(""), "place": range(len(keys))})[keep]
    last = order.sort_values(["key", "time", "place"]).drop_duplicates("key", keep="last")["place"]
    once = np.isin(np.arange(len(keys)), last.to_numpy())
    is_long = _is_long(grid, keys[keep]) or bool(_long_questions(grid))
    if not is_long:
        what = "is an earlier answer of somebody who answered again"
        gathered.set_aside(grid.place, grid.rows[keep & ~once], what, "The last answer of each counts.")
        keep = keep & once
    return keep, times


def _is_long(grid: Grid, keys: pd.Series) -> bool:
    """Whether the table has a row for each answer rather than one for each person."""
    return len(keys) > 1 and keys.nunique() < 0.7 * len(keys) and grid.heads <= 1


def _survey_times(grid: Grid, when: str | None, asked: Choices, gathered: Gathered, text: str | Path) -> pd.Series:
    if asked.date or when is None:
        return pd.Series(asked.date or day_of(text, grid.place, asked, gathered), index=grid.frame.index, dtype="str")
    times = times_in(grid, when, asked, gathered, needed=False)
    return times.fillna(times.max() if times.notna().any() else day_of(text, grid.place, asked, gathered))


def _say_kinds(grid: Grid, questions: Sequence[Question], asked: Choices, gathered: Gathered) -> None:
    meanings = {
        "nomination": "the one named supports the one who answers",
        "help": "the one who answers supports the one named",
        "access": "the one who answers needs more of the other's time: no tie",
        "energy": "counts as mutual contact: say --map-kind energy=nomination if it is support",
        "contact": "the two are in contact, and nobody helps",
    }
    told: dict[str, str] = {}
    for question in questions:
        told.setdefault(asked.kind or _kind(question, asked), question.words or question.name)
    for kind, words in told.items():
        meaning = meanings.get(kind, "as you said")
        gathered.notice(grid.place, f"{words[:80]!r} was read as {kind}: {meaning}", "If not, say --kind.")


def _kind(question: Question, asked: Choices) -> str:
    return asked.map_kind.get(question.kind, question.kind)


def _add_answers(
    grid: Grid, question: Question, respondents: pd.Series, times: pd.Series, keep: np.ndarray, asked: Choices,
    gathered: Gathered,
) -> None:  # fmt: skip
    column = cells(grid, question.name, asked, gathered.directory)
    some = keep & column.notna().to_numpy() & respondents.notna().to_numpy()
    kind = asked.kind or _kind(question, asked)
    if question.about:
        ties, rows = _rated(grid, question, column, some, asked, gathered)
    else:
        ties, rows = _named(grid, column, some, gathered)
    frame = ties.assign(from_id=respondents[ties.index], timestamp=times[ties.index], kind=kind)
    own = (frame["from_id"] == frame["to_id"]).to_numpy()
    order = [name for name in ("from_id", "to_id", "timestamp", "kind", "weight") if name in frame]
    gathered.add("interactions", frame[~own][order].reset_index(drop=True), grid.place, rows[~own])


def _named(grid: Grid, column: pd.Series, some: np.ndarray, gathered: Gathered) -> tuple[pd.DataFrame, np.ndarray]:
    """People named in cells, one or several in each."""
    directory = gathered.directory
    texts = column[some]
    lists = {
        text: [directory.name_of(part) for part in parts if plain(part) not in NOBODY]
        for text, parts in split_lists(texts.unique(), directory).items()
    }
    frame = pd.DataFrame({"to_id": texts.map(lists)}).explode("to_id")
    frame["to_id"] = frame["to_id"].astype("str")
    frame = frame[frame["to_id"].notna() & (frame["to_id"] != "")]
    frame = frame[~pd.DataFrame({"at": frame.index, "who": frame["to_id"].to_numpy()}).duplicated().to_numpy()]
    return frame, grid.rows[frame.index.to_numpy()]


def _rated(
    grid: Grid, question: Question, column: pd.Series, some: np.ndarray, asked: Choices, gathered: Gathered
) -> tuple[pd.DataFrame, np.ndarray]:
    """One person rated by everybody: 0 and never are no tie."""
    key = identity_key(question.about)
    values = {text: 1.0 if identity_key(text) == key else _rating(text) for text in column[some].unique()}
    unread = [text for text, value in values.items() if value is None]
    if unread:
        flags = column.isin(unread).to_numpy() & some
        what = f"{question.name[:60]} holds no word or number of a scale: {examples(unread)}"
        gathered.notice(grid.place, what, "These are no ties; give numbers instead.", grid.rows[flags])
    weights = column[some].map(lambda text: values[text] or 0.0).astype(float)
    least = asked.min_weight if asked.min_weight is not None else 0.0
    good = (weights > 0) & (weights >= least)
    frame = pd.DataFrame({"to_id": gathered.directory.name_of(question.about), "weight": weights[good]})
    return frame, grid.rows[frame.index.to_numpy()]


def _say_silent(grid: Grid, respondents: pd.Series, keep: np.ndarray, asked: Choices, gathered: Gathered) -> None:
    """Who answered and named nobody is used all the same; and how many of the roster answered, kept in the roster."""
    account = gathered.file(grid.file, grid.sheet)
    told = {int(row) for row in grid.rows[keep]}
    ties = {
        int(row) for frame in gathered.parts["interactions"] for row in frame.loc[frame["_file"] == grid.place, "_row"]
    }
    quiet = told - ties
    if quiet:
        gathered.notice(
            grid.place, f"{len(quiet):,} answered and named nobody", "They count as having answered.", sorted(quiet)
        )
        account.answered |= quiet
    if not gathered.parts["people"]:
        return
    answered = set(respondents[keep].dropna())
    everyone = sum(len(frame) for frame in gathered.parts["people"])
    for place, frame in enumerate(gathered.parts["people"]):
        before = frame["answered"].eq("yes") if "answered" in frame else pd.Series(False, index=frame.index)
        says = (frame["person_id"].isin(answered) | before).map({True: "yes", False: "no"})
        gathered.parts["people"][place] = frame.assign(answered=says)
    count = sum(int(frame["answered"].eq("yes").sum()) for frame in gathered.parts["people"])
    what = f"{count:,} of {everyone:,} people answered ({count / everyone:.0%})"
    gathered.notice(grid.place, what, "Whoever did not answer is not taken for isolated: see the column answered.")
    _say_lowest(grid, asked, gathered)


def _say_lowest(grid: Grid, asked: Choices, gathered: Gathered) -> None:
    """A scale on which nobody is below 1 may begin at never."""
    weights = [
        frame["weight"]
        for frame in gathered.parts["interactions"]
        if "weight" in frame and (frame["_file"] == grid.place).all()
    ]
    if not weights or asked.min_weight is not None:
        return
    values = pd.concat(weights)
    words = " ".join(grid.labels.values()) + " ".join(grid.columns)
    if values.nunique() > 2 and values.min() == 1 and values.max() > 3:
        meant = re.search(r"1\s*[=:-]\s*(never|not at all|nie|jamais)", words, re.IGNORECASE)
        what = "1 stands for never, as the question says, and counts as a tie" if meant else "the lowest answer is 1"
        gathered.notice(grid.place, what, "If 1 means never, say --min-weight 2.")
