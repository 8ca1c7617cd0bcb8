"""What needs the manager now."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="today",
    title="Today",
    page="csmanager.features.today.page:TodayPage",
    tables="csmanager.features.today.tables",
    todo="csmanager.features.today.queries:todo",
    find="csmanager.features.today.queries:find",
    help="today.md",
    timeline="csmanager.features.today.timeline:timeline",
)
