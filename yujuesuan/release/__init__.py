"""What a release consists of, how it is written, kept and compared."""
