"""The calls and tickets every figure comes from, and the tab that lists records of every kind."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="contacts",
    title="Records",
    page="csmanager.features.contacts.page:RecordsPage",
    tables="csmanager.features.contacts.tables",
    find="csmanager.features.contacts.records:find",
    help="records.md",
    timeline="csmanager.features.contacts.timeline:timeline",
)
