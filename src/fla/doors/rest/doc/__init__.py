"""The documentation of the REST channel: a page made from the contract, and its stylesheet."""
