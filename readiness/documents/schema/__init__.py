"""The JSON Schemas of every document, generated from the facts, and what holding a document against one tells."""
