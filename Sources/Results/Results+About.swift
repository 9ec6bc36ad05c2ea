// Results: see README.md, section Architecture.
