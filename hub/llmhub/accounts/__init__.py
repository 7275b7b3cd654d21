"""Who takes part: rosters, invitations, passwords, leavers. `update_accounts` is the wiring."""

from __future__ import annotations

from typing import Any

from llmhub.accounts.roles import AT_LARGE, INSTRUCTORS, STUDENTS, scopes_over
from llmhub.names import new_username_pattern
from llmhub.settings import Settings

MINIMUM_PASSWORD = 8
ALLOWED_FAILURES = 10
PAUSE_AFTER_FAILURES = 60  # seconds; longer would let one student lock another out for a lesson


def update_accounts(c: Any, settings: Settings) -> None:
    """Configure authenticator, roles, templates and the operator's endpoints."""
    from llmhub.accounts import api  # JupyterHub's handlers, wanted by a hub alone

    c.JupyterHub.authenticator_class = settings.authenticator
    c.Authenticator.allow_existing_users = True
    c.Authenticator.username_pattern = new_username_pattern()
    c.InviteAuthenticator.open_signup = False
    c.InviteAuthenticator.enable_signup = False
    c.InviteAuthenticator.minimum_password_length = MINIMUM_PASSWORD
    c.InviteAuthenticator.check_common_password = True
    c.InviteAuthenticator.allowed_failed_logins = ALLOWED_FAILURES
    c.InviteAuthenticator.seconds_before_next_try = PAUSE_AFTER_FAILURES
    c.InviteAuthenticator.uid_first = settings.uid_first
    c.InviteAuthenticator.state_dir = str(settings.state_dir)
    c.JupyterHub.load_roles.append(
        {"name": "instructor", "scopes": scopes_over(STUDENTS), "groups": [AT_LARGE]}
    )
    c.JupyterHub.load_groups.update({STUDENTS: {}, INSTRUCTORS: {}})
    c.JupyterHub.extra_handlers.extend(api.handlers())
    c.JupyterHub.tornado_settings.update({"llmhub_settings": settings})
