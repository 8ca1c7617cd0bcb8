"""The tab of talks and its views."""

from __future__ import annotations

from typing import ClassVar

from csmanager.ui.multipage import MultiPage, View


class TalksTabs(MultiPage):
    """What is talked about, and what becomes of it."""

    views: ClassVar[tuple[View, ...]] = (
        View("oneonones", "One-to-ones", "csmanager.features.talks.oneonones.oneonespage:OneOnOnesPage"),
        View("coaching", "Coaching", "csmanager.features.coaching.coachpage:CoachingPage"),
        View("recognition", "Recognition", "csmanager.features.recognition.recognitionpage:RecognitionPage"),
        View("pulse", "Wellbeing", "csmanager.features.wellbeing.wellbeingpage:WellbeingPage"),
        View("promises", "Promises", "csmanager.features.talks.promises.promisespage:PromisesPage"),
        View("conduct", "Conduct", "csmanager.features.conduct.conductpage:ConductPage"),
    )
