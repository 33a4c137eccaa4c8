// For mcpack only: see ../README.md.
