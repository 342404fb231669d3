"""PDF: the lattice by camelot, letters by PDFium, scans by recognition."""
