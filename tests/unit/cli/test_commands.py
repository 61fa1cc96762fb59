"""The command line: what goes where, and the exit codes."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from ally_graph import __version__, build_network, load
from ally_graph.cli.commands import main
from ally_graph.cli.exits import DATA_PROBLEMS, DONE, WRONG_USAGE
from ally_graph.cli.terminal import progress_bar
from ally_graph.measures.people import MEASURES
from ally_graph.simulate.company import PLANTED
from tests.unit.companies import clique, event, numbered, roster, weekly

ROOT = Path(__file__).parents[3]
IDS = numbered(7)
COMMANDS = ["app", "check", "analyze", "convert", "export", "report", "simulate"]
USUAL = [measure.key for measure in MEASURES if not measure.on_request]
PEOPLE_COLUMNS = ["person_id", "name", "team", *USUAL, "cluster", "states"]


@pytest.fixture
def folder(tmp_path):
    """Six people who met, one of whom helps another; p06 has nobody, and one row is out of order."""
    rows = [*clique(IDS[:6]), *weekly("p00", "p01"), event("p02", "p02")]
    people = roster(IDS, name={"p00": "=Ann", "p06": "Zoe"}, team="red")
    path = tmp_path / "data"
    path.mkdir()
    people.to_csv(path / "people.csv", index=False)
    columns = ["from_id", "to_id", "kind", "timestamp", "weight"]
    pd.DataFrame(rows, columns=columns).to_csv(path / "interactions.csv", index=False)
    return path


@pytest.fixture
def broken(tmp_path):
    """Two files, each without a column it can't do without."""
    path = tmp_path / "broken"
    path.mkdir()
    (path / "people.csv").write_text("name,team\nAnn,red\n")
    (path / "interactions.csv").write_text("from_id,timestamp,kind\nana,2026-01-01,help\n")
    return path


@pytest.fixture
def run(capsys):
    """Run a command: exit code, standard output, standard error."""

    def command(*arguments):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return command


def test_the_package_runs_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "ally_graph", "--version"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"office-ally {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps(run, command):
    code, out, err = run(command, "--help")
    assert (code, err) == (DONE, "")
    assert f"python -m ally_graph {command}" in out
    assert "Example:" in out


def test_help_names_every_command(run):
    code, out, _ = run("--help")
    assert code == DONE
    assert all(command in out for command in COMMANDS)


