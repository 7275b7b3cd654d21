"""What all handlers and background loops of one service share."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, sessionmaker

from classroom.hub_api import HubApi
from classroom.layout import ClassroomLayout
from classroom.settings import ClassroomSettings


@dataclass(frozen=True)
class Classroom:
    """The service's parts; handlers find it as `self.classroom`."""

    settings: ClassroomSettings
    layout: ClassroomLayout
    sessions: sessionmaker[Session]
    hub: HubApi
    zone: ZoneInfo
