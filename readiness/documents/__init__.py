"""JSON text <-> domain values: the only room that knows the form of profiles and reports."""
