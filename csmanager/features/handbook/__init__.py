"""Policies and procedures."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="handbook",
    title="Handbook",
    page="csmanager.features.handbook.tabsview:HandbookTabs",
    tables="csmanager.features.handbook.tables",
    todo="csmanager.features.handbook.queries:todo",
    find="csmanager.features.handbook.queries:find",
    derive="csmanager.features.handbook.derive:derive",
    seed="csmanager.features.handbook.seed:seed",
    help="handbook.md",
    daily="csmanager.features.handbook.publishing:keep_the_day",
)
