"""How text becomes words that can be found: pure, shared by the index and the questions."""
