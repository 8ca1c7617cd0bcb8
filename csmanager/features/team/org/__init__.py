"""Who reports to whom, who stands in, and the chart of it."""
