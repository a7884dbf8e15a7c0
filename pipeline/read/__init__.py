"""Crops become readings: PaddleOCR for writing, added ink for marks."""
