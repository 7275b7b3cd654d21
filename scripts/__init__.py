"""What `make` runs to judge the tree: linters and types (`checks`), all the tests (`suite`)."""
