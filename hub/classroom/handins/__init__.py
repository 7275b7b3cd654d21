"""What students hand in: taken in, kept unchanged, given out to their instructors."""
