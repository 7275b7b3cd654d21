"""Students ask for help, and let their instructors look at a copy of one file for an hour."""
