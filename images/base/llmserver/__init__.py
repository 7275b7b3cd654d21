"""What runs inside a student's container beside the notebook server: home, start, proxied apps."""
