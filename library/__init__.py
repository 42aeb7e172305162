"""The starter library: digests, the catalogue of sources and the recommendations, as data. It travels in the wheel, and
`assistant.settings` finds it with `importlib.resources`; README.md here says how far to trust it and is not indexed."""
