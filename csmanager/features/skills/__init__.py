"""What people are able to do: levels with their evidence, what roles ask for, and where one person is all there is."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="skills",
    title="Skills",
    tables="csmanager.features.skills.tables",
    help="skills.md",
    todo="csmanager.features.skills.reminders:todo",
    find="csmanager.features.skills.reminders:find",
    timeline="csmanager.features.skills.timeline:timeline",
)
