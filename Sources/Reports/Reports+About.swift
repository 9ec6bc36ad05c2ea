// Reports: see README.md, section Architecture.
