"""A person's own entries: checked, taken along as a file and read again, and never in a message or a representation."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ally_graph.errors import SettingError
from ally_graph.matching.own_entries import (
    LONGEST_NAME,
    LONGEST_NOTES,
    LONGEST_WORDS,
    MOST_BYTES,
    MOST_ENTRIES,
    Entry,
    OwnEntries,
    checked,
    from_json,
    to_json,
)
from ally_graph.vocabulary import ALLY_CATEGORIES

BEA = Entry("Aunt Bea", "family", "a quiet hour", "news", "on Sundays")
BOTH = OwnEntries((BEA, Entry("Parents at work", "interest_groups")), "Call Bea.")
SECRET = "qxsecretword"
text = st.text(max_size=40)
entries = st.builds(
    Entry, st.text(min_size=1, max_size=40).filter(lambda name: name.replace("\0", "").strip()),
    st.sampled_from(sorted(ALLY_CATEGORIES)), text, text, text,
)  # fmt: skip


def test_what_is_taken_along_is_read_again():
    assert from_json(to_json(BOTH)) == BOTH


@given(st.builds(OwnEntries, st.lists(entries, max_size=5).map(tuple), text))
def test_anything_that_can_be_kept_is_read_again_as_it_was_kept(own):
    kept = checked(own)
    assert from_json(to_json(kept)) == kept


def test_the_file_says_nothing_of_who_wrote_it_or_of_the_company():
    assert set(json.loads(to_json(BOTH))) == {"format", "version", "entries", "notes"}


def test_no_representation_holds_a_word():
    own = OwnEntries((Entry(SECRET, "family", SECRET, SECRET, SECRET),), SECRET)
    assert SECRET not in f"{own!r} {own} {own.entries} {[own]}"


def files():
    """Files that are none of this page's, each with a word that no message may repeat."""
    good = json.loads(to_json(OwnEntries((Entry(SECRET, "family"),), SECRET)))
    entry = good["entries"][0]
    for other in (
        SECRET, [SECRET], {SECRET: 1}, good | {"format": SECRET}, good | {"version": 2}, good | {"entries": SECRET},
        good | {"entries": [SECRET]}, good | {"entries": [entry | {SECRET: 1}]}, good | {"entries": [{"name": SECRET}]},
        good | {"entries": [entry | {"category": SECRET}]}, good | {"entries": [entry | {"category": [SECRET]}]},
        good | {"entries": [entry | {"name": 3}]}, good | {"entries": [entry | {"name": " "}]},
        good | {"notes": [SECRET]}, good | {"notes": None}, good | {"notes": SECRET * LONGEST_NOTES},
        good | {"entries": [entry | {"note": SECRET * LONGEST_WORDS}]},
        good | {"entries": [entry] * (MOST_ENTRIES + 1)},
    ):  # fmt: skip
        yield json.dumps(other).encode()
    yield SECRET.encode()
    yield to_json(BOTH)[:-4]
    yield b'{"a":' * 100_000
    yield b"\xff\xfe" + SECRET.encode()
    yield b"x" * (3 << 20)


@pytest.mark.parametrize("data", list(files()), ids=lambda data: str(len(data)))
def test_a_file_that_is_none_is_refused_without_a_word_of_it(data):
    """Nor do the errors before it hold one: these go into a log with it."""
    with pytest.raises(SettingError) as raised:
        from_json(data)
    chain, error = [], raised.value
    while error is not None:
        chain.append(f"{error!r} {vars(error)}")
        error = error.__cause__ or error.__context__
    assert SECRET not in " ".join(chain)


@pytest.mark.parametrize(
    "wrong",
    [
        Entry("", "family"),
        Entry("\0", "family"),
        Entry("x" * (LONGEST_NAME + 1), "family"),
        Entry("x", "friends"),
        Entry("x", "family", you_give="x" * (LONGEST_WORDS + 1)),
    ],
)
def test_what_can_not_be_kept_is_refused(wrong):
    with pytest.raises(SettingError):
        OwnEntries().with_entry(wrong)


def test_entries_are_added_found_by_category_and_taken_out():
    own = OwnEntries().with_entry(BEA).with_entry(Entry(" Club ", "interest_groups"))
    assert [entry.name for entry in own.entries] == ["Aunt Bea", "Club"]
    assert own.filled == ("interest_groups", "family")
    assert own.of("family") == (BEA,)
    assert own.without(0).filled == ("interest_groups",)
    assert not own.without(0).without(0)


def test_there_is_room_for_so_many_and_no_more():
    full = OwnEntries((BEA,) * MOST_ENTRIES)
    with pytest.raises(SettingError, match=str(MOST_ENTRIES)):
        full.with_entry(BEA)


def test_the_fullest_file_that_can_be_kept_can_be_read_again():
    """The longest texts of the widest letters."""
    words = "\U0001f600" * LONGEST_WORDS
    full = OwnEntries((Entry("\U0001f600" * LONGEST_NAME, "family", words, words, words),) * MOST_ENTRIES, "n")
    assert from_json(to_json(full)) == full


def test_a_file_that_is_larger_than_any_that_can_be_kept_is_not_looked_into():
    """It is refused for its size alone: what it holds is well written, with spaces behind it."""
    data = to_json(OwnEntries(notes="Monday: call."))
    assert from_json(data.ljust(MOST_BYTES)).notes == "Monday: call."
    with pytest.raises(SettingError, match="no file of your own entries"):
        from_json(data.ljust(MOST_BYTES + 1))
