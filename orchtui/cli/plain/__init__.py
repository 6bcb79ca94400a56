"""The plain mode: what the console shows, told as lines, and its commands, taken as lines.

For pipes, dumb terminals and screen readers. It reads the console's pure parts, its panels and its
view, and never Textual.
"""
