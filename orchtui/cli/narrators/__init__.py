"""What prints a run while it goes on: plain lines, lines that update in place, or JSON."""
