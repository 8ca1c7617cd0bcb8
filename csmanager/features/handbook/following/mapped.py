"""All mapped classes of this duty and of the parts beside it."""

from csmanager.features.handbook.finding import tables as finding
from csmanager.features.handbook.following import tables
from csmanager.features.handbook.trees import tables as trees

__all__ = ["finding", "tables", "trees"]
