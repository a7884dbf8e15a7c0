"""The nouns: frozen types that name each state of a sheet. Nothing here reads, aligns or stores."""
