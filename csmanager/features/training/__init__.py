"""Courses, who must take them, sessions, who passed, and what it brought; mentoring pairs."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="training",
    title="Training",
    tables="csmanager.features.training.tables",
)
