"""What was agreed in a talk: who does what by when."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="commitments",
    title="Agreed actions",
    tables="csmanager.features.commitments.tables",
    todo="csmanager.features.commitments.queries:todo",
    find="csmanager.features.commitments.queries:find",
    timeline="csmanager.features.commitments.timeline:timeline",
)
