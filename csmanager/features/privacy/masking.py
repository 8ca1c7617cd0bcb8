"""Other people's names out of what is handed to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.hiring.interviews.tables import Interviewer
from csmanager.features.hiring.tables import Applicant
from csmanager.features.team.tables import Person, PersonAlias

_LEAST = 2  # letters of a single name; shorter ones stand inside too many words


class Mask:
    """Puts "Colleague 1", "Applicant 2" in the place of everybody but those whose names are ``own``.

    Whole names always; a first or last name alone where it stands as a word with its capital letter.
    """

    def __init__(self, people: Iterable[tuple[str, str]], own: Iterable[str]) -> None:
        """``people``: (name, what to call them: "Colleague"); ``own``: the spellings that stay."""
        self.own = tuple(dict.fromkeys(name for name in own if name.strip()))
        mine = {part.casefold() for name in self.own for part in name.split()} | {
            name.casefold() for name in self.own
        }
        self._labels: dict[str, str] = {}
        counts: dict[str, int] = {}
        parts: dict[str, str] = {}
        for name, word in people:
            clean = " ".join(name.split())
            if not clean or clean.casefold() in mine or clean.casefold() in self._labels:
                continue
            counts[word] = counts.get(word, 0) + 1
            label = f"{word} {counts[word]}"
            self._labels[clean.casefold()] = label
            for part in clean.split():
                if len(part) >= _LEAST and part[:1].isupper() and part.casefold() not in mine:
                    parts.setdefault(part, label)
        self._parts = parts
        whole = sorted(self._labels, key=len, reverse=True)
        self._whole = re.compile(_words(whole), re.IGNORECASE) if whole else None
        self._single = re.compile(_words(sorted(parts, key=len, reverse=True))) if parts else None

    def text(self, text: str) -> str:
        """``text`` with the names of others masked."""
        if self._whole is not None:
            text = self._whole.sub(lambda found: self._labels[found[0].casefold()], text)
        if self._single is not None:
            text = self._single.sub(lambda found: self._parts[found[0]], text)
        return text

    def name(self, name: str) -> str:
        """What a column that names somebody shows: the name where it is one's own, else the label."""
        clean = " ".join(name.split())
        if not clean or clean.casefold() in {one.casefold() for one in self.own}:
            return name
        return self._labels.get(clean.casefold(), "Somebody else")


def _words(names: Iterable[str]) -> str:
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)"


def mask(session: Session, own: Iterable[str]) -> Mask:
    """A mask of everybody the store knows by name."""
    people: list[tuple[str, str]] = [
        (name, "Colleague") for name in session.scalars(sa.select(Person.name).order_by(Person.id))
    ]
    people += [
        (name, "Colleague")
        for name in session.scalars(sa.select(PersonAlias.alias).order_by(PersonAlias.id))
        if " " in name and "@" not in name
    ]
    people += [(name, "Interviewer") for name in session.scalars(sa.select(Interviewer.name).distinct())]
    people += [
        (name, "Applicant") for name in session.scalars(sa.select(Applicant.name).order_by(Applicant.id))
    ]
    return Mask(people, own)
