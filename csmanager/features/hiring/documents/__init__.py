"""What is written to applicants: templates with fields, their versions, what was handed to whom, and references."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="hiringpapers",
    title="Hiring documents",
    tables="csmanager.features.hiring.documents.tables",
    todo="csmanager.features.hiring.documents.reminders:todo",
    find="csmanager.features.hiring.documents.queries:find",
    seed="csmanager.features.hiring.documents.seed:seed",
)
