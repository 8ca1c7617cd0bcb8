"""All mapped classes of this duty, those of its parts included."""

from csmanager.features.quality import tables
from csmanager.features.quality.disputes import tables as disputes

__all__ = ["disputes", "tables"]
