"""Leave and absence: what is asked for and decided, what everybody has left, who is out."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="leave",
    title="Leave",
    tables="csmanager.features.leave.tables",
    help="leave.md",
    todo="csmanager.features.leave.reminders:todo",
    find="csmanager.features.leave.reminders:find",
    seed="csmanager.features.leave.seed:seed",
    daily="csmanager.features.leave.moving:keep_the_day",
    kiosk="csmanager.features.leave.atkiosk:tasks",
    kiosk_view="csmanager.features.leave.kioskview:LeaveTaskView",
    timeline="csmanager.features.leave.timeline:timeline",
)
