"""Runs checks in lanes, under deadlines, with stop and events. Knows neither a particular check nor Qt."""
