"""What every document is put together from: values, marks, rows, items, columns."""
