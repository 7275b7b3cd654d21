"""Every notebook of the course, run as students have it: `make course EXECUTE=1`."""
