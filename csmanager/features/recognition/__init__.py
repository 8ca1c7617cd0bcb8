"""Recognition tied to a value or a clause, and how attention is shared out."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="recognition",
    title="Recognition",
    tables="csmanager.features.recognition.tables",
    todo="csmanager.features.recognition.attention:todo",
    find="csmanager.features.recognition.queries:find",
    seed="csmanager.features.recognition.seed:seed",
    timeline="csmanager.features.recognition.queries:timeline",
)
