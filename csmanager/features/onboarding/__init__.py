"""Plans for those who join, learn another job or leave: items, gates, sheets, and the exit interview."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="onboarding",
    title="Joining and leaving",
    tables="csmanager.features.onboarding.tables",
    todo="csmanager.features.onboarding.reminders:todo",
    find="csmanager.features.onboarding.reminders:find",
    timeline="csmanager.features.onboarding.reminders:timeline",
    daily="csmanager.features.onboarding.gates:daily",
    help="joining.md",
    kiosk="csmanager.features.onboarding.atkiosk:tasks",
    kiosk_view="csmanager.features.onboarding.kioskview:JoiningTaskView",
)
