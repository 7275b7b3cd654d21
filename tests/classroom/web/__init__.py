"""Tests of the course service's pages and API."""
