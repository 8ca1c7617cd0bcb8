"""Openings and applicants."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="hiring",
    title="Hiring",
    page="csmanager.features.hiring.tabsview:HiringTabs",
    tables="csmanager.features.hiring.mapped",
    todo="csmanager.features.hiring.reminders:todo",
    find="csmanager.features.hiring.finding:find",
    derive="csmanager.features.hiring.filing.derive:derive",
    seed="csmanager.features.hiring.seed:seed",
    timeline="csmanager.features.hiring.timeline:timeline",
    help="hiring.md",
)
