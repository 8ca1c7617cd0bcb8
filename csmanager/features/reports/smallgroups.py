"""A report by codes does not give its people away by a team or role that hardly anybody else has."""

from __future__ import annotations

from dataclasses import replace

from csmanager.core.smallgroups import fewer_than, hidden, small_values
from csmanager.features.hiring.knowing.period import PeriodHiring
from csmanager.features.reports.data import ReportData


def covered(data: ReportData, least: int) -> ReportData:
    """``data`` as it may be told where people stand by codes; as it is where they stand by names.

    Teams and roles of fewer than ``least`` people are told as such, hours that few have and the days of starting and
    leaving are left out. Of hiring, what became of fewer applicants is not told. No figure of the team changes.
    """
    if data.with_names:
        return data
    word = fewer_than(least)
    if data.hiring is not None:
        data = replace(data, hiring=_hiring(data.hiring, least))
    if not data.members:
        return data
    teams = small_values([member.team for member in data.members], least) - {""}
    roles = small_values([member.role for member in data.members], least) - {""}
    hours = small_values([member.weekly_minutes for member in data.members], least)
    known = {member.label for member in data.members}
    members = tuple(
        replace(
            member,
            team=word if member.team in teams else member.team,
            role=word if member.role in roles else member.role,
            weekly_minutes=None if member.weekly_minutes in hours else member.weekly_minutes,
            started_on=None,
            left_on=None,
        )
        for member in data.members
    )
    all_teams = {member.team for member in data.members} - teams
    all_roles = {member.role for member in data.members} - roles
    facts = tuple(
        replace(
            fact,
            team=fact.team if fact.team in all_teams or not fact.team else word,
            role=fact.role if fact.role in all_roles or not fact.role else word,
        )
        if fact.person in known
        else replace(fact, team="", role="")
        for fact in data.facts
    )
    note = (
        f"People stand by codes: teams and roles of fewer than {least} people are told as “{word}”, and hours few have"
        " and the days of starting and leaving are left out, so that nobody can be recognised by them."
    )
    return replace(data, members=members, facts=facts, notes=(*data.notes, note))


def _hiring(found: PeriodHiring, least: int) -> PeriodHiring:
    """Times, shares and costs of few hires, and how far the few got who came one way, say something of each of them."""
    word = fewer_than(least)
    figures = tuple(
        replace(row, value=None, told=word) if row.of_people and 0 < row.n < least else row
        for row in found.figures
    )
    few = hidden([row.applied for row in found.sources], least)
    sources = tuple(
        replace(row, interviewed=0, hired=0, told=word if row.applied < least else "not told")
        if at in few
        else row
        for at, row in enumerate(found.sources)
    )
    return PeriodHiring(figures, sources)
