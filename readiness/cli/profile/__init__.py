"""``readiness profile``: profiles found, written, tried, signed, published and subscribed to."""
