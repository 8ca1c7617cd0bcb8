"""Openings and applicants."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="hiring",
    title="Hiring",
    page="csmanager.features.hiring.tabsview:HiringTabs",
    tables="csmanager.features.hiring.mapped",
    todo="csmanager.features.hiring.queries:todo",
    find="csmanager.features.hiring.queries:find",
    seed="csmanager.features.hiring.seed:seed",
    help="hiring.md",
)
