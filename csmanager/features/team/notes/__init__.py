"""Notes on a person, each with a class of one's choice: open, manager only, sealed."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="notes",
    title="Notes",
    tables="csmanager.features.team.notes.tables",
    find="csmanager.features.team.notes.queries:find",
    timeline="csmanager.features.team.notes.queries:timeline",
    kiosk="csmanager.features.team.notes.queries:tasks",
    kiosk_view="csmanager.features.team.notes.kioskview:NoteTaskView",
)
