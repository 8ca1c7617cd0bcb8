"""What can be done with courses, sessions and enrolments."""

from __future__ import annotations

from csmanager.features.training.assigning import assign_required, enrol

__all__ = ["assign_required", "enrol"]
