"""The team's tab and its views."""

from __future__ import annotations

from typing import ClassVar

from csmanager.ui.multipage import MultiPage, View


class TeamTabs(MultiPage):
    """Who works here, and how they hang together."""

    views: ClassVar[tuple[View, ...]] = (
        View("people", "People", "csmanager.features.team.page:TeamPage"),
        View("person", "Person", "csmanager.features.team.person.personpage:PersonPage"),
        View("org", "Org", "csmanager.features.team.org.orgpage:OrgPage"),
        View("skills", "Skills", "csmanager.features.skills.skillspage:SkillsPage"),
        View("leave", "Leave", "csmanager.features.leave.leavepage:LeavePage"),
        View("training", "Training", "csmanager.features.training.trainingpage:TrainingPage"),
        View("joining", "Joining", "csmanager.features.onboarding.joiningpage:JoiningPage"),
        View("papers", "Papers", "csmanager.features.team.papers.paperspage:PapersPage"),
        View("staying", "Staying", "csmanager.features.team.staying.stayingpage:StayingPage"),
    )
