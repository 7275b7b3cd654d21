"""What was handed in gets its marks: by tests in a closed container, and by people."""
