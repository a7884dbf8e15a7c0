"""Pictures of numbers as SVG, drawn from frozen series, for pages and for reports that are one file."""
