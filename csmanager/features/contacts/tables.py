"""Contacts as they were imported: the facts every figure comes from.

``contact`` and ``import_problem`` are bulk tables: their rows change through the guarded door of
``core.store`` as whole batches, and single rows through ordinary steps. Durations are whole milliseconds,
instants whole UTC seconds, ``day`` the local date in the store's zone as days since 1970-01-01.
NULL means "the export does not say"; it is never 0.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import FILE, IMPERSONAL, JUDGEMENT, PSEUDONYM, TEXT
from csmanager.core.tables import Base, Day, Instant


class Topic(Base):
    """What a contact was about, in the words of the export (category, type, disposition)."""

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)


class ImportBatch(Base):
    """The ledger: one file that was taken in, in one step.

    ``source`` names the family of exports (the shape's key), so that external ids of two systems never meet.
    ``summary`` is JSON: mapping, notes, counts as they were told to the manager.
    """

    __tablename__ = "import_batch"
    __about__ = "a file of many people"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_name: Mapped[str] = mapped_column(Text, info=FILE)
    sha256: Mapped[str] = mapped_column(Text, index=True, info=IMPERSONAL)
    kind: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    source: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    imported_at: Mapped[dt.datetime] = mapped_column(Instant)
    rows_read: Mapped[int] = mapped_column(Integer)
    rows_added: Mapped[int] = mapped_column(Integer)
    rows_updated: Mapped[int] = mapped_column(Integer)
    rows_set_aside: Mapped[int] = mapped_column(Integer)
    first_day: Mapped[dt.date | None] = mapped_column(Day)
    last_day: Mapped[dt.date | None] = mapped_column(Day)
    summary: Mapped[str] = mapped_column(Text, default="{}", info=IMPERSONAL)


class ImportShape(Base):
    """What was decided for files of one shape (same header): mapping and answers, as JSON."""

    __tablename__ = "import_shape"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    shape: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    mapping: Mapped[str] = mapped_column(Text, default="{}", info=IMPERSONAL)
    answers: Mapped[str] = mapped_column(Text, default="{}", info=IMPERSONAL)


class ImportProblem(Base):
    """A row that was set aside: where it stood, why, and its cells as JSON."""

    __tablename__ = "import_problem"
    __bulk__ = True
    __about__ = "a line that could not be taken over, nobody's until it is; it goes with its import"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    sheet: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)
    row_number: Mapped[int] = mapped_column(Integer)
    column_name: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)
    reason: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    cells: Mapped[str] = mapped_column(Text, info=TEXT)


class Contact(Base):
    """One call or ticket.

    Two indices only, since each costs an import about a microsecond a row: a period for everyone, and one person
    through time. Earlier rows of an overlapping export are found by one pass over ``external_id``.

    ``outcome`` and ``channel`` are codes of ``rules``. ``resolved`` 1/0: closed in the export or not;
    ``resolution_ms`` only when it is. ``csat`` on a scale of 1 to ``csat_scale``; ``nps`` 0 to 10.
    ``reopened``, ``transferred`` and ``escalated`` are 1/0. ``customer`` is a keyed 64-bit hash, never a name.
    """

    __tablename__ = "contact"
    __bulk__ = True
    __table_args__ = (
        CheckConstraint("outcome BETWEEN 1 AND 4", name="outcome"),
        Index("ix_contact_day_person_id", "day", "person_id"),
        Index("ix_contact_person_id_day", "person_id", "day"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    external_id: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    kind: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[int] = mapped_column(Integer)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    direction: Mapped[int | None] = mapped_column(Integer)
    started: Mapped[dt.datetime] = mapped_column(Instant)
    day: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[int] = mapped_column(Integer)
    wait_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    talk_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    hold_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    wrap_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    first_response_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    resolution_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    resolved: Mapped[int | None] = mapped_column(Integer)
    reopened: Mapped[int | None] = mapped_column(Integer)
    transferred: Mapped[int | None] = mapped_column(Integer)
    escalated: Mapped[int | None] = mapped_column(Integer)
    csat: Mapped[int | None] = mapped_column(Integer, info=JUDGEMENT)
    csat_scale: Mapped[int | None] = mapped_column(Integer)
    nps: Mapped[int | None] = mapped_column(Integer, info=JUDGEMENT)
    customer: Mapped[int | None] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), info=PSEUDONYM
    )


class IntervalFigures(Base):
    """Figures a phone system or helpdesk has already summed: one person or queue, one span of time.

    Only sums are kept, never averages: ``handle_ms`` and the like are totals over ``answered`` (an export's
    average times its own count). ``first_day`` and ``last_day`` count days since 1970-01-01, both included;
    ``start_minute`` where the span is a part of a day. These rows never meet the contacts of the same days in
    one figure.
    """

    __tablename__ = "interval_figures"
    __bulk__ = True
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="order"),
        Index("ix_interval_figures_first_day", "first_day"),
        Index("ix_interval_figures_person_id_first_day", "person_id", "first_day"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    queue: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    channel: Mapped[int | None] = mapped_column(Integer)
    first_day: Mapped[int] = mapped_column(Integer)
    last_day: Mapped[int] = mapped_column(Integer)
    start_minute: Mapped[int | None] = mapped_column(Integer)
    span_minutes: Mapped[int | None] = mapped_column(Integer)
    offered: Mapped[int | None] = mapped_column(Integer)
    answered: Mapped[int | None] = mapped_column(Integer)
    abandoned: Mapped[int | None] = mapped_column(Integer)
    within_target: Mapped[int | None] = mapped_column(Integer)
    closed: Mapped[int | None] = mapped_column(Integer)
    wait_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    handle_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    first_response_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    resolution_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    csat_sum: Mapped[int | None] = mapped_column(Integer)
    csat_count: Mapped[int | None] = mapped_column(Integer)
    csat_scale: Mapped[int | None] = mapped_column(Integer)
    login_ms: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
