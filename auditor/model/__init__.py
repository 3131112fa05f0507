"""The nouns: what is declared, what is measured, what is decided, what is reported."""
