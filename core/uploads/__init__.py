"""Files that people hand in: what one really is, whether it may stay, what it may be called.

Knows no shop. Nothing here opens a file for anybody: it is looked at, kept, and handed out again
byte for byte as an attachment.
"""
