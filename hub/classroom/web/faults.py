"""From an exception to what the caller is told. Pure functions."""

from __future__ import annotations

from tornado import web

from classroom.errors import ClassroomError

_BY_STATUS = {
    400: ("bad-request", "The service could not make sense of this request: check it."),
    403: ("not-allowed", "You may not do this."),
    404: ("not-found", "There is nothing at this address: check it, or begin at the front page."),
    405: ("no-such-method", "This address does not know that method."),
    413: ("too-large", "That is more than the service takes in one request."),
}


def fault_of(error: BaseException | None, status: int = 500) -> ClassroomError:
    """Return the code, sentence and status for an exception.

    Words of errors that are not ours stay in the log: they may name files or hold secrets.
    """
    if isinstance(error, ClassroomError):
        return error
    if isinstance(error, web.MissingArgumentError):
        return ClassroomError("bad-request", f"The field {error.arg_name} is missing.")
    status = error.status_code if isinstance(error, web.HTTPError) else status
    if status in _BY_STATUS:
        code, message = _BY_STATUS[status]
        return ClassroomError(code, message, status)
    return ClassroomError(
        "internal",
        "Something went wrong in the course service: try again in a minute; "
        "if it happens twice, tell the admin, whose log says more.",
        max(status, 500),
    )
