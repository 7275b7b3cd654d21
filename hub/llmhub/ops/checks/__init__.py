"""What `make doctor` looks at; each module looks at one thing and decides by pure functions."""
