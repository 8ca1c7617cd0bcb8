"""The whole story of one person, from every duty that knows something of them."""
