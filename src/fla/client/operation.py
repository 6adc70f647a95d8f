"""What an operation of the contract is called with, and what it gives back."""

from typing import Generic, TypeVar

from msgspec import Struct

Given = TypeVar("Given")
Told = TypeVar("Told")


class Operation(Struct, Generic[Given, Told], frozen=True, kw_only=True):
    """An operation: its method, its path with the names of parameters, and its records.

    `bytes` stands for what is no record but a file; `media_type` is that of the body.
    """

    method: str
    path: str
    answer: type[Told]
    body: type[Given] | None = None
    media_type: str = "application/json"
