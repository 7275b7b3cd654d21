"""Everything that a student can fill lies in one folder of theirs, which can be bounded.

The folder is given a small file system of its own here; hard quotas bound it where they exist.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator

import pytest

from llmhub.layout import StateLayout
from llmhub.ops.context import Context
from tests.e2e.people import Student
from tests.e2e.test_bad_input import renew, until_unmounted

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

FILL = """
import ollama, pathlib, subprocess
size = "dd if=/dev/zero bs=1M count=400 of="
full = "No space left on device"
print(full in subprocess.getoutput(size + "/tmp/big"))
loop = "for i in $(seq 2000); do head -c 100000 /dev/zero > /tmp/small$i || break; done"
print(full in subprocess.getoutput(loop))
pathlib.Path("/tmp/big").unlink()
print(full in subprocess.getoutput(size + "/home/student/big"))
print(full in subprocess.getoutput(size + "/opt/models/huggingface/big"))
weights = pathlib.Path("/dev/shm/weights.gguf")
weights.write_bytes(b"GGUF" + bytes(100 * 2**20))
try:
    ollama.Client().create_blob(weights)
    print("stored")
except Exception as error:
    print("no space" in str(error).lower())
"""


@pytest.fixture
def small_disk(student: Student, context: Context) -> Iterator[Student]:
    """A student all of whose folders lie on 64 MB."""
    root = StateLayout(context.settings.state_dir).student(student.name).root
    root.mkdir(mode=0o711, exist_ok=True)
    options = "size=64m,mode=0711"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(root)], check=True)
    renew(context, student.api)  # the hub's own view of the folders is as old as its container
    student.login()
    yield student
    student.api.stop_server(student.name)
    until_unmounted(root)
    renew(context, student.api)


def test_who_fills_the_disk_hurts_nobody_else(
    small_disk: Student, make_student: Callable[..., Student], context: Context
) -> None:
    neighbour = make_student()
    for student in (small_disk, neighbour):
        student.open_lab()
    assert small_disk.cell(FILL).split() == ["True"] * 5
    code = "open('x', 'w').write('fine'); open('/tmp/x', 'w').write('fine'); print('fine')"
    assert neighbour.cell(code).strip() == "fine"
    small_disk.api.stop_server(small_disk.name)
    small_disk.login()
    small_disk.open_lab()  # /tmp is fresh, and a full home can be cleaned up
    small_disk.cell("import os; os.remove('/home/student/big')")
    assert small_disk.cell("open('y', 'w').write('x'); print('fine')").strip() == "fine"
