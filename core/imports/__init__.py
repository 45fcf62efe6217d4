"""The life of an import, whatever it holds: upload → plan → review → apply → perhaps undo.

An app declares a kind of sheet as an `Importer` (contract); everything else is done here.
"""
