"""The calls and tickets every figure comes from."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="contacts",
    title="Contacts",
    tables="csmanager.features.contacts.tables",
)
