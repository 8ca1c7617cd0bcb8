"""What upper management is handed."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="reports",
    title="Reports",
    page="csmanager.features.reports.page:ReportsPage",
    tables="csmanager.features.reports.tables",
    todo="csmanager.features.reports.queries:todo",
    help="reports.md",
)
