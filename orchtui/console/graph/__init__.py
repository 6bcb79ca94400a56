"""The graph of a run as text: a model of nodes and edges, a layered layout, and lines of cells.

Nothing here knows Textual; `widgets.graph` shows what is drawn here.
"""
