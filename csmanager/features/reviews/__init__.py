"""Figures for team and person, against targets."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="reviews",
    title="Reviews",
    page="csmanager.features.reviews.tabsview:ReviewsTabs",
    tables="csmanager.features.reviews.mapped",
    todo="csmanager.features.reviews.reminders:todo",
    find="csmanager.features.reviews.reminders:find",
    derive="csmanager.features.reviews.derive:derive",
    seed="csmanager.features.reviews.seed:seed",
    help="reviews.md",
    kiosk="csmanager.features.reviews.cycles.atkiosk:tasks",
    kiosk_view="csmanager.features.reviews.cycles.kioskview:SelfReviewView",
    timeline="csmanager.features.reviews.timeline:timeline",
)
