"""Pulse, strain, breathers and availability."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="wellbeing",
    title="Wellbeing",
    tables="csmanager.features.wellbeing.tables",
    todo="csmanager.features.wellbeing.reminders:todo",
    seed="csmanager.features.wellbeing.seed:seed",
    find="csmanager.features.wellbeing.reminders:find",
    timeline="csmanager.features.wellbeing.reminders:timeline",
    kiosk="csmanager.features.wellbeing.atkiosk:tasks",
    kiosk_view="csmanager.features.wellbeing.kioskview:WellbeingTaskView",
)
