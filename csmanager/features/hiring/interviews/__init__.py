"""Talks with applicants: what is asked, when and by whom, and what each interviewer thought, each on their own."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="interviews",
    title="Interviews",
    tables="csmanager.features.hiring.interviews.tables",
    todo="csmanager.features.hiring.interviews.reminders:todo",
    find="csmanager.features.hiring.interviews.queries:find",
    seed="csmanager.features.hiring.interviews.seed:seed",
    kiosk="csmanager.features.hiring.interviews.atkiosk:tasks",
    kiosk_view="csmanager.features.hiring.interviews.kioskview:CardTaskView",
)
