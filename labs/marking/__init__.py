"""Marking: rubrics, submissions and sample answers. Never in the students' image."""
