"""Whom every spelling means, read once where many people are added in one go."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.team.moves import entry
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.rules import alias_key, next_code
from csmanager.features.team.tables import Person, PersonAlias, Role, Team


class Spellings:
    """Names, codes and other spellings of everybody, kept up by whoever adds to them.

    ``forget`` takes back what was noted since ``begin``, as when the change it was noted for was refused.
    """

    def __init__(self, session: Session) -> None:
        canonical = canonical_ids(session)
        self._session = session
        self._entries: dict[str, int] = {}
        self._codes: dict[str, int] = {}
        self._owners: dict[str, int] = {}
        self._aliases: dict[str, int] = {}
        self._journal: list[tuple[dict[str, int], str]] = []
        codes = []
        for person_id, name, code in session.execute(
            sa.select(Person.id, Person.name, Person.code).order_by(Person.id)
        ):
            codes.append(code)
            self._codes[alias_key(code)] = person_id
            for text in (name, code):
                self._owners.setdefault(alias_key(text), canonical[person_id])
        for key, person_id in session.execute(sa.select(PersonAlias.key, PersonAlias.person_id)):
            self._aliases[key] = person_id
        self._next = next_code(codes)

    def begin(self) -> None:
        """What follows may be taken back with ``forget``."""
        self._journal.clear()

    def forget(self) -> None:
        """Take back what was noted since ``begin``."""
        for place, key in self._journal:
            place.pop(key, None)
        self._journal.clear()

    def code_owner(self, code: str) -> int | None:
        """The person of a code."""
        return self._codes.get(alias_key(code))

    def next_code(self) -> str:
        """The next code of P001, P002 ..."""
        return self._next

    def owner(self, key: str) -> int | None:
        """The person a key means: an alias before a name or a code."""
        found = self._aliases.get(key)
        return self._owners.get(key) if found is None else found

    def entry(self, table: type[Team] | type[Role], name: str | None) -> int | None:
        """The id of a team or role, made when it is new."""
        key = f"{table.__tablename__}\x1f{' '.join((name or '').split()).casefold()}"
        if key in self._entries:
            return self._entries[key]
        found = entry(self._session, Team, name) if table is Team else entry(self._session, Role, name)
        if found is not None:
            self._note(self._entries, key, found)
        return found

    def note_person(self, person_id: int, name: str, code: str) -> None:
        """Somebody was added."""
        self._note(self._codes, alias_key(code), person_id)
        for text in (name, code):
            self._note(self._owners, alias_key(text), person_id)
        self._next = max(self._next, next_code((code,)), key=lambda one: int(one[1:]))

    def note_alias(self, person_id: int, key: str) -> None:
        """Somebody has another spelling."""
        self._note(self._aliases, key, person_id)

    def _note(self, place: dict[str, int], key: str, person_id: int) -> None:
        if key not in place:
            place[key] = person_id
            self._journal.append((place, key))
