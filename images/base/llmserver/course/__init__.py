"""What the lab's pages ask about the course: `/llmhub/course/…` of the notebook server."""
