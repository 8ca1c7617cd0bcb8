"""What the Figures view says: verdicts with reasons, whom to talk to, fair comparisons, the target lab, the paper."""
