"""A small team and a handbook, for tests of signing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.knowing import actions, queries, rules
from csmanager.features.handbook.rules import ChangeKind
from csmanager.features.handbook.tables import PolicyVersion
from csmanager.features.kiosk import actions as kiosk
from csmanager.features.kiosk.rules import Proof
from csmanager.features.team import actions as team

DAY = dt.date(2026, 3, 31)
PIN = "2580"
SALT = "00" * 16


@dataclass
class Cast:
    """Short ways to do what tests do all the time, each one step."""

    store: Store
    today: dt.date = DAY

    def person(self, name: str, **facts: object) -> int:
        facts.setdefault("started_on", dt.date(2024, 1, 8))
        return self.store.do(f"Add {name}", team.add_person, name=name, today=self.today, **facts)

    def policy(self, title: str = "Refunds", body: str = "# Refunds\n\n30 days.\n") -> int:
        key = self.store.do(f"Add {title}", handbook.add_policy, title=title, today=self.today, body=body)
        self.store.do(f"Publish {title}", handbook.publish, key, today=self.today)
        return key

    def change(self, policy_id: int, body: str, kind: ChangeKind = ChangeKind.MATERIAL) -> None:
        self.store.do("Write", handbook.write_draft, policy_id, body, today=self.today)
        self.publish(policy_id, kind)

    def publish(self, policy_id: int, kind: ChangeKind) -> None:
        with self.store.change("Publish") as step:
            handbook.publish(step.session, policy_id, today=self.today, change=kind, note="Something")

    def version(self, policy_id: int) -> tuple[int, str]:
        """Id and body of the text in force."""
        with self.store.read() as session:
            row = session.query(PolicyVersion).filter_by(policy_id=policy_id, state="in_force").one_or_none()
            if row is None:
                raise RuleBroken("Nothing is in force.")
            return row.id, row.body

    def sign(
        self, person_id: int, policy_id: int, name: str, *, by: int | None = None, text: str = ""
    ) -> int:
        key, body = self.version(policy_id)
        now = self.store.clock()
        return self.store.do(
            f"{name} signs",
            actions.sign,
            Proof(by if by is not None else person_id, now),
            person_id=person_id,
            version_id=key,
            text_sha256=rules.text_hash(text or body),
            typed_name=name,
            now=now,
        )

    def states(self, policy_id: int) -> dict[str, str]:
        """Name -> state."""
        with self.store.read() as session:
            rows = queries.standings(session, self.today, policy_id=policy_id)
            return {row.person: row.state.value for row in rows}

    def pin(self, person_id: int | None, pin: str = PIN) -> None:
        self.store.do("Set a PIN", kiosk.set_pin, person_id, pin, now=self.store.clock(), salt=SALT)
