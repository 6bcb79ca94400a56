"""`python -m orchtui` is `orchtui`."""

from orchtui.cli import main

main()