@pytest.mark.parametrize(
    "arguments", [[], ["analyse"], ["analyze"], ["export", "data"], ["analyze", "x", "--window", "a"]]
)
def test_wrong_usage_is_two(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (WRONG_USAGE, "")
    assert err.startswith("usage:")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_check_tells_every_problem(run, folder, options):
    """15 meetings and 12 helps are kept; the last of 28 rows, below a line of headings, is p02 with p02."""
    code, out, err = run("check", folder, *options)
    assert code == DONE
    if options:
        found = json.loads(out)
        assert (found["ok"], found["people"], found["interactions"], found["set_aside"]) == (True, 7, 27, 1)
        assert "tie of a person with themself" in str(found["problems"])
    else:
        assert "7 people, 27 interactions; 1 rows set aside" in out
        assert "interactions.csv, row 29: is a tie of a person with themself" in err


@pytest.mark.parametrize("command", [["check"], ["analyze", "--json"], ["analyze"], ["export", "-o", "never.json"]])
def test_data_with_problems_is_one_and_tells_all_of_them(run, broken, command):
    code, out, err = run(command[0], broken, *command[1:])
    assert code == DATA_PROBLEMS
    assert "person_id" in err
    assert "to_id" in err
    assert out == "" or command == ["check"]
    assert not Path("never.json").exists()


def test_check_of_broken_data_is_json_all_the_same(run, broken):
    code, out, _ = run("check", broken, "--json")
    found = json.loads(out)
    assert (code, found["ok"], len(found["problems"])) == (DATA_PROBLEMS, False, 2)


@pytest.mark.parametrize("command", ["check", "analyze"])
def test_a_folder_that_is_not_there_is_one_problem(run, tmp_path, command):
    code, _, err = run(command, tmp_path / "nothing")
    assert code == DATA_PROBLEMS
    assert err.startswith("error: nothing")
    assert "Traceback" not in err


def test_analyze_prints_findings_as_words(run, folder):
    code, out, err = run("analyze", folder)
    assert code == DONE
    assert "7 people, 27 events in the 90 days before 2026-04-01" in out
    assert "Zoe (p06)" in out
    assert err.startswith("set aside: interactions.csv, row 29")


def test_analyze_prints_one_json_object(run, folder):
    code, out, _ = run("analyze", folder, "--json", "--seed", 3, "--min-group", 6)
    found = json.loads(out)
    assert code == DONE
    assert list(found) == ["data", "coverage", "network", "clusters", "findings", "challenges"]
    assert [finding["people"] for finding in found["findings"] if finding["status"] == "fact"] == [["p06"]]
    assert (found["data"]["set_aside"], found["data"]["as_of"]) == (1, "2026-04-01")


def test_analyze_takes_window_half_life_date_and_kinds(run, folder):
    options = ["--as-of", "2026-03-01", "--window", 28, "--half-life", "inf", "--kinds", "help"]
    code, out, _ = run("analyze", folder, "--json", "--no-findings", *options)
    data = json.loads(out)["data"]
    assert code == DONE
    assert (data["as_of"], data["window_days"], data["half_life_days"]) == ("2026-03-01", 28, "inf")
    assert data["events_in_window"] == 4


def test_analyze_adds_months(run, folder):
    _, out, _ = run("analyze", folder, "--json", "--no-findings", "--months")
    found = json.loads(out)
    assert [month["month"] for month in found["months"]] == ["2026-01", "2026-02", "2026-03"]
    assert found["findings"] == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--kinds", "helth"], "Did you mean help?"),
        (["--as-of", "someday"], "no date"),
        (["--window", "0"], "window"),
        (["--half-life", "0"], "half-life"),
        (["--half-life", "nan"], "half-life"),
        (["--min-group", "2"], "smallest group"),
        (["--people", "people.txt"], ".csv or .parquet"),
    ],
)
def test_options_that_make_no_sense_are_two(run, folder, options, words):
    code, out, err = run("analyze", folder, *options)
    assert (code, out) == (WRONG_USAGE, "")
    assert words in err
    assert "Traceback" not in err


def test_one_row_a_person_as_csv(run, folder, tmp_path):
    """`=Ann` would be a formula in a spreadsheet; Zoe has no ties, so what needs them stays empty."""
    code, _, _ = run("analyze", folder, "--people", tmp_path / "people.csv")
    with (tmp_path / "people.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert code == DONE
    assert list(rows[0]) == PEOPLE_COLUMNS
    assert [row["person_id"] for row in rows] == IDS
    assert rows[0]["name"].lstrip("'") in ("=Ann", "Ann")
    assert not rows[0]["name"].startswith("=")
    assert float(rows[6]["allies"]) == 0
    assert {name: rows[6][name] for name in ("name", "constraint", "cluster", "states")} == {
        "name": "Zoe",
        "constraint": "",
        "cluster": "",
        "states": "isolated",
    }


def test_one_row_a_person_as_parquet(run, folder, tmp_path):
    code, _, _ = run("analyze", folder, "--people", tmp_path / "people.parquet", "--no-findings")
    table = pd.read_parquet(tmp_path / "people.parquet")
    assert code == DONE
    assert table.columns.tolist() == PEOPLE_COLUMNS
    assert table["person_id"].tolist() == IDS
    assert all(table[name].dtype == float for name in USUAL)


def test_measures_on_request_are_further_columns_of_the_file_of_people(run, folder, tmp_path):
    """p00 to p05 have all met: nobody is far from them, and zoe reaches nobody; what is there anyway comes once."""
    path = tmp_path / "people.csv"
    code, _, _ = run("analyze", folder, "--people", path, "--measures", "closeness, harmonic,core", "--no-findings")
    table = pd.read_csv(path)
    assert code == DONE
    assert table.columns.tolist() == [*PEOPLE_COLUMNS, "closeness", "harmonic"]
    assert table["harmonic"].round(4).tolist() == [0.8333] * 6 + [0]


def test_records_below_a_weight_are_set_aside_and_said_to_be(run, folder):
    """Everything in the folder weighs 1, and one row is out of order."""
    code, out, err = run("analyze", folder, "--min-weight", 2, "--json", "--no-findings")
    rows = len(clique(IDS[:6])) + len(weekly("p00", "p01"))
    assert (code, json.loads(out)["data"]["set_aside"]) == (DONE, rows + 1)
    assert f"set aside: interactions.csv: {rows} records weigh less than 2. As asked, they are not used." in err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--measures", "closness", "--people", "x.csv"], "no measure called closness. Did you mean closeness?"),
        (["--measures", "closeness"], "Give --people FILE, too."),
    ],
)
def test_measures_that_there_are_not_or_that_go_nowhere_are_wrong_usage(run, folder, options, words):
    code, _, err = run("analyze", folder, *options)
    assert code == WRONG_USAGE
    assert words in err


