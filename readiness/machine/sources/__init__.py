"""Where the readers of every room get their answers: files, programs, the registry, libraries, firmware tables."""
