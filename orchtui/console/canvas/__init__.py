"""The graph of a run: what stands in it, where each part goes, and how a line of it is drawn.

`graph` tells the structure, `layout` the places, `faces` what each step says at this moment, and
`drawing` one line of the picture; `tree` tells the same where there is no room for a picture. All
of it is pure: a widget only chooses which part is seen.
"""
