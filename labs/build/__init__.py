"""Release tooling of the course: one source becomes the instructors' and the students' version.

Never part of a student's image: `python -m labs.build --help` lists the commands.
"""
