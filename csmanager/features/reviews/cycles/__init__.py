"""Review cycles: everybody reviewed from one template, pinned to the figures as they were."""
