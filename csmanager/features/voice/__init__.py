"""What customers say: surveys, comments, complaints."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="voice",
    title="Customer voice",
    tables="csmanager.features.voice.tables",
    timeline="csmanager.features.voice.timeline:timeline",
)
