"""What a sheet of users would do: facts and rows in, a plan with reasons out. Pure."""
