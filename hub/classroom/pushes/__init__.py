"""Pushes: bring weeks of a release to students' labs, see what arrived, and take it back."""
