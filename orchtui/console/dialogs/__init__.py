"""What is asked over a screen: a choice, a text, a gate, a disagreement; and what is explained."""
