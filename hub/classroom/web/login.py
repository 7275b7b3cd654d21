"""How people are known here: by a token in the header, or by OAuth with the hub for browsers."""

from __future__ import annotations

import hashlib
import hmac

from jupyterhub.services.auth import HubOAuth

from classroom.settings import PREFIX, SERVICE, ClassroomSettings

TEACH = "custom:course:teach"
ATTEND = "custom:course:attend"
ACCESS = f"access:services!service={SERVICE}"
# Seconds for which the hub's word about a token counts: so long a former instructor stays one.
REMEMBERED = 10


def hub_auth(settings: ClassroomSettings, token: str) -> HubOAuth:
    """Return the hub's client for logins; nothing of it comes from the environment.

    The hub is asked at the gateway. What a browser sees are paths without a host, so that login
    happens at the address where the page is: the staff address. With subdomains the hub and each
    service have hosts of their own.
    """
    return HubOAuth(
        api_url=settings.hub_api_url,
        api_token=token,
        base_url=PREFIX,
        hub_host=settings.subdomain_host,
        hub_prefix="/hub/",
        oauth_client_id=f"service-{SERVICE}",
        oauth_redirect_uri=f"{settings.own_host}{PREFIX}oauth_callback",
        access_scopes={ACCESS},
        cache_max_age=REMEMBERED,
        cookie_options={"samesite": "Lax"},
        allow_token_in_url=False,
    )


def cookie_secret(token: str) -> bytes:
    """Return the key that signs the service's cookies: another than the token, for as long."""
    return hmac.digest(token.encode(), b"course service cookies", hashlib.sha256)