@pytest.mark.parametrize(
    ("ending", "read"),
    [
        ("graphml", nx.read_graphml),
        ("gexf", nx.read_gexf),
        ("json", lambda path: nx.node_link_graph(json.loads(path.read_text()), edges="links")),
    ],
)
def test_the_exported_network_is_the_network(run, folder, tmp_path, ending, read):
    """NetworkX reads the file back; only p00 helps, and only p01; the six who met are in contact, 15 pairs of them."""
    path = tmp_path / f"network.{ending}"
    code, out, err = run("export", folder, "-o", path)
    graph, back = build_network(load(folder)), read(path)
    assert (code, out) == (DONE, f"Wrote {path}: 7 people, 1 ties and 15 of contact\n")
    assert list(back) == list(graph)
    support = {(one, two): tie["weight"] for one, two, tie in back.edges(data=True) if tie["type"] == "support"}
    assert support == pytest.approx({tie: graph.edges[tie]["weight"] for tie in graph.edges})
    assert "row 29: is a tie of a person with themself" in err
    assert "window: the 90 days before 2026-04-01" in err


def test_the_network_as_a_table_of_ties(run, folder, tmp_path):
    code, _, _ = run("export", folder, "-o", tmp_path / "ties.csv", "--half-life", "inf", "--window", 30)
    table = pd.read_csv(tmp_path / "ties.csv")
    assert code == DONE
    support = table.loc[table["type"] == "support", ["from_id", "to_id", "weight", "count", "kinds"]]
    assert support.values.tolist() == [["p00", "p01", 5.0, 5, "help:5"]]


def test_another_ending_is_wrong_usage(run, folder, tmp_path):
    code, _, err = run("export", folder, "-o", tmp_path / "network.txt")
    assert (code, list(tmp_path.glob("*.png"))) == (WRONG_USAGE, [])
    assert ".graphml" in err


def test_a_report_is_written_with_the_settings_of_analyze(run, folder, tmp_path):
    """None of the options is the usual one; they are read back from the report's table of settings."""
    options = [
        "--window",
        "60",
        "--min-group",
        "6",
        "--set",
        "ally_gap_days=10",
        "--as-of",
        "2026-02-01",
        "--seed",
        "3",
    ]
    code, out, _ = run("report", folder, "-o", tmp_path / "report.html", *options)
    assert code == DONE
    assert out.startswith(f"Wrote {tmp_path / 'report.html'}: ")
    page = (tmp_path / "report.html").read_text()
    assert "60 days up to 31 January 2026" in page
    rows = re.findall(r'<th scope="row">(\w+)</th><td class="">(\w+)</td>', page)
    assert dict(rows).items() >= {"window_days": "60", "min_group": "6", "ally_gap_days": "10", "seed": "3"}.items()


