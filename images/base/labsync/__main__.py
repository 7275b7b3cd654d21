"""`python -m labsync`."""

from labsync.command import main

raise SystemExit(main())
