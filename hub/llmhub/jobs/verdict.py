"""What a job's end means. The program says it by its exit code, which is all that is believed.

Its words may be a student's own, so the sentences stand here. The numbers are those of
`classroom.fetch.trouble` and of `llmserver.execution`; a test compares them.
"""

from __future__ import annotations

from llmhub.errors import LabError
from llmhub.jobs.spec import Cut, JobResult

BY_EXIT_CODE = {
    10: LabError("fetch-url", "Only https addresses of a named host, without password, will do."),
    11: LabError("fetch-address", "That host's address is not on the internet: it is refused."),
    12: LabError(
        "fetch-unreachable",
        "The host does not answer, or its certificate is not one that this machine trusts.",
    ),
    13: LabError(
        "fetch-no-repository", "There is no such repository, or it is not open to everybody."
    ),
    14: LabError("fetch-no-ref", "The repository has no such branch, tag or commit."),
    15: LabError("fetch-too-large", "The repository is larger than 500 MB, or has too many files."),
    16: LabError("fetch-time", "The repository did not come in time: try again later."),
    17: LabError(
        "fetch-redirect", "The address leads on to another one: give the one it leads to."
    ),
    18: LabError("fetch-failed", "git could not fetch the repository."),
    20: LabError("mark-notebook", "What was handed in holds no such notebook, or an unusable one."),
    21: LabError("mark-models", "The model server did not come up: look at memory, try again."),
    22: LabError("mark-time", "The notebook did not end in time; the rest of it was not run."),
    23: LabError("mark-kernel", "The notebook's kernel died; the rest of it was not run."),
    24: LabError("mark-too-large", "The notebook with its outputs is larger than 20 MB."),
}


def trouble(result: JobResult) -> LabError | None:
    """Return what went wrong, None if nothing did."""
    if result.cut is Cut.TIME:
        return LabError("job-time", "It did not end in time and was ended.")
    if result.cut is Cut.SIZE:
        return LabError("job-output", "It wrote more than it may and was ended.")
    if result.exit_code and result.out_of_memory:
        return LabError("job-memory", "It needed more memory than it may use.")
    if result.exit_code:
        return BY_EXIT_CODE.get(
            result.exit_code,
            LabError("job-failed", "It ended in a way that it should not; the hub's log has more."),
        )
    return None
