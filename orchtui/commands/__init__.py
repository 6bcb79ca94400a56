"""What a person or a script may ask of a live run: the commands, their rules, and breakpoints.

Pure values: the core carries commands out, the fronts are doors to them.
"""
