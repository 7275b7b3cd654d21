"""The course service: releases, pushes, hand-ins, marks and help. Never in a student's reach."""
