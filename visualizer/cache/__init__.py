"""Results that take long to work out, kept in memory and in the user's cache folder, by what they depend on."""
