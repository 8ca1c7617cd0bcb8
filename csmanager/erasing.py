"""``csmanager erase``: taking a former member of the team or an applicant out of a store for good."""

from __future__ import annotations

import json
from argparse import Namespace

from sqlalchemy.orm import Session

from csmanager.cli import DONE, REFUSED
from csmanager.commands import reading, writing
from csmanager.core import erasure
from csmanager.core.blanking import Mention
from csmanager.core.erasure import Erased, Erasure
from csmanager.core.errors import Refused
from csmanager.features.hiring.privacy import actions as applicants
from csmanager.features.team.erasing import actions as people
from csmanager.features.team.erasing.queries import find_applicant, find_person
from csmanager.features.team.erasing.words import told
from csmanager.open import store_today


def run_erase(options: Namespace) -> int:
    """Erase somebody, or with ``--dry-run`` say what would go."""
    if (options.person is None) == (options.applicant is None):
        raise Refused("Say who: either --person NAME or --applicant NAME.")
    with (reading if options.dry_run else writing)(options.store) as store:
        today = store_today(store)

        def spec(session: Session) -> Erasure:
            if options.person is not None:
                who = find_person(session, options.person)
                return people.spec_for_people(session, [who], today=today)
            key = find_applicant(session, options.applicant)
            return applicants.spec(session, [key], today=today)

        with store.read() as session:
            wanted = spec(session)
            mentions = erasure.look(session, wanted)
        if options.dry_run:
            return _show_mentions(mentions, as_json=options.json)
        confirmed = frozenset(one.id for one in mentions) if options.everywhere else frozenset()
        from dataclasses import replace

        done = erasure.erase(store, replace(wanted, confirmed=confirmed))
    if options.json:
        print(json.dumps(_as_json(done), ensure_ascii=False, indent=1))
    else:
        print(told(done))
    return DONE if done.is_clean else REFUSED


def _show_mentions(mentions: list[Mention], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"mentions": [_mention(one) for one in mentions]}, ensure_ascii=False, indent=1))
        return DONE
    print("Nothing was changed. Erasing cannot be undone.")
    if mentions:
        print(
            f"{len(mentions):,} texts of other records name them; --everywhere takes the name out there too:"
        )
    for one in mentions:
        print(f"  {one.kind} {one.key}, {one.column}: {one.excerpt}")
    return DONE


def _mention(one: Mention) -> dict[str, object]:
    return {
        "table": one.table,
        "key": one.key,
        "column": one.column,
        "excerpt": one.excerpt,
        "is_file": one.is_file,
    }


def _as_json(done: Erased) -> dict[str, object]:
    return {
        "step": done.step_id,
        "records": done.records,
        "history_values": done.rows,
        "history_labels": done.labels,
        "texts": done.texts,
        "left": [_mention(one) for one in done.left],
        "written_anew": done.is_clean,
        "backup": str(done.backup) if done.backup is not None else None,
        "older_copies": [
            {
                "path": str(one.path),
                "made_on": one.made_on.isoformat(),
                "expires_on": one.expires_on.isoformat() if one.expires_on is not None else None,
            }
            for one in done.older
        ],
    }
