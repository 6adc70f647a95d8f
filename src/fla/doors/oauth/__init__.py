"""The door where software gets its access tokens: RFC 6749, 7009, 7523 and 8414."""
