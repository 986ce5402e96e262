"""``readiness report``: reports written, signed, shown, verified and sent."""
