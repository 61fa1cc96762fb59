"""What a session holds: the data in use, the choices, the jobs that take long."""
