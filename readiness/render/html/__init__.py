"""A report as HTML, for screens and for printers."""
