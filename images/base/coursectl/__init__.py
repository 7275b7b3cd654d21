"""The course's commands: push, collect and mark for instructors, hand in and ask for students.

Standard library alone: it runs in a lab, and from a checkout on a laptop.
"""
