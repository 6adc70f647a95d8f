"""The token endpoint and what goes with it (RFC 6749, 7009, 7523, 8414)."""
