"""The people: who works here, since when, as what."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="team",
    title="Team",
    page="csmanager.features.team.tabsview:TeamTabs",
    tables="csmanager.features.team.mapped",
    todo="csmanager.features.team.reminders:todo",
    find="csmanager.features.team.queries:find",
    help="team.md",
    timeline="csmanager.features.team.papers.moments:timeline",
)
