"""Groups of commands; each command calls one function of a room and prints what it gives back."""