@pytest.mark.parametrize("name", ["nowhere/report.html", "report.txt"])
def test_a_report_that_can_not_be_written_is_wrong_usage(run, folder, tmp_path, name):
    code, out, err = run("report", folder, "-o", tmp_path / name)
    assert (code, out) == (WRONG_USAGE, "")
    assert err.startswith("error: ")
    assert len(err.splitlines()) == 1


def test_a_report_on_data_that_is_not_there_is_a_problem_of_the_data(run, tmp_path):
    code, _, err = run("report", tmp_path / "gone", "-o", tmp_path / "report.html")
    assert code == DATA_PROBLEMS
    assert "gone" in err
    assert not (tmp_path / "report.html").exists()


TIES = "who,whom,how much,when\nana,bo,2,2026-01-03\nbo,cy,1,\n"


def test_a_table_of_ties_becomes_a_data_folder(run, tmp_path):
    """The second tie has no time and takes that of `--date`; di is on the roster without any tie."""
    (tmp_path / "ties.csv").write_text(TIES)
    (tmp_path / "staff.csv").write_text("login,dept\nana,red\nbo,blue\ncy,blue\ndi,red\n")
    mapping = "from_id=who,to_id=whom,weight=how much,timestamp=when"
    code, out, _ = run(
        *("convert", "edges", tmp_path / "ties.csv", "--map", mapping, "--kind", "review", "--date", "2026-01-31"),
        *("--people", tmp_path / "staff.csv", "--map-people", "person_id=login,team=dept", "-o", tmp_path / "data"),
    )
    records = load(tmp_path / "data")
    assert code == DONE
    assert "4 people, 2 interactions" in out
    assert records.people["team"].tolist() == ["red", "blue", "blue", "red"]
    rows = records.interactions.astype(dict.fromkeys(("from_id", "to_id", "kind", "timestamp"), str))
    assert rows[["from_id", "to_id", "timestamp", "kind", "weight"]].values.tolist() == [
        ["ana", "bo", "2026-01-03", "review", 2.0],
        ["bo", "cy", "2026-01-31", "review", 1.0],
    ]
    assert list(build_network(records).edges) == [("ana", "bo"), ("bo", "cy")]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "--map from_id=COLUMN,to_id=COLUMN"),
        (["--map", "from_id"], "NAME=COLUMN"),
        (["--map", "from_id=who,to_id=whom"], "no time"),
        (["--map", "from=who,to_id=whom", "--date", "2026-01-01"], "Did you mean from_id?"),
        (["--map", "from_id=who,to_id=whom", "--date", "soon"], "not a date"),
    ],
)
def test_what_convert_has_to_be_told_is_wrong_usage(run, tmp_path, options, words):
    (tmp_path / "ties.csv").write_text(TIES)
    code, out, err = run("convert", "edges", tmp_path / "ties.csv", "-o", tmp_path / "data", *options)
    assert (code, out) == (WRONG_USAGE, "")
    assert words in err
    assert not (tmp_path / "data").exists()


def test_columns_that_are_not_there_are_problems_of_the_data(run, tmp_path):
    (tmp_path / "ties.csv").write_text(TIES)
    options = ["--map", "from_id=whoo,to_id=whomm", "--date", "2026-01-01", "-o", tmp_path / "data"]
    code, _, err = run("convert", "edges", tmp_path / "ties.csv", *options)
    assert code == DATA_PROBLEMS
    assert "Did you mean who?" in err
    assert "Did you mean whom?" in err


def test_convert_finds_out_what_a_file_is_and_says_so(run, tmp_path):
    (tmp_path / "ties.csv").write_text("from,to,date,kind\nana,bo,2026-01-03,help\nana,,2026-01-04,help\n")
    code, out, err = run("convert", tmp_path / "ties.csv", "-o", tmp_path / "data")
    assert code == DONE
    assert "Taken for ties.csv: a table of ties: 2 rows" in err
    assert "rows: ties.csv: 1 row used, 1 set aside, 0 outside" in err
    assert out.endswith("2 people, 1 interactions; 1 rows set aside, 0 with somebody who is not on the roster\n")


