"""What is different for somebody who knows an older version."""

from __future__ import annotations

import datetime as dt

from csmanager.core.store import Store
from csmanager.features.handbook import actions, changes
from csmanager.features.handbook.changes import Fate, WhatChanged
from csmanager.features.handbook.clauses import keyed
from csmanager.features.handbook.compare import Mark
from csmanager.features.handbook.rules import ChangeKind

OLD = "# R\n\n## Proof\n\nA receipt will do.\n\n## Limits\n\nUp to 50 euros.\n\n## Abuse\n\nTell the lead at once.\n"
NEW = (
    "# R\n\n## Limits\n\nUp to 80 euros.\n\n## Evidence\n\nA receipt will do.\n\n"
    "## Vouchers\n\nThey last a year and a day.\n"
)


def test_clauses_are_new_changed_renamed_or_gone() -> None:
    before = keyed(OLD)
    found = changes.differences(before, keyed(NEW, before))
    assert [(one.fate, one.number, one.heading) for one in found] == [
        (Fate.CHANGED, "1", "Limits"),
        (Fate.RENAMED, "2", "Evidence"),
        (Fate.NEW, "3", "Vouchers"),
        (Fate.REMOVED, "3", "Abuse"),
    ]
    assert [(piece.mark, piece.text) for piece in found[0].pieces if piece.mark is not Mark.SAME] == [
        (Mark.REMOVED, "50"),
        (Mark.ADDED, "80"),
    ]
    assert changes.differences(before, before) == []


def test_everything_since_the_version_somebody_signed_is_told(store: Store, today: dt.date) -> None:
    key = store.do("Add", actions.add_policy, title="R", today=today, body=OLD)
    store.do("P", actions.publish, key, today=today)
    for body, kind, note, for_you in (
        (OLD.replace("50", "60"), ChangeKind.MATERIAL, "60 euros", ""),
        (NEW, ChangeKind.EDITORIAL, "words", "Give up to 80."),
    ):
        store.do("W", actions.write_draft, key, body, today=today)
        store.do("P", actions.publish, key, today=today, change=kind, note=note, for_you=for_you)

    def since(number: int) -> WhatChanged | None:
        with store.read() as session:
            return changes.what_changed(session, key, number)

    first, second, third = since(1), since(2), since(3)
    assert first is not None and second is not None and third is not None
    assert (first.is_material, first.notes) == (True, ("60 euros", "words"))
    assert (
        first.sentence()
        == "Give up to 80. New: 3 Vouchers. Changed: 1 Limits. Renamed: 2 Evidence. Gone: 3 Abuse."
    )
    assert not second.is_material
    assert third.sentence() == "Nothing has changed since the version you signed."
    assert since(9) is None
    with store.read() as session:
        assert changes.changed_for(session, key, 1) is None
