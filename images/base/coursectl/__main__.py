"""`python -m coursectl`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - a laptop may have an older one
    sys.exit("coursectl needs Python 3.11 or newer. [old-python]")

from coursectl.command import main

sys.exit(main())
