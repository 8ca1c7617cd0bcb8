"""From a file somebody exported to contacts in the store."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="importing",
    title="Import",
    help="importing.md",
)
