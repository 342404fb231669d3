"""Which files there are, what each is, and how large one may be."""
