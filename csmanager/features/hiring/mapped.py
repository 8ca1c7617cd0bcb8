"""All mapped classes of this duty, those of its parts included."""

from csmanager.features.hiring import tables
from csmanager.features.hiring.filing import tables as filing
from csmanager.features.hiring.offers import tables as offers

__all__ = ["filing", "offers", "tables"]