def test_what_was_taken_for_what_as_json(run, tmp_path):
    """One tie in a table with a column that nobody asks for."""
    (tmp_path / "ties.csv").write_text("from,to,date,kind,room\nana,bo,2026-01-03,help,12\n")
    code, out, _ = run("convert", tmp_path / "ties.csv", "-o", tmp_path / "data", "--json")
    found = json.loads(out)
    assert code == DONE
    assert found["taken_for"].startswith("ties.csv: a table of ties")
    count = {"file": "ties.csv", "sheet": "", "used": 1, "set_aside": 0, "outside": 0, "not_read": ["column room"]}
    assert found["files"] == [count]
    assert all({"file", "what", "mend", "severity", "rows"} <= set(problem) for problem in found["problems"])


def test_problems_that_stop_the_work_are_json_too(run, tmp_path):
    (tmp_path / "prices.csv").write_text("colour,price\nred,3\n")
    code, out, err = run("convert", tmp_path / "prices.csv", "-o", tmp_path / "data", "--json")
    assert (code, json.loads(out)["files"]) == (DATA_PROBLEMS, [])
    assert "something else" in json.loads(out)["problems"][0]["what"]
    assert "something else" in err


def test_naming_a_source_overrules_what_a_file_looks_like(run, tmp_path):
    """A square of people is taken for a matrix, unless somebody says that it is a table of ties."""
    (tmp_path / "m.csv").write_text("a,b,c,d\nb,0,1,0\nc,0,0,1\nd,1,0,0\n")
    _, _, err = run("convert", tmp_path / "m.csv", "-o", tmp_path / "one", "--date", "2026-01-01")
    assert "a matrix" in err
    mapping = ["--map", "from_id=a", "--map", "to_id=b", "--date", "2026-01-01"]
    code, out, _ = run("convert", "edges", tmp_path / "m.csv", "-o", tmp_path / "two", *mapping)
    assert (code, "3 interactions" in out) == (DONE, True)


def test_several_columns_for_one_target_are_several_ties_and_own_kinds_are_mapped(run, tmp_path):
    (tmp_path / "t.csv").write_text('who,"first, best",second,what\nana,bo,cy,Code review\n')
    mapping = ["--map", "from_id=who,to_id=first, best", "--map", "to_id=second,kind=what"]
    options = ["--date", "2026-01-01", "--map-kind", "Code review=review"]
    code, _, _ = run("convert", "edges", tmp_path / "t.csv", "-o", tmp_path / "data", *mapping, *options)
    assert code == DONE
    assert list(build_network(load(tmp_path / "data")).edges) == [("ana", "bo"), ("ana", "cy")]


def test_the_true_reason_is_told_where_nothing_can_be_used(run, tmp_path):
    """Dates are fine; it is the ids that lost their zeros."""
    (tmp_path / "ties.csv").write_text("from,to,date\n12,123,2026-01-03\n")
    (tmp_path / "people.csv").write_text("person_id,name\n0012,Ana\n0123,Bo\n")
    code, out, err = run("convert", tmp_path / "ties.csv", tmp_path / "people.csv", "-o", tmp_path / "data")
    assert (code, out) == (DATA_PROBLEMS, "")
    last = err.strip().splitlines()[-1]
    assert last.startswith("error: no row could be used")
    assert "leading zeros" in last
    assert "--date-format" not in last
    assert not (tmp_path / "data").exists()


def test_own_kinds_are_mapped_by_the_option_that_check_names(run, tmp_path):
    """A kind of their own is contact until the option that is printed says what it stands for."""
    (tmp_path / "interactions.csv").write_text("from_id,to_id,timestamp,kind\nana,bo,2026-01-03,Code review\n")
    _, _, err = run("check", tmp_path)
    assert '--map-kind "code review=review"' in err
    _, _, err = run("check", tmp_path, "--map-kind", "code review=review")
    assert "counts as mutual contact" not in err
    _, out, _ = run("analyze", tmp_path, "--json", "--no-findings", "--map-kind", "code review=review")
    assert json.loads(out)["network"]["ties"] == 1


