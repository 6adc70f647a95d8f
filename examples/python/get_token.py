"""Gets an access token, for a program that makes its calls without the library."""

from sandbox import connect

with connect() as account:
    print(account.token())
