"""The command that makes a deck."""

from __future__ import annotations

import pytest

from ally_graph.cli.commands import main
from tests.conftest import SAMPLE


def test_the_command_writes_a_page_and_says_that_nobody_is_named(tmp_path, capsys):
    page = tmp_path / "deck.html"
    assert main(["deck", str(SAMPLE), "-o", str(page), "--title", "Spring <b>"]) == 0
    assert "13 slides, nobody is named" in capsys.readouterr().out
    assert "<title>Spring &lt;b&gt;</title>" in page.read_text(encoding="utf-8")
    assert "Katarzyna" not in page.read_text(encoding="utf-8")


def test_with_names_the_deck_names_who_carries_a_lot(tmp_path, capsys):
    page = tmp_path / "deck.html"
    assert main(["deck", str(SAMPLE), "-o", str(page), "--names"]) == 0
    assert "with names" in capsys.readouterr().out
    assert "Katarzyna" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "deck.odp"], "ending in one of .html, .pptx, .pdf"),
        (["-o", "deck.html", "--title", "For p01"], "holds the name"),
    ],
)
def test_what_can_not_be_made_is_told_in_a_sentence(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["deck", str(SAMPLE), *words]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
