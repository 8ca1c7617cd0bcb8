"""Who has to know which text, who signed it, who passed the quiz, and what comes back to be asked again."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="knowing",
    title="Knowing the handbook",
    tables="csmanager.features.handbook.knowing.tables",
    todo="csmanager.features.handbook.knowing.reminders:todo",
    derive="csmanager.features.handbook.knowing.derive:derive",
    seed="csmanager.features.handbook.knowing.seed:seed",
    kiosk="csmanager.features.handbook.knowing.atkiosk:tasks",
    kiosk_view="csmanager.features.handbook.knowing.kioskview:KnowingTaskView",
    timeline="csmanager.features.handbook.knowing.timeline:timeline",
)
