"""Openings and applicants."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="hiring",
    title="Hiring",
    page="csmanager.features.hiring.tabsview:HiringTabs",
    tables="csmanager.features.hiring.tables",
    todo="csmanager.features.hiring.queries:todo",
    find="csmanager.features.hiring.queries:find",
    help="hiring.md",
)
