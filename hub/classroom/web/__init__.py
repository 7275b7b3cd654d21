"""The course service's pages and HTTP API: thin handlers over the libraries beside this folder."""
