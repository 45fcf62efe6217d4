"""What can be exported from the back office: each list with its sheet, its rows and its right."""

from core.exports import Export

_EXPORTS: tuple[Export, ...] = ()

EXPORTS = {export.name: export for export in _EXPORTS}
