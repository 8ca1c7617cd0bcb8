"""Courses, who must take them, sessions, who passed, and what it brought; mentoring pairs."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="training",
    title="Training",
    tables="csmanager.features.training.tables",
    todo="csmanager.features.training.reminders:todo",
    find="csmanager.features.training.reminders:find",
    timeline="csmanager.features.training.reminders:timeline",
    daily="csmanager.features.training.assigning:daily",
    help="training.md",
)
