"""Advisory locks that several rooms take, each until its transaction ends."""

RIGHTS = 0x464C4104
"""Chunks of runs share it; recalculations, closings and reopenings have it alone.

What read before another had written would otherwise write what it made of that after it."""
