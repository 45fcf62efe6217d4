"""The back office's forms. They check shape; the services check business."""
