"""JSON Schemas of all documents, generated from the facts, and validation against them."""
