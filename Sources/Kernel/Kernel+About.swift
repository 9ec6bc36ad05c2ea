// Kernel: see README.md, section Architecture.
