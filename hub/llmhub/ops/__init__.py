"""Commands for the people who run the hub; they run on the host, the hub may be down."""
