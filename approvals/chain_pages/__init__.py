"""The pages of an organisation's chains, for either face: map, list, simulator, health."""
