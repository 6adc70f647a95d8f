"""The operations that change the register, and what they changed, one thing at an address."""
