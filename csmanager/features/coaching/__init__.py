"""Coaching: one behaviour, its evidence, what was agreed to try, and whether it helped."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="coaching",
    title="Coaching",
    tables="csmanager.features.coaching.tables",
    todo="csmanager.features.coaching.reminders:todo",
    find="csmanager.features.coaching.queries:find",
    seed="csmanager.features.coaching.seed:seed",
    timeline="csmanager.features.coaching.timeline:timeline",
    kiosk="csmanager.features.coaching.atkiosk:tasks",
    kiosk_view="csmanager.features.coaching.kioskview:CoachingTaskView",
)
