"""The service with all that goes on beside the requests."""

from __future__ import annotations

import asyncio
import itertools

from classroom.help.forgetting import keep_forgetting
from classroom.help.shelf import Shelf
from classroom.layout import ClassroomLayout
from classroom.leavers import keep_parting
from classroom.leftovers import sweep, sweep_drafts
from classroom.marking.runs import Place, work
from classroom.pushes.service import Pushes
from classroom.releases.scheduler import watch
from classroom.settings import ClassroomSettings
from classroom.web.app import serve
from classroom.web.shared import Classroom

_PAUSE = 5.0  # seconds between two looks at pushes that were cut off or wait for a date
_ROUNDS = 12  # of these looks, until all that is open is asked about


def serve_with_loops() -> None:
    """Serve until told to stop."""
    settings = ClassroomSettings()
    # Now: later on, what lies there may be what a request is writing.
    sweep(ClassroomLayout(settings.state_dir))
    asyncio.run(
        serve(
            settings,
            (publish_at_dates, finish_pushes, run_tests, forget_copies, part_namesakes),
        )
    )


async def publish_at_dates(classroom: Classroom) -> None:
    """Show weeks and solutions when their dates come."""
    await watch(classroom.layout, classroom.sessions)


async def finish_pushes(classroom: Classroom) -> None:
    """Go on with pushes that a restart cut off, and keep what came of the others."""
    pushes = Pushes(classroom.layout, classroom.sessions, classroom.hub)
    for look in itertools.count():
        await pushes.finish_open(all_open=look % _ROUNDS == 0)
        await asyncio.sleep(_PAUSE)


async def forget_copies(classroom: Classroom) -> None:
    """Remove the copies of files that nobody may look at any more."""
    await keep_forgetting(classroom.sessions, Shelf(classroom.layout.help))


async def part_namesakes(classroom: Classroom) -> None:
    """Give what leavers left behind names that nobody else gets."""
    await keep_parting(classroom.sessions, classroom.layout.handins, classroom.hub.leavers)


async def run_tests(classroom: Classroom) -> None:
    """Run the tests over what was handed in and waits for them."""
    # Here, for it may wait for a deployment: dates and pushes must not.
    await asyncio.to_thread(sweep_drafts, classroom.layout)
    await work(Place(classroom.layout, classroom.sessions, classroom.hub))
