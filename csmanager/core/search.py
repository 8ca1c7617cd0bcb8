"""Full-text search. Only this module knows that SQLite's FTS5 does it.

A feature names a ``TextIndex`` beside its tables, keeps it true with a deriver, and asks ``find``. What is indexed
is a copy that can be made again, so it is not recorded in the history.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

BEGIN, END = "\x01", "\x02"  # stand around what matched; no typed text holds them
_WORD = re.compile(r"[\w]+")
_ENOUGH = 8  # records with every word, after which those with some are not looked for where answers must come at once
_LONGEST_PHRASE = 4  # words of one synonym
_MOST_WORDS = 24  # of a question; more would only be a pasted text

INDICES: list[TextIndex] = []
"""Every index that was named, for the migration that makes them."""


@dataclass(frozen=True, slots=True)
class TextIndex:
    """A searchable copy of texts, one entry a record. ``weights``: how much a find in each column counts."""

    name: str
    columns: tuple[str, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        INDICES.append(self)

    def statement(self) -> str:
        """What makes it, in a migration."""
        columns = ", ".join(self.columns)
        return (
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({columns},"
            " tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3')"
        )

    def put(self, session: Session, key: int, texts: Sequence[str]) -> None:
        """Index one record anew; ``texts`` in the order of ``columns``. Only inside a deriver."""
        self.remove(session, key)
        names, marks = ", ".join(self.columns), ", ".join("?" * (len(self.columns) + 1))
        clean = [text.replace(BEGIN, " ").replace(END, " ") for text in texts]
        session.connection().exec_driver_sql(
            f"INSERT INTO {self.name} (rowid, {names}) VALUES ({marks})", (key, *clean)
        )

    def remove(self, session: Session, key: int) -> None:
        """Take one record out. Only inside a deriver."""
        session.connection().exec_driver_sql(f"DELETE FROM {self.name} WHERE rowid = ?", (key,))

    def remove_between(self, session: Session, low: int, high: int) -> None:
        """Take out the records with the keys ``low`` to ``high``, both included. Only inside a deriver."""
        session.connection().exec_driver_sql(
            f"DELETE FROM {self.name} WHERE rowid BETWEEN ? AND ?", (low, high)
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found; ``texts``: its columns with BEGIN and END around every match.

    ``is_full``: it says every word that was asked for.
    """

    key: int
    texts: tuple[str, ...]
    is_full: bool = True


def find(
    session: Session,
    index: TextIndex,
    text: str,
    *,
    limit: int,
    synonyms: Mapping[str, Sequence[str]] | None = None,
    first: str = "",
    common: Collection[str] = (),
) -> list[Hit]:
    """The records that say ``text``, best first.

    The last word may be unfinished. Records with every word come first, then those with some; where words are not
    set apart by spaces, and nothing was found, any place with the very letters counts. ``synonyms``: what else may
    stand for a phrase (case folded, single spaces).

    ``first``: a column that is short in every record. Where ``limit`` records match in it alone, the others are not
    looked at, so that the first letters of a word, which match almost everything, are answered at once: a single
    letter by the records whose column begins with it, a few words by records with all of them. ``common``:
    words (case folded) that are left out where others are asked for; so is a last word of one letter.
    """
    words = _WORD.findall(text)[:_MOST_WORDS]
    is_last_open = text[-1:].isalnum()
    if common and is_last_open and len(words) > 1 and len(words[-1]) == 1:
        words, is_last_open = words[:-1], False
    if not words:
        return []
    groups = _groups(words, synonyms or {}, common, is_last_open=is_last_open)
    connection = session.connection()
    question = " AND ".join(groups)
    if first:
        if len(words) == 1 and len(words[0]) == 1 and is_last_open:
            found = _match(connection, index, f'{{{first}}} : ^ "{words[0]}"*', limit)
            if len(found) == limit:
                return found
        found = _match(connection, index, f"{{{first}}} : ({question})", limit)
        if len(found) == limit:
            return found
    found = _match(connection, index, question, limit)
    if len(found) < (min(limit, _ENOUGH) if first else limit) and len(groups) > 1:
        some = " OR ".join(groups)
        others = _match(connection, index, f"{{{first}}} : ({some})", limit) if first else []
        if len(found) + len(others) < _ENOUGH or not first:
            others = _match(connection, index, some, limit + len(found))
        seen = {hit.key for hit in found}
        found += [replace(hit, is_full=False) for hit in others if hit.key not in seen]
    if found or (common and text.isascii()):  # Latin letters set words apart, so nothing more is to be found
        return found[:limit]
    return _containing(connection, index, text.strip(), limit)


def _groups(
    words: list[str], synonyms: Mapping[str, Sequence[str]], common: Collection[str], *, is_last_open: bool
) -> list[str]:
    groups: list[str] = []
    least: list[str] = []  # what common words ask for
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length])
            others = synonyms.get(phrase.casefold(), ())
            if others or length == 1:
                star = "*" if is_last_open and at + length == len(words) else ""
                spelled = [f'"{phrase}"{star}', *(f'"{other}"' for other in others)]
                (least if not others and phrase.casefold() in common else groups).append(
                    f"({' OR '.join(spelled)})"
                )
                at += length
                break
    return groups or least


def _match(connection: Connection, index: TextIndex, question: str, limit: int) -> list[Hit]:
    weights = ", ".join(str(weight) for weight in index.weights)
    marked = ", ".join(
        f"highlight({index.name}, {number}, '{BEGIN}', '{END}')" for number in range(len(index.columns))
    )
    rows = connection.exec_driver_sql(
        f"SELECT rowid, {marked} FROM {index.name} WHERE {index.name} MATCH ?"
        f" AND rank MATCH 'bm25({weights})' ORDER BY rank LIMIT ?",
        (question, limit),
    )  # by its own rank FTS5 sorts first, and marks only what is shown
    return [Hit(row[0], tuple(row[1:])) for row in rows]


def _containing(connection: Connection, index: TextIndex, text: str, limit: int) -> list[Hit]:
    """Records that hold the very letters of ``text`` somewhere."""
    pattern = re.sub(r"([%_~])", r"~\1", text)
    names = ", ".join(index.columns)
    tests = " OR ".join(f"{name} LIKE ? ESCAPE '~'" for name in index.columns)
    rows = connection.exec_driver_sql(
        f"SELECT rowid, {names} FROM {index.name} WHERE {tests} ORDER BY rowid LIMIT ?",
        (*[f"%{pattern}%"] * len(index.columns), limit),
    )
    return [Hit(row[0], tuple(_mark(one, text) for one in row[1:])) for row in rows]


def _mark(text: str, wanted: str) -> str:
    return re.sub(re.escape(wanted), lambda match: f"{BEGIN}{match[0]}{END}", text, flags=re.IGNORECASE)
