# SPDX-License-Identifier: Apache-2.0
"""`python -m testaws --port N` starts the test AWS."""

from .server import main

if __name__ == "__main__":
    raise SystemExit(main())
