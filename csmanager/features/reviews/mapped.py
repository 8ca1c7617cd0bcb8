"""All mapped classes of this duty, those of its parts included."""

from csmanager.features.reviews import tables
from csmanager.features.reviews.advice import tables as advice
from csmanager.features.reviews.cycles import tables as cycles
from csmanager.features.reviews.goals import tables as goals
from csmanager.features.reviews.plans import tables as plans

__all__ = ["advice", "cycles", "goals", "plans", "tables"]
