"""What a list can be narrowed by: how goods are described for counting. Pure."""
