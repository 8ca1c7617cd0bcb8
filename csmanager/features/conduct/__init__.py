"""Conflicts between coworkers, and the ladder of warnings. All of it is sealed."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="conduct",
    title="Conduct",
    tables="csmanager.features.conduct.tables",
    todo="csmanager.features.conduct.due:todo",
    kiosk="csmanager.features.conduct.atkiosk:tasks",
    kiosk_view="csmanager.features.conduct.kioskview:view",
    help="conduct.md",
    timeline="csmanager.features.conduct.story:timeline",
)
