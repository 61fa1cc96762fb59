"""The command that opens the app: which data, which address, which files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ally_graph.cli import serving
from ally_graph.cli.commands import main
from ally_graph.cli.exits import DONE, WRONG_USAGE
from ally_graph.files.shipped import (
    BROWSER_VARIABLE,
    DATA_VARIABLE,
    KEY_VARIABLE,
    app_folder,
    first_data,
    sample_folder,
)


@pytest.fixture
def started(monkeypatch):
    """What was started in place of Streamlit, and with which words."""
    calls = []
    monkeypatch.setattr(serving.runpy, "run_module", lambda name, **_: calls.append((name, sys.argv)))
    monkeypatch.setattr(sys, "argv", ["office-ally"])
    monkeypatch.setenv(DATA_VARIABLE, "")
    monkeypatch.setenv(BROWSER_VARIABLE, "")
    monkeypatch.setenv(KEY_VARIABLE, "")
    monkeypatch.delenv(KEY_VARIABLE)
    return calls


def test_the_app_opens_on_this_computer_with_the_sample_company(started):
    """The browser is opened by the app itself, at the address with the key."""
    assert main(["app"]) == DONE
    [(name, words)] = started
    assert name == "streamlit"
    assert words[1:3] == ["run", str(app_folder() / "app.py")]
    assert words[3:] == ["--server.address=127.0.0.1", "--server.port=8501", "--server.headless=true"]
    assert os.environ[BROWSER_VARIABLE] == "1"
    assert len(os.environ[KEY_VARIABLE]) > 40
    assert first_data() == sample_folder()


def test_the_app_takes_data_a_port_and_no_browser(started, tmp_path):
    assert main(["app", str(tmp_path), "--port", "8600", "--no-browser"]) == DONE
    assert started[0][1][4:] == ["--server.port=8600", "--server.headless=true"]
    assert os.environ[BROWSER_VARIABLE] == ""
    assert first_data() == tmp_path


def test_every_start_has_a_key_of_its_own_unless_one_is_given(started, monkeypatch):
    """The key is taken from the environment where the user set one, so that others can be given the address."""
    keys = set()
    for _ in range(3):
        monkeypatch.delenv(KEY_VARIABLE, raising=False)
        main(["app"])
        keys.add(os.environ[KEY_VARIABLE])
    assert len(keys) == 3
    monkeypatch.setenv(KEY_VARIABLE, "a word of my own")
    main(["app"])
    assert os.environ[KEY_VARIABLE] == "a word of my own"


def test_data_that_is_given_goes_before_the_environment(started, tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "gone"))
    assert main(["app", str(tmp_path)]) == DONE
    assert os.environ[DATA_VARIABLE] == str(tmp_path)


def test_the_environment_goes_before_the_sample(started, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(DATA_VARIABLE, ".")
    assert main(["app"]) == DONE
    assert first_data() == tmp_path


@pytest.mark.parametrize(("words", "said"), [(["nowhere"], "nowhere is not there"), (["--port", "0"], "is no port")])
def test_what_can_not_be_opened_is_said_before_anything_starts(started, capsys, words, said):
    assert main(["app", *words]) == WRONG_USAGE
    assert said in capsys.readouterr().err
    assert started == []


def test_the_help_calls_the_command_as_it_was_called(started, capsys, monkeypatch):
    for name, called in (("/usr/bin/office-ally", "usage: office-ally"), ("pytest", "usage: python -m ally_graph")):
        monkeypatch.setattr(sys, "argv", [name])
        with pytest.raises(SystemExit):
            main(["--help"])
        assert capsys.readouterr().out.startswith(called)


def test_the_files_of_the_app_are_inside_the_package_only_in_a_wheel(tmp_path):
    package = tmp_path / "ally_graph"
    package.mkdir()
    assert app_folder(package) == tmp_path
    (package / "_app").mkdir()
    assert app_folder(package) == package / "_app"
    assert app_folder() == Path(__file__).resolve().parents[3]
