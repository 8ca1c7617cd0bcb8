"""Working time: what was planned, what was worked, who was away."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="schedule",
    title="Schedule",
    tables="csmanager.features.schedule.tables",
)
