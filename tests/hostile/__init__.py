"""What strangers may send: files and texts made to hurt."""
