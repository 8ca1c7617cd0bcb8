"""The handbook, or a part of it, as one document to hand out: what goes in, and as Word and HTML."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.files import replace_file
from csmanager.features.handbook import pictures, records, rules
from csmanager.features.handbook.rules import PolicyFile, VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.team.tables import Person

Progress = Callable[[int, int, str], None]
_STAMP = 12  # letters of a hash that are printed
_SIGN_LINES = 12
_POLICY_LINK = re.compile(r"\]\(policy:([^)\s#]{1,60})(#[\w-]{1,80})?\)")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log: what a version of a policy changed."""

    day: dt.date
    code: str
    title: str
    number: int
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """One policy as it is handed out. ``sha256``: of exactly this text; ``keys``: of its clauses, by their line."""

    file: PolicyFile
    number: int
    published_on: dt.date
    owner: str
    sha256: str
    keys: Mapping[int, str]

    @property
    def stamp(self) -> str:
        """What tells this text from every other: code, version, day, hash."""
        return (
            f"{self.file.code}, version {self.number}, in force since {self.published_on.isoformat()},"
            f" text {self.sha256[:_STAMP]}"
        )


@dataclass(frozen=True, slots=True)
class HandOut:
    """Everything that is handed out, with what stands around it."""

    title: str
    day: dt.date
    parts: tuple[Part, ...]
    changes: tuple[Change, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    with_contents: bool = True
    with_log: bool = True
    with_sign_page: bool = True

    @property
    def sha256(self) -> str:
        """One hash over every text, in order."""
        return hashlib.sha256("\n".join(part.sha256 for part in self.parts).encode()).hexdigest()

    @property
    def stamp(self) -> str:
        """The stamp of the whole: one policy's own, or that of the handbook."""
        if len(self.parts) == 1:
            return self.parts[0].stamp
        count = f"{len(self.parts)} policies as in force on {self.day.isoformat()}"
        return f"{self.title}, {count}, text {self.sha256[:_STAMP]}"

    @property
    def oath(self) -> str:
        """What is signed."""
        return (
            f"I have read what is named above, in exactly this version (text {self.sha256[:_STAMP]}), I have understood"
            " it, and I work by it. Where I am in doubt, I ask."
        )


def gather(
    session: Session,
    *,
    title: str,
    today: dt.date,
    policy_ids: Collection[int] | None = None,
    with_contents: bool = True,
    with_log: bool = True,
    with_sign_page: bool = True,
) -> HandOut:
    """The policies in force, all or of these ids, as they are handed out; raises RuleBroken when none is."""
    rows = session.execute(
        sa.select(Policy, PolicyVersion, Person.name)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .outerjoin(Person, Person.id == Policy.owner_id)
        .where(Policy.trashed_on.is_(None), PolicyVersion.state == VersionState.IN_FORCE)
    ).all()
    chosen = [row for row in rows if policy_ids is None or row[0].id in policy_ids]
    if not chosen:
        raise RuleBroken("None of these policies is in force, so there is nothing to hand out.")
    chosen.sort(key=lambda row: (not row[0].category, row[0].category.casefold(), row[0].title.casefold()))
    parts = tuple(
        Part(
            PolicyFile(
                policy.title,
                version.body,
                policy.code,
                policy.kind,
                policy.category,
                policy.review_every_months,
            ),
            version.number,
            version.published_on or today,
            owner or "",
            hashlib.sha256(version.body.encode()).hexdigest(),
            {clause.line: clause.key for clause in records.clauses_of(session, version)},
        )
        for policy, version, owner in chosen
    )
    if len(parts) == 1:
        title = parts[0].file.title
    shown = pictures.pictures_of(session, [part.file.body for part in parts])
    log = tuple(_changes(session, {policy.id for policy, _version, _owner in chosen})) if with_log else ()
    return HandOut(title, today, parts, log, shown, with_contents, with_log, with_sign_page)


def _changes(session: Session, policy_ids: Collection[int]) -> Iterator[Change]:
    rows = session.execute(
        sa.select(Policy, PolicyVersion)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .where(PolicyVersion.published_on.is_not(None))
        .order_by(PolicyVersion.published_on.desc(), Policy.code, PolicyVersion.number.desc())
    )
    for policy, version in rows:
        if policy.id in policy_ids and version.published_on is not None:
            yield Change(
                version.published_on,
                policy.code,
                policy.title,
                version.number,
                rules.CHANGE_NAMES[version.change_kind],
                version.change_note,
            )


LOG_HEAD = ("Day", "Policy", "Version", "Kind", "What changed")
SIGN_HEAD = ("Name", "Date", "Signature")


def log_rows(book: HandOut) -> list[tuple[str, ...]]:
    """The log as cells."""
    return [
        (one.day.isoformat(), f"{one.code} {one.title}", str(one.number), one.kind, one.note)
        for one in book.changes
    ]


def sign_rows() -> list[tuple[str, ...]]:
    """The empty lines of the sign page."""
    return [("", "", "")] * _SIGN_LINES


def body_of(part: Part) -> str:
    """A policy's text with its title above, where it does not bring one."""
    body = part.file.body
    return body if body.lstrip().startswith("# ") else f"# {part.file.title}\n\n{body}"


def write_word(book: HandOut, path: Path, progress: Progress | None = None) -> Path:
    """Write a Word document; ``progress`` may raise to stop, and then nothing is left behind."""
    from csmanager.papers.word import Paper

    paper = Paper(book.title, book.stamp)
    paper.add_heading(book.title, 0)
    paper.add_line(book.stamp)
    if book.with_contents and len(book.parts) > 1:
        lines = []
        for part in book.parts:
            lines.append((1, f"{part.file.code}  {part.file.title}"))
            lines += [(2, item.title) for item in rules.headings(part.file.body) if item.level == 2]
        paper.add_contents(lines)
    for at, part in enumerate(book.parts):
        if progress is not None:
            progress(at, len(book.parts), part.file.title)
        if len(book.parts) > 1:
            paper.break_page()
        paper.add(body_of(part), book.pictures)
        paper.add_line(part.stamp, "Caption")
    if book.with_log and book.changes:
        paper.break_page()
        paper.add_heading("What changed", 1)
        paper.add_table(LOG_HEAD, log_rows(book))
    if book.with_sign_page:
        paper.break_page()
        paper.add_heading("Signed", 1)
        paper.add_table(
            ("Policy", "Version", "In force since", "Text"),
            [
                (
                    f"{part.file.code} {part.file.title}",
                    str(part.number),
                    part.published_on.isoformat(),
                    part.sha256[:_STAMP],
                )
                for part in book.parts
            ],
        )
        paper.add_line(book.oath)
        paper.add_table(SIGN_HEAD, sign_rows())
    return paper.save(path)


def write_html(book: HandOut, path: Path, progress: Progress | None = None) -> Path:
    """Write one HTML file that holds everything; ``progress`` may raise to stop."""
    text = html_of(book, progress)
    return replace_file(path, lambda target: _put(target, text))


def html_of(book: HandOut, progress: Progress | None = None) -> str:
    """One page of HTML: contents with links, every policy with its stamp, the log, the sign page."""
    from csmanager.papers import html

    made = [f'<h1>{escape(book.title)}</h1>\n<p class="stamp">{escape(book.stamp)}</p>\n']
    if book.with_contents:
        made.append(_contents(book))
    for at, part in enumerate(book.parts):
        if progress is not None:
            progress(at, len(book.parts), part.file.title)
        names = _anchors(part)
        inside = html.body(_linked(body_of(part), book), book.pictures, name=names.__getitem__, deeper=1)
        made.append(f'<section>\n{inside}<p class="stamp">{escape(part.stamp)}</p>\n</section>\n')
    if book.with_log and book.changes:
        made.append(f"<section>\n<h2>What changed</h2>\n{_html_table(LOG_HEAD, log_rows(book))}</section>\n")
    if book.with_sign_page:
        made.append(
            f"<section>\n<h2>Signed</h2>\n<p>{escape(book.oath)}</p>\n{_html_table(SIGN_HEAD, sign_rows())}</section>\n"
        )
    return html.wrap("".join(made), title=book.title, stamp=book.stamp)


def _anchor(code: str | None, key: str = "") -> str:
    return "-".join(filter(None, ((code or "").casefold().replace(" ", "-"), key)))


def _anchors(part: Part) -> list[str]:
    """The anchor of each heading of a text, by its number: code and clause."""
    found = []
    body = body_of(part)
    added = len(body.splitlines()) - len(part.file.body.splitlines())
    for number, heading in enumerate(rules.headings(body)):
        key = part.keys.get(heading.line - added, "")
        found.append(_anchor(part.file.code) if not number else _anchor(part.file.code, key or str(number)))
    return [*found, *[_anchor(part.file.code, f"more-{at}") for at in range(500)]]


def _contents(book: HandOut) -> str:
    lines = []
    for part in book.parts:
        inner = "".join(
            f'<li><a href="#{escape(anchor)}">{escape(heading.title)}</a></li>'
            for heading, anchor in zip(rules.headings(body_of(part)), _anchors(part), strict=False)
            if heading.level == 2
        )
        name = escape(f"{part.file.code} {part.file.title}")
        lines.append(
            f'<li><a href="#{escape(_anchor(part.file.code))}">{name}</a>{f"<ul>{inner}</ul>" if inner else ""}</li>\n'
        )
    return f"<nav><h2>Contents</h2>\n<ul>{''.join(lines)}</ul></nav>\n"


def _linked(text: str, book: HandOut) -> str:
    """Links to policies that are handed out too lead to them; others are words."""
    codes = {(part.file.code or "").casefold() for part in book.parts}

    def lead(match: re.Match[str]) -> str:
        code, key = match[1], match[2] or ""
        return f"](#{_anchor(code, key[1:])})" if code.casefold() in codes else match[0]

    return _POLICY_LINK.sub(lead, text)


def _html_table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    top = "".join(f"<th>{escape(text)}</th>" for text in head)
    made = ["".join(f"<td>{escape(text) or '&nbsp;'}</td>" for text in row) for row in rows]
    lines = "".join(f"<tr>{line}</tr>\n" for line in made)
    return f"<table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>\n"


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
