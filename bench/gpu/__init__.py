"""`make bench-gpu`: QLoRA of an 8B model on this machine's card, without any download."""
