"""How the checks of a pack say what is wrong."""

Finding = tuple[str, str, str]
"""The entry, such as `sectors.200`; the place in it, such as a scale's id; what is wrong."""
