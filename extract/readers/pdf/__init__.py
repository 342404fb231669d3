"""PDF: rules by camelot, letters by PDFium, scans by recognition."""
