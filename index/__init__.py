"""Documents in, hits out. Knows nothing of chat, prompts or screens."""
