"""All mapped classes of this duty, those of its parts included."""

from csmanager.features.team import tables
from csmanager.features.team.contracts import tables as contracts
from csmanager.features.team.documents import tables as documents
from csmanager.features.team.equipment import tables as equipment
from csmanager.features.team.fields import tables as fields
from csmanager.features.team.org import tables as org
from csmanager.features.team.segments import tables as segments

__all__ = ["contracts", "documents", "equipment", "fields", "org", "segments", "tables"]
