"""Exports of desks in several countries whose figures were worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmanager.core.store import Store
from csmanager.features.importing.actions import import_file

FILES: dict[str, tuple[str, str, str, dict[str, float]]] = {
    "es.csv": (
        "Nº de incidencia;Fecha de creación;Fecha de cierre;Agente;Estado;Valoración (1-5)\n"
        "INC-001;02/03/2026 09:10;02/03/2026 11:10;Lucía Pérez;Cerrada;5\n"
        "INC-002;13/03/2026 10:00;;Lucía Pérez;Abierta;\n"
        "INC-003;14/03/2026 12:00;14/03/2026 13:30;José Ruiz;Cerrada;3\n",
        "utf-8",
        "tickets",
        {"contacts": 3, "csat": 4.0, "resolution": 6300.0},
    ),
    "tr.csv": (
        "Çağrı No;Tarih;Saat;Temsilci;Yön;Durum;Konuşma Süresi\n"
        "1;02.03.2026;09:00;Ayşe Kaya;Gelen;Cevaplandı;00:02:00\n"
        "2;02.03.2026;09:30;;Gelen;Cevapsız;00:00:00\n",
        "cp1254",
        "calls",
        {"contacts": 2, "answer_rate": 0.5, "talk": 120.0},
    ),
    "messages.csv": (
        "Conversation ID,Contact,Agent,Message direction,Message time,Message\n"
        "55,+34600111222,Marta Gil,incoming,2026-03-02 09:00:00,Hola\n"
        "55,+34600111222,Marta Gil,outgoing,2026-03-02 09:04:00,Buenas\n"
        "55,+34600111222,Marta Gil,incoming,2026-03-02 09:06:00,Gracias\n"
        "56,+34600333444,Pau Roca,incoming,2026-03-02 10:00:00,Precio?\n"
        "56,+34600333444,Pau Roca,outgoing,2026-03-02 10:10:00,20\n",
        "utf-8",
        "tickets",
        {"contacts": 2, "first_response": 420.0},
    ),
    "nps_march.csv": (
        "Response date,Score,Segment,Verbatim\n2026-03-02,9,Retail,Good\n2026-03-03,10,Retail,\n"
        "2026-03-04,3,Online,Slow\n2026-03-05,7,Online,ok\n",
        "utf-8",
        "survey",
        {"responses": 4, "nps": 25.0},
    ),
    "hours.csv": (
        "Employee,Pay Period Start,Pay Period End,Reg Hrs,OT Hrs\n"
        "Bell Ann,03/01/2026,03/14/2026,80.00,4.50\nCarr Bo,03/01/2026,03/14/2026,62.25,0.00\n",
        "utf-8",
        "worked",
        {"totals": 2, "worked": 146.75},
    ),
    "urlopy.csv": (
        "Pracownik;Rodzaj urlopu;Od;Do;Liczba dni\nJan Kowalski;Urlop wypoczynkowy;02.03.2026;06.03.2026;5\n"
        "Ewa Nowak;Zwolnienie lekarskie;13.03.2026;14.03.2026;2\n",
        "utf-8",
        "absence",
        {"absences": 2, "days_annual": 5, "days_sick": 2},
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_figures_are_those_worked_out_by_hand(name: str, store: Store, tmp_path: Path) -> None:
    text, encoding, kind, wanted = FILES[name]
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    given = {"people": "create", "date_order": "mdy"}
    told = import_file(store, path, answers=given, dry_run=True)
    found = {one.key: one.number for one in told.figures}
    assert (told.outcome, told.kind) == ("imported", kind), told.summary
    assert {key: found.get(key) for key in wanted} == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Employee,Course,Completed on,Score\nAnn Bell,GDPR,2026-03-02,90\nBo Carr,GDPR,2026-03-03,80\n", "training"),
        ("Name,Entitlement,Taken,Booked,Remaining\nAnn Bell,28,5,3,20\nBo Carr,25,10,0,15\n", "does not say"),
    ],
)  # fmt: skip
def test_numbers_about_people_are_no_grades(text: str, says: str, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text)
    told = import_file(store, path, answers={"people": "create"}, dry_run=True)
    assert told.outcome == "refused"
    assert says in told.summary
