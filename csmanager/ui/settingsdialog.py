"""Settings: what travels with the store, and what belongs to this computer."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.core.settings import WEEKDAYS, StoreSettings, write_settings
from csmanager.ui.appearance import Appearance
from csmanager.ui.console import Console
from csmanager.ui.countrywidget import CountryWidget
from csmanager.ui.hours import hours_text, parse_hours
from csmanager.ui.privacytab import PrivacyTab

CURRENCIES = (
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "CAD",
    "AUD",
    "NZD",
    "JPY",
    "INR",
    "BRL",
)
_WIDTH = 68  # characters, so that no sentence needs a third line
_THEMES = (("system", "As the &system"), ("light", "&Light"), ("dark", "&Dark"))


class SettingsDialog(QDialog):
    """What concerns the store is one step of its history; what concerns this computer takes effect at once."""

    def __init__(self, console: Console, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.setWindowTitle("Settings")
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _WIDTH)
        self._console = console
        self._appearance = appearance
        self._can_write = console.desk is not None and not console.desk.store.read_only
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Kinds of settings")
        if console.desk is not None:
            self.tabs.addTab(self._store_tab(console.desk.settings), "Store")
        self.tabs.addTab(self._look_tab(), "Appearance")
        self.tabs.addTab(self._backup_tab(), "Backups")
        self.privacy_tab: PrivacyTab | None = None
        if console.desk is not None:
            self.privacy_tab = PrivacyTab(console.desk)
            self.tabs.addTab(self.privacy_tab, "Privacy")
        self.reason = QLabel()
        self.reason.setObjectName("reason")
        self.reason.setWordWrap(True)
        self.reason.hide()
        self.buttons = QDialogButtonBox()
        self.save_button = QPushButton("Use these settings")
        self.save_button.setDefault(True)
        self.save_button.setProperty("primary", True)
        self.buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.reason)
        column.addWidget(self.buttons)

    def _store_tab(self, settings: StoreSettings) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(16, 16, 16, 16)
        form.setVerticalSpacing(10)
        self.name = QLineEdit(settings.name)
        self.zone = QComboBox()
        self.zone.setEditable(True)
        self.zone.addItems(sorted(zoneinfo.available_timezones()))
        self.zone.setCurrentText(settings.time_zone)
        completer = self.zone.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.currency = QComboBox()
        self.currency.setEditable(True)
        self.currency.addItems(list(CURRENCIES))
        self.currency.setCurrentText(settings.currency)
        self.weekday = QComboBox()
        self.weekday.addItems(list(WEEKDAYS))
        self.weekday.setCurrentIndex(settings.first_weekday)
        form.addRow("&Name of the store", self.name)
        form.addRow("Time &zone", self.zone)
        form.addRow("&Currency", self.currency)
        form.addRow("First day of the &week", self.weekday)
        group = QGroupBox("Business hours")
        inner = QFormLayout(group)
        self.hours: dict[str, QLineEdit] = {}
        for day in WEEKDAYS:
            field = QLineEdit(hours_text(settings.business_hours.get(day, [])))
            field.setPlaceholderText("closed")
            field.setAccessibleName(f"Business hours on {day}")
            self.hours[day] = field
            inner.addRow(day, field)
        where = CountryWidget(settings.holidays_country, settings.holidays_region)
        self.country, self.region = where.country, where.region
        self._where = where
        places = QHBoxLayout()
        places.addWidget(self.country, 2)
        places.addWidget(QLabel("Region"))
        places.addWidget(self.region, 1)
        inner.addRow("Public holidays of", places)
        self.days_off = QLineEdit(", ".join(settings.days_off))
        self.days_off.setPlaceholderText("2026-12-24, 2026-12-31")
        self.days_off.setAccessibleName("The store's own days off")
        inner.addRow("Own days off", self.days_off)
        note = QLabel(
            "Reviews count waiting in calendar time and, beside it, in these hours. A change counts all months anew."
        )
        note.setWordWrap(True)
        inner.addRow(note)
        form.addRow(group)
        page.setEnabled(self._can_write)
        return page

    def _look_tab(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        group = QGroupBox("Colours")
        inner = QVBoxLayout(group)
        self.themes = QButtonGroup(self)
        for number, (key, title) in enumerate(_THEMES):
            button = QRadioButton(title)
            button.setChecked(self._appearance.theme == key)
            button.toggled.connect(lambda on, key=key: self._on_theme(key) if on else None)
            self.themes.addButton(button, number)
            inner.addWidget(button)
        column.addWidget(group)
        size = QGroupBox("Size of text")
        row = QHBoxLayout(size)
        self.zoom = QSpinBox()
        self.zoom.setRange(80, 200)
        self.zoom.setSingleStep(10)
        self.zoom.setSuffix(" %")
        self.zoom.setValue(round(self._appearance.factor * 100))
        self.zoom.setAccessibleName("Size of text, in percent of the system's")
        self.zoom.valueChanged.connect(lambda percent: self._appearance.set_factor(percent / 100))
        label = QLabel("&Of the system's size")
        label.setBuddy(self.zoom)
        row.addWidget(self.zoom)
        row.addWidget(label, 1)
        column.addWidget(size)
        column.addStretch(1)
        return page

    def _backup_tab(self) -> QWidget:
        from csmanager.core import backup

        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(16, 16, 16, 16)
        form.setVerticalSpacing(10)
        self.minutes = QSpinBox()
        self.minutes.setRange(5, 240)
        self.minutes.setSuffix(" minutes")
        self.minutes.setValue(self._console.backups.minutes)
        form.addRow("Back up every, if something &changed", self.minutes)
        text = (
            "Also when you close the store and before every update, import and restore. Everything of the last two"
            " days is kept, then one a day for two weeks, one a week for two months, one a month for a year."
        )
        label = QLabel(text)
        label.setWordWrap(True)
        form.addRow(label)
        if self._console.present is not None:
            where = QLabel(str(backup.folder_for(self._console.present.path)))
            where.setWordWrap(True)
            where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow("They lie in", where)
            now = QPushButton("&Back up now")
            now.setAutoDefault(False)
            now.clicked.connect(lambda: self._console.backups.back_up())
            form.addRow("", now)
        return page

    def save(self) -> None:
        """Keep everything, or say what is wrong and leave it as it was typed."""
        try:
            self._save_store()
        except AppError as error:
            self.reason.setText(f"▼ {error}")
            self.reason.show()
            return
        self._console.backups.set_minutes(self.minutes.value())
        if self.privacy_tab is not None:
            self.privacy_tab.save()
        self.accept()

    def _save_store(self) -> None:
        desk = self._console.desk
        if desk is None or not self._can_write:
            return
        settings = replace(
            desk.settings,
            name=self.name.text().strip(),
            time_zone=self.zone.currentText().strip(),
            currency=self.currency.currentText().strip().upper(),
            first_weekday=self.weekday.currentIndex(),
            business_hours={
                day: spans for day, field in self.hours.items() if (spans := parse_hours(day, field.text()))
            },
            holidays_country=self.country.code(),
            holidays_region=self.region.code(),
            days_off=sorted({day for day in re.split(r"[,;\s]+", self.days_off.text()) if day}),
        )
        if settings != desk.settings:
            desk.try_do("Change the settings of the store", write_settings, settings)

    def _on_theme(self, key: str) -> None:
        self._console.window.menus.actions[f"theme_{key}"].trigger()
