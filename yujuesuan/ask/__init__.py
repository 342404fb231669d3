"""What one asks of a release or a document: findings, layouts, pages, notebooks."""