@pytest.mark.parametrize(
    "command", [["check"], ["analyze"], ["export", "-o", "{0}/n.csv"], ["report", "-o", "{0}/r.html"]]
)
def test_every_command_says_what_became_of_the_rows_of_each_file(run, folder, tmp_path, command):
    words = [word.format(tmp_path) for word in command]
    _, _, err = run(words[0], folder, *words[1:])
    assert "rows: people.csv: 7 rows used, 0 set aside, 0 outside" in err
    assert "rows: interactions.csv: 27 rows used, 1 set aside, 0 outside" in err


PAIRS = "PrimaryCollaborator_PersonId,SecondaryCollaborator_PersonId,MetricDate\na,b,01/04/2024\n"


def test_queries_of_viva_insights_become_a_data_folder(run, tmp_path):
    """One pair on 01/04/2024, which with the day first is 1 April."""
    (tmp_path / "pairs.csv").write_text(PAIRS)
    code, out, err = run("convert", "viva", tmp_path / "pairs.csv", "--date-order", "dmy", "-o", tmp_path / "data")
    assert (code, out.endswith("1 interactions; 0 rows set aside, 0 with somebody who is not on the roster\n")) == (
        DONE,
        True,
    )
    assert err.count("holds only ties") == 1
    assert str(load(tmp_path / "data").interactions["timestamp"][0].date()) == "2024-04-01"


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ([], DATA_PROBLEMS, "--date-order dmy"),
        (["--kind", "help"], WRONG_USAGE, "viva takes no --kind"),
        (["--map", "from_id=a"], WRONG_USAGE, "can't be from_id"),
    ],
)
def test_queries_of_viva_insights_that_can_not_be_converted_write_nothing(run, tmp_path, options, code, words):
    (tmp_path / "pairs.csv").write_text(PAIRS)
    found, out, err = run("convert", "viva", tmp_path / "pairs.csv", "-o", tmp_path / "data", *options)
    assert (found, out) == (code, "")
    assert words in err
    assert not (tmp_path / "data").exists()


def test_simulate_writes_a_company_and_what_was_planted(run, tmp_path):
    """Thirty people over four months; who was planted is read from `truth.json`."""
    options = ["--people", 30, "--months", 4, "--seed", 5, "--isolated", 1, "--overrelied", 1]
    code, out, err = run("simulate", "-o", tmp_path / "made", *options)
    truth = json.loads((tmp_path / "made" / "truth.json").read_text())
    assert (code, err) == (DONE, "")
    assert out.startswith(f"Wrote {tmp_path / 'made'}: 1 isolated, 1 overrelied")
    assert list(truth) == list(PLANTED)
    assert (len(truth["isolated"]), len(truth["overrelied"]), truth["closed_group"]) == (1, 1, [])
    assert len(load(tmp_path / "made").people) == 30


def test_simulate_refuses_what_no_company_can_be(run, tmp_path):
    code, _, err = run("simulate", "-o", tmp_path / "made", "--people", 1)
    assert (code, err) == (WRONG_USAGE, "error: people is 1. Give at least 2.\n")


def test_the_same_seed_makes_the_same_company(run, tmp_path):
    for name in ("one", "two"):
        run("simulate", "-o", tmp_path / name, "--people", 20, "--months", 2, "--seed", 9, "--scenario", "random")
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert "truth.json" in files
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in files)


def test_analyze_takes_a_preset_and_what_is_set_wins_over_it(run, folder):
    options = ["--json", "--no-findings", "--preset", "remote", "--set", "ally_gap_days=10", "--set", "min_group = 6"]
    code, out, _ = run("analyze", folder, *options)
    data = json.loads(out)["data"]
    assert code == DONE
    assert data["window_days"] == 180
    assert data["settings"] == {"window_days": 180, "half_life_days": 45.0, "ally_gap_days": 10, "min_group": 6}


