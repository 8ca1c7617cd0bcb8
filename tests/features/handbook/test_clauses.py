"""Clauses keep their keys from version to version, whatever becomes of their headings."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmanager.core.store import Store
from csmanager.features.handbook import actions, lookups
from csmanager.features.handbook.clauses import Clause, keyed, likeness, resolve, sections
from csmanager.features.handbook.records import fill_clauses
from csmanager.features.handbook.rules import ChangeKind
from csmanager.features.handbook.tables import PolicyClause
from tests.digest import content

BODY = """\
# Refunds

Who brings goods back gets the money.

## Lost receipt

A lost receipt is no reason to refuse; the card statement will do.

## Limits

Agents decide up to 50 euros themselves.

### Above the limit

Ask the lead, who answers within ten minutes.

## Abuse

Three refunds a month for the same person are told to the lead.
"""
KEYS = ["start", "lost-receipt", "limits", "above-the-limit", "abuse"]


def keys(found: list[Clause]) -> list[str]:
    return [clause.key for clause in found]


def next_keys(body: str, former: str = BODY) -> list[str]:
    return keys(keyed(body, keyed(former)))


def test_sections_are_numbered_as_people_cite_them() -> None:
    assert [(part.number, part.heading) for part in sections(BODY)] == [
        ("", "Refunds"),
        ("1", "Lost receipt"),
        ("2", "Limits"),
        ("2.1", "Above the limit"),
        ("3", "Abuse"),
    ]
    assert sections(BODY)[2].text.strip() == "Agents decide up to 50 euros themselves."
    assert [part.number for part in sections("# A\n\n# B\n\n### C\n\n## D\n\n# E")] == [
        "1",
        "2",
        "2.1",
        "2.2",
        "3",
    ]
    assert [part.number for part in sections("### A\n\n## B\n\n## C")] == ["1", "2", "3"]
    assert sections("") == []
    assert [part.number for part in sections("Only text.")] == [""]


def test_a_first_version_is_keyed_by_its_headings() -> None:
    assert keys(keyed(BODY)) == KEYS
    assert keys(keyed("## Über uns\n\n## 2. Limits\n\n## Limits\n\n## !!!\n")) == [
        "über-uns",
        "limits",
        "limits-2",
        "clause",
    ]


def test_the_same_headings_keep_their_keys_when_texts_change() -> None:
    assert next_keys(BODY.replace("50 euros", "80 pounds and not a penny more")) == KEYS


def test_a_renumbered_and_recased_heading_is_the_same() -> None:
    text = BODY.replace("## Lost receipt", "## 1. LOST  receipt").replace("### Above", "## 2.1 Above")
    assert next_keys(text) == KEYS


def test_a_renamed_heading_over_the_same_text_is_the_same() -> None:
    assert next_keys(BODY.replace("## Lost receipt", "## No proof of purchase")) == KEYS


def test_a_renamed_heading_over_much_the_same_text_is_the_same() -> None:
    text = BODY.replace("## Lost receipt", "## Proof").replace(
        "the card statement will do", "a statement will do"
    )
    assert next_keys(text) == KEYS


def test_a_moved_clause_is_the_same_and_its_number_follows() -> None:
    head, _, rest = BODY.partition("## Lost receipt")
    lost, _, rest = rest.partition("## Limits")
    found = keyed(f"{head}## Limits{rest}\n## Lost receipt{lost}", keyed(BODY))
    assert keys(found) == ["start", "limits", "above-the-limit", "abuse", "lost-receipt"]
    assert next(clause.number for clause in found if clause.key == "lost-receipt") == "3"


def test_two_clauses_that_swap_their_headings_follow_their_headings() -> None:
    text = (
        BODY.replace("## Lost receipt", "## X")
        .replace("## Abuse", "## Lost receipt")
        .replace("## X", "## Abuse")
    )
    assert next_keys(text) == ["start", "abuse", "limits", "above-the-limit", "lost-receipt"]


def test_a_new_clause_gets_a_key_of_its_own_and_never_a_spent_one() -> None:
    text = BODY + "\n## Vouchers\n\nA voucher lasts a year.\n"
    assert next_keys(text) == [*KEYS, "vouchers"]
    gone = keyed(BODY.replace("## Abuse", "## Other").partition("## Other")[0], keyed(BODY))
    assert "abuse" not in keys(gone)
    body = (
        "\n\n".join(f"## {clause.heading}\n\n{clause.text}" for clause in gone)
        + "\n\n## Abuse!\n\nNew words here."
    )
    assert keys(keyed(body, gone, taken=KEYS))[-1] == "abuse-2"


def test_a_clause_that_comes_back_is_the_same_again() -> None:
    without = BODY.partition("## Abuse")[0]
    second = keyed(without, keyed(BODY))
    assert "abuse" not in keys(second)
    assert keys(keyed(BODY, second, {"abuse": "abuse"}, taken=KEYS)) == KEYS


def test_equal_headings_are_told_apart_by_their_order() -> None:
    body = "## Steps\n\nFirst this.\n\n## Steps\n\nThen that.\n"
    assert keys(keyed(body)) == ["steps", "steps-2"]
    assert next_keys(body.replace("that", "something else"), body) == ["steps", "steps-2"]


def test_a_clause_is_found_by_key_number_or_heading() -> None:
    found = keyed(BODY)
    for name in ("lost-receipt", "1", " lost  RECEIPT ", "4. Lost receipt"):
        clause = resolve(found, name)
        assert clause is not None and clause.key == "lost-receipt", name
    assert resolve(found, "") is None
    assert resolve(found, "Vouchers") is None


def test_likeness_is_one_for_the_same_and_nothing_for_strangers() -> None:
    lost, limits = keyed(BODY)[1:3]
    assert likeness(lost, lost) == pytest.approx(1.0)
    assert likeness(lost, limits) < 0.3


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_shuffling_and_numbering_headings_never_changes_a_key(seed: int) -> None:
    chance = random.Random(seed)
    words = [f"word{number}" for number in range(40)]
    parts = [(f"Title {number}", " ".join(chance.choices(words, k=20))) for number in range(8)]
    first = keyed("\n\n".join(f"## {title}\n\n{text}" for title, text in parts))
    by_title = {clause.heading: clause.key for clause in first}
    chance.shuffle(parts)
    again = keyed(
        "\n\n".join(f"### {at}. {title}\n\n{text}" for at, (title, text) in enumerate(parts, 1)), first
    )
    assert {clause.heading: clause.key for clause in again} == by_title


def clauses(store: Store, version_id: int) -> list[tuple[str, str, str]]:
    with store.read() as session:
        return [(row.key, row.number, row.heading) for row in lookups.clauses(session, version_id)]


def test_versions_keep_their_clauses_and_undo_gives_them_back(store: Store, today: dt.date) -> None:
    start = content(store, history=False)
    policy = store.do("Add", actions.add_policy, title="Refunds", today=today, body=BODY)
    first = store.do("Publish", actions.publish, policy, today=today)
    assert [key for key, _number, _heading in clauses(store, first)] == KEYS
    renamed = BODY.replace("## Lost receipt", "## No receipt")
    before = content(store, history=False)
    second = store.do("Write", actions.write_draft, policy, renamed, today=today)
    store.do(
        "Write", actions.write_draft, policy, renamed.replace("## No receipt", "## Bon lost"), today=today
    )
    found = clauses(store, second)
    assert ("lost-receipt", "1", "Bon lost") in found
    assert clauses(store, first)[1] == ("lost-receipt", "1", "Lost receipt")
    store.do("Publish", actions.publish, policy, today=today, change=ChangeKind.EDITORIAL, note="words")
    with store.read() as session:
        assert [row.key for row in lookups.clauses_in_force(session)["P-01"]] == KEYS
        assert "card statement" in lookups.clauses(session, second)[1].text
    for _ in range(3):
        store.undo()
    assert content(store, history=False) == before
    store.undo()
    store.undo()
    assert content(store, history=False) == start


def test_texts_of_an_older_program_get_their_clauses_in_order(store: Store, today: dt.date) -> None:
    policy = store.do("Add", actions.add_policy, title="Refunds", today=today, body=BODY)
    store.do("Publish", actions.publish, policy, today=today)
    renamed = BODY.replace("## Lost receipt", "## No receipt")
    second = store.do("Write", actions.write_draft, policy, renamed, today=today)

    def forget(session: object) -> None:
        for row in session.query(PolicyClause).all():  # type: ignore[attr-defined]
            session.delete(row)  # type: ignore[attr-defined]

    store.do("Forget", forget)
    assert [key for key, _n, _h in clauses(store, second)][1] == "no-receipt"
    store.do("Fill", fill_clauses)
    assert [key for key, _n, _h in clauses(store, second)] == KEYS
