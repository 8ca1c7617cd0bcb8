"""Versions, codes, dates, headings, files and comparisons."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook import rules
from csmanager.features.handbook.compare import Mark, changes, compare
from csmanager.features.handbook.rules import ChangeKind, PolicyFile, PolicyKind, VersionState
from csmanager.features.handbook.seed import starter_policies
from csmanager.features.handbook.words import read_synonyms, synonyms


@pytest.mark.parametrize("old", VersionState)
@pytest.mark.parametrize("new", VersionState)
def test_only_the_moves_of_the_table_are_legal(old: VersionState, new: VersionState) -> None:
    legal = {
        "draft": "in_review approved scheduled in_force",
        "in_review": "draft approved",
        "approved": "draft scheduled in_force",
        "scheduled": "in_force withdrawn",
        "in_force": "superseded retired",
        "superseded": "",
        "retired": "",
        "withdrawn": "",
    }
    if new.value in legal[old.value].split():
        rules.check_state("Refunds", old, new)
    else:
        with pytest.raises(RuleBroken, match="Refunds"):
            rules.check_state("Refunds", old, new)


@pytest.mark.parametrize(
    ("body", "change", "note", "former", "words"),
    [
        ("  ", ChangeKind.FIRST, "", None, "no text"),
        ("new", ChangeKind.FIRST, "x", "old", "material"),
        ("new", ChangeKind.MATERIAL, " ", "old", "what has changed"),
        ("old ", ChangeKind.MATERIAL, "x", "old", "says the same"),
    ],
)
def test_publishing_says_what_is_missing(
    body: str, change: ChangeKind, note: str, former: str | None, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        rules.check_publish(
            "Refunds", body, change, note, has_former=former is not None, former_body=former or ""
        )


@pytest.mark.parametrize(
    ("codes", "code"),
    [((), "P-01"), (("P-01", "P-9"), "P-10"), (("HR-7", "x"), "P-01"), (("p-41",), "P-42")],
)
def test_the_next_code_is_free(codes: tuple[str, ...], code: str) -> None:
    assert rules.next_code(codes) == code


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2026, 12, 15), 1, dt.date(2027, 1, 15)),
        (dt.date(2026, 11, 30), 12, dt.date(2027, 11, 30)),
        (dt.date(2026, 11, 30), 1, dt.date(2026, 12, 30)),
    ],
)
def test_months_end_where_the_month_ends(day: dt.date, months: int, expected: dt.date) -> None:
    assert rules.add_months(day, months) == expected


def test_headings_are_found_outside_fences_only() -> None:
    text = "# One\n\ntext\n```\n# not this\n```\n  ## Two *soft* ##\n####### seven\n#none\n"
    assert [(h.level, h.title, h.line) for h in rules.headings(text)] == [(1, "One", 0), (2, "Two soft", 6)]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("- **Bold** and [a link](http://x)", "Bold and a link"),
        ("3. Say `this`", "Say this"),
        ("> *quoted* ~~gone~~", "quoted gone"),
        ("| a | b |", "a b"),
        ("snake_case stays", "snake_case stays"),
        ("- [x] done", "done"),
    ],
)
def test_a_line_is_read_without_its_marks(line: str, text: str) -> None:
    assert rules.plain_text(line) == text


def test_a_file_with_a_head_is_understood() -> None:
    text = (
        '\ufeff---\r\ntitle: "Refunds: all"\r\ncode: P-07\r\nkind: Ground rule\r\ncategory: Money\r\n'
        "review: 6 months\r\ntags:\r\n  - x\r\n---\r\n\r\n# Other\r\nText  \r\n\r\n"
    )
    assert rules.read_file(text, "stem") == PolicyFile(
        "Refunds: all", "# Other\nText\n", "P-07", PolicyKind.GROUND_RULE, "Money", 6
    )


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# Returns\n\nText", "Returns", "# Returns\n\nText\n"),
        ("## Two\n\nText", "lost_property", "## Two\n\nText\n"),
        ("---\nnever ended\n", "lost_property", "---\nnever ended\n"),
        ("", "lost_property", ""),
    ],
)
def test_a_file_without_a_head_is_named_by_its_heading_or_itself(text: str, title: str, body: str) -> None:
    file = rules.read_file(text, "lost_property")
    assert (file.title, file.body) == (title.replace("_", " "), body)


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@given(
    st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
    st.sampled_from(PolicyKind),
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=200),
    st.one_of(st.none(), st.integers(1, 120)),
)
def test_a_written_file_is_read_back(title: str, kind: PolicyKind, body: str, months: int | None) -> None:
    if len(title) > 1 and title[0] == title[-1] and title[0] in "\"'":
        title = f"x{title}"
    file = PolicyFile(title, rules.clean_body(body.lstrip("\n")), "P-01", kind, "Money", months)
    assert rules.read_file(rules.write_file(file), "stem") == file


TEXTS = st.lists(st.sampled_from(["a b c", "a b d", "", "# head", "x y", "Äh, ö!"]), max_size=12).map(
    "\n".join
)


@given(TEXTS, TEXTS)
def test_a_comparison_holds_both_texts_whole(old: str, new: str) -> None:
    lines = compare(old, new)
    before = [
        "".join(piece.text for piece in line.pieces if piece.mark is not Mark.ADDED)
        for line in lines
        if line.old is not None
    ]
    after = [
        "".join(piece.text for piece in line.pieces if piece.mark is not Mark.REMOVED)
        for line in lines
        if line.new is not None
    ]
    assert before == old.splitlines()
    assert after == new.splitlines()
    assert (changes(lines) == 0) is (before == after)
    assert [line.old for line in lines if line.old] == list(range(1, len(before) + 1))
    assert [line.new for line in lines if line.new] == list(range(1, len(after) + 1))


def test_a_changed_line_is_compared_by_words() -> None:
    (line,) = compare("Within 30 days of receipt.", "Within 60 days of receipt.")
    assert [(piece.mark, piece.text) for piece in line.pieces] == [
        (Mark.SAME, "Within "),
        (Mark.REMOVED, "30"),
        (Mark.ADDED, "60"),
        (Mark.SAME, " days of receipt."),
    ]
    assert line.is_changed
    assert changes([line]) == 1


def test_a_line_is_compared_with_the_one_it_became() -> None:
    lines = compare("Answer every call in 20 seconds.", "Close at six.\nAnswer every call in 30 seconds.")
    assert [(line.mark, line.old, line.new) for line in lines] == [
        (Mark.ADDED, None, 1),
        (Mark.SAME, 1, 2),
    ]
    assert [piece.text for piece in lines[1].pieces if piece.mark is not Mark.SAME] == ["20", "30"]


def test_a_blank_line_behind_a_changed_line_is_no_change() -> None:
    old = "| Answer | 5 days |\n| Final answer | 20 days |\n\nThat is a promise.\n"
    lines = compare(old, old.replace("20", "15"))
    assert [line.new for line in lines if line.is_changed] == [2] and changes(lines) == 1
    gone = compare("One.\n\nTwo.\n", "Other words here.\nTwo.\n")
    assert [line.mark for line in gone if line.is_changed].count(Mark.REMOVED) == 2


def test_two_long_texts_are_compared_soon_enough_to_wait_for() -> None:
    old = "\n".join(f"Line {number} says {number * 7 % 13} things" for number in range(1500))
    new = "\n".join(f"Row {number} has {number * 5 % 11} other words" for number in range(1500))
    assert len(compare(old, new)) >= 1500


def test_the_shipped_policies_are_worth_using() -> None:
    files = starter_policies()
    assert len(files) == 18
    assert len({file.code for file in files}) == len(files)
    for file in files:
        assert file.category
        assert file.review_every_months
        assert len(rules.headings(file.body)) >= 4, file.title
        assert 650 <= len(file.body.split()) <= 1000, file.title
        assert rules.headings(file.body)[0].level == 1


def test_synonyms_stand_for_each_other() -> None:
    found = read_synonyms("refund, Money  Back # remark\n# only a remark\n\nrefund, repayment\n")
    assert found["money back"] == ("refund",)
    assert found["refund"] == ("money back", "repayment")
    assert "proof of purchase" in synonyms()["lost receipt"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x " * 100_001, "up to 200,000 letters"),
        ("1. a\n" * 6_001, "up to 6,000 lines; this text has 6,001"),
        ("- " * 10_001, "up to 20,000 letters; this text has one of 20,001"),
        ("x" * 2_001, "2,001 letters without a blank"),
    ],
)
def test_a_text_that_would_hold_up_the_window_is_refused(text: str, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        rules.clean_body(text)