def test_an_option_of_its_own_wins_over_preset_and_set(run, folder):
    options = ["--json", "--no-findings", "--preset", "remote", "--set", "window_days=60", "--window", "28"]
    _, out, _ = run("analyze", folder, *options)
    assert json.loads(out)["data"]["window_days"] == 28


def test_an_endless_half_life_is_plain_json(run, folder):
    _, out, _ = run("analyze", folder, "--json", "--no-findings", "--set", "half_life_days=inf")
    assert json.loads(out)["data"]["settings"] == {"half_life_days": "inf"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "ally_gap=3"], "Did you mean ally_gap_days?"),
        (["--set", "ally_gap_days"], "NAME=VALUE"),
        (["--set", "=3"], "NAME=VALUE"),
        (["--set", "min_group=1"], "at least 5"),
        (["--preset", "hybird"], "Did you mean hybrid?"),
    ],
)
def test_settings_that_can_not_be_used_are_wrong_usage(run, folder, options, words):
    code, out, err = run("analyze", folder, *options)
    assert (code, out) == (WRONG_USAGE, "")
    assert words in err


def test_a_progress_bar_shows_names_and_is_not_run_by_them(monkeypatch):
    """On a terminal the bar is drawn past the streams that make all else printable; a name may look like markup too."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(sys, "__stderr__", terminal)
    with progress_bar("Reading") as tell:
        tell(0.5, "Reading \x1b]0;PWNED\x07[/red]\x9b31m.csv")
    assert "PWNED" in terminal.getvalue()
    assert "[/red]" in terminal.getvalue()
    assert not re.search("\x1b\\]|[\x07\x9b]", terminal.getvalue())


def test_a_report_as_pdf_is_the_audit(run, folder, tmp_path):
    assert run("report", folder, "-o", tmp_path / "report.pdf")[0] == DONE
    assert run("report", folder, "--audit", "-o", tmp_path / "audit.pdf")[0] == DONE
    assert (tmp_path / "report.pdf").read_bytes() == (tmp_path / "audit.pdf").read_bytes()


@pytest.mark.parametrize("ending", [".html", ".pdf", ".json"])
def test_the_culture_audit_is_written_by_the_ending_of_its_name(run, folder, tmp_path, ending):
    code, out, _ = run("report", folder, "--audit", "-o", tmp_path / f"audit{ending}")
    assert code == DONE
    assert out.startswith(f"Wrote {tmp_path / f'audit{ending}'}: ")
    start = {".html": b"<!DOCTYPE", ".pdf": b"%PDF", ".json": b"{"}[ending]
    assert (tmp_path / f"audit{ending}").read_bytes().startswith(start)


def test_an_audit_is_held_against_the_figures_of_an_earlier_one(run, folder, tmp_path):
    """The figures of the first are handed to the second, whose page says since when."""
    assert run("report", folder, "--audit", "-o", tmp_path / "one.json", "--as-of", "2026-02-01")[0] == DONE
    code, _, _ = run("report", folder, "--audit", "-o", tmp_path / "two.html", "--since", tmp_path / "one.json")
    assert code == DONE
    assert "looked back from 1 February 2026" in (tmp_path / "two.html").read_text()


@pytest.mark.parametrize(
    "options",
    [
        ("--audit", "-o", "a.txt"),
        ("-o", "a.html", "--since", "x.json"),
        ("--audit", "-o", "a.pdf", "--since", "no.json"),
    ],
)
def test_a_report_that_is_no_audit_takes_no_option_of_one(run, folder, tmp_path, options):
    """An earlier audit belongs to an audit, and has to be there: refused before any work, in one line."""
    places = [tmp_path / word if word.startswith(("a.", "no.")) else word for word in options]
    code, out, err = run("report", folder, *places)
    assert (code, out) == (WRONG_USAGE, "")
    assert len(err.splitlines()) == 1
    assert list(tmp_path.glob("a.*")) == []
