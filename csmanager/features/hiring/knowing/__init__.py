"""What hiring says of itself: how many, how long, at what cost, how fair, and how it turned out."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="hiringfigures", title="Hiring figures", tables="csmanager.features.hiring.knowing.tables"
)
