"""Graded contacts: scorecards, and what was scored with them."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="quality",
    title="Quality",
    tables="csmanager.features.quality.mapped",
    todo="csmanager.features.quality.disputes.queries:todo",
    kiosk="csmanager.features.quality.disputes.queries:tasks",
    kiosk_view="csmanager.features.quality.disputes.kioskview:ScoreTaskView",
    timeline="csmanager.features.quality.timeline:timeline",
)
