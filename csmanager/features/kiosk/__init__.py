"""Handing the machine over to one person of the team, who sees only their own tasks."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="kiosk",
    title="Kiosk",
    tables="csmanager.features.kiosk.tables",
    help="kiosk.md",
)
