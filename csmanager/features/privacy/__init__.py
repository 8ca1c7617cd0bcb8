"""Data protection: how long what is kept, holds, a person's own file, the record of processing, what went out."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="privacy",
    title="Data protection",
    page="csmanager.features.privacy.tabsview:PrivacyTabs",
    is_aside=True,
    tables="csmanager.features.privacy.tables",
    todo="csmanager.features.privacy.queries:todo",
    help="privacy.md",
)
