"""Graded contacts: scorecards, and what was scored with them."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="quality",
    title="Quality",
    tables="csmanager.features.quality.tables",
    timeline="csmanager.features.quality.timeline:timeline",
)
