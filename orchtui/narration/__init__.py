"""What happens in a run, in words: the lines that the command line and the console tell alike.

An event becomes a mark, what it is about and what is said of it; where lines go, and in which
colours, each front knows for itself.
"""
