"""The REST channel: the contract's operations over HTTP (docs/rest.md)."""
