// Keys: see README.md, section Architecture.
