"""Who leads: between the pages and everything behind them."""
