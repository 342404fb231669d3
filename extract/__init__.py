"""From documents to raw rows: find, fingerprint, read and land; nothing is interpreted here."""
