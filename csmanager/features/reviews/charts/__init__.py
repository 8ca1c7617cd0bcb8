"""Charts of the reviews: what they show (Qt-free), how matplotlib draws them, and the widget that holds one."""
