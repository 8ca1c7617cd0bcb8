"""Plans for those who join, learn another job or leave: items, gates, sheets, and the exit interview."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="onboarding",
    title="Joining and leaving",
    tables="csmanager.features.onboarding.tables",
)
