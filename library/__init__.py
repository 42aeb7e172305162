"""The starter library as data: digests, the catalogue of sources and the recommendations.

It travels in the wheel and is found by `assistant.settings` with `importlib.resources`.
README.md here says how far to trust it and is not indexed.
"""
