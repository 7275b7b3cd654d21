"""Container images and the tool that builds them."""
