"""What the first page tells before anything is asked: news and notices."""
